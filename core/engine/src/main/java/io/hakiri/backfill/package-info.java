/**
 * The range of a backfill (C-21): from values that a person names to positions of a source, split into chunks. Who does the chunks
 * is in the package {@code run}.
 */
@NullMarked
package io.hakiri.backfill;

import org.jspecify.annotations.NullMarked;
