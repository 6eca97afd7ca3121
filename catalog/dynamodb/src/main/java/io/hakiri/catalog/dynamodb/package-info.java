/** The catalog in DynamoDB: one table, on demand, with conditional writes and transactions. */
@NullMarked
package io.hakiri.catalog.dynamodb;

import org.jspecify.annotations.NullMarked;
