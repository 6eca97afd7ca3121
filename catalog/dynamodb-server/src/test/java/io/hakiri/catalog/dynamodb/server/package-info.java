@NullMarked
package io.hakiri.catalog.dynamodb.server;

import org.jspecify.annotations.NullMarked;
