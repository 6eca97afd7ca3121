@NullMarked
package io.hakiri.catalog.dynamodb;

import org.jspecify.annotations.NullMarked;
