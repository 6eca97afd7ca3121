@NullMarked
package io.hakiri.catalog.sqlite;

import org.jspecify.annotations.NullMarked;
