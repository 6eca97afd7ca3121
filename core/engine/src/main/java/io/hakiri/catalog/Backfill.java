package io.hakiri.catalog;

import java.time.Instant;

/**
 * A backfill and how far it is.
 *
 * @param ahead whether its range lies at or after the pipeline's cursor: then it holds the pipeline against begins while it
 *     goes on, and the cursor moves along behind the chunks that are done without a gap
 */
public record Backfill(
        PipelineKey pipeline,
        BackfillId id,
        StreamPartition at,
        Status status,
        boolean ahead,
        int chunks,
        int done,
        Counts counts,
        Instant startedAt) {
    /** How far it is. */
    public enum Status {
        RUNNING,
        DONE,
        CANCELLED
    }
}
