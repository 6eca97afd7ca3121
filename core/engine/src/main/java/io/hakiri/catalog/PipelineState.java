package io.hakiri.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline as the catalog knows it.
 *
 * @param manifest canonical JSON of its declaration, which the catalog keeps and does not read
 * @param version grows by one with each change of the manifest, from 1
 * @param fence the current fence (C-2)
 * @param nextDue when it is due next; {@code null} where it has no schedule
 * @param failures runs in a row that failed or were abandoned
 * @param lease the lease that was granted last and not given back; {@code null} where there is none
 */
public record PipelineState(
        PipelineKey key,
        String manifest,
        long version,
        PipelineStatus status,
        Fence fence,
        @Nullable Instant nextDue,
        int failures,
        @Nullable Lease lease) {}
