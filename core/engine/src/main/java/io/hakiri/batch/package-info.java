/**
 * Rows of one stream, held by column, as they travel from a source to a destination.
 */
@NullMarked
package io.hakiri.batch;

import org.jspecify.annotations.NullMarked;
