/** The catalog in one SQLite file. */
@NullMarked
package io.hakiri.catalog.sqlite;

import org.jspecify.annotations.NullMarked;
