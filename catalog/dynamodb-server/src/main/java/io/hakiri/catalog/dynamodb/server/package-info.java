/** A real DynamoDB for tests, those of this backend and those of whole programs. */
@NullMarked
package io.hakiri.catalog.dynamodb.server;

import org.jspecify.annotations.NullMarked;
