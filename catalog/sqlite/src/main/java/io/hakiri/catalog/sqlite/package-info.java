/** The embedded default catalog: one SQLite file per project, one writer per file, for one machine's local disk. */
@NullMarked
package io.hakiri.catalog.sqlite;

import org.jspecify.annotations.NullMarked;
