package io.hakiri.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one kind that a policy lets go, in order.
 *
 * @param pipeline whose they are; {@code null} for what belongs to the project
 * @param after where they were found
 * @param through the last one of them, in the same form
 * @param lines each row as one JSON object without line breaks; the fields of {@link Kind} that name it tell repeats
 */
public record PastRows(Kind kind, @Nullable PipelineId pipeline, String after, String through, List<String> lines) {
    /** What the rows are, in the order in which they go. */
    public enum Kind {
        /** Settled receipts; named by fence, step and ordinal. */
        RECEIPT,
        /** The sums of a stream in a run; named by fence and stream. */
        COUNTS,
        /** How far a run, a chunk or a rewind moved a cursor; named by fence, stream and partition. */
        MOVE,
        /** Runs that have begun; named by fence. */
        RUN,
        /** Runs that ended without having begun; named by id. */
        QUEUED_RUN,
        /** Audit events; named by number. */
        AUDIT,
        /** Idempotency keys that are over; named by scope and key, and by when they were over. */
        KEY
    }

    public PastRows {
        lines = List.copyOf(lines);
    }
}
