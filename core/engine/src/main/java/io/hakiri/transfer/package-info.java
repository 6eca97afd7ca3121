/**
 * What a catalog holds, as rows of one form on every backend: to copy, compare and keep it (C-26, C-30).
 *
 * <p>{@link io.hakiri.transfer.Transfer} is the port; a {@link io.hakiri.transfer.Row} is one piece of history; a {@link
 * io.hakiri.catalog.PipelineImage} is what decides a pipeline's next grant.
 */
@NullMarked
package io.hakiri.transfer;

import org.jspecify.annotations.NullMarked;
