package io.hakiri.run;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.RunError;

/** How a worker's part in a backfill came out. */
public sealed interface BackfillReport {
    /** What this worker did. */
    Part part();

    /**
     * Chunks that a worker did, and what was in them.
     *
     * @param counts of these chunks alone
     */
    record Part(int chunks, Counts counts) {
        static final Part NONE = new Part(0, Counts.NONE);

        Part plus(Counts more) {
            return new Part(chunks + 1, counts.plus(more));
        }
    }

    /** There is nothing left to do; all that was committed is published. */
    record Over(Backfill.Status status, Part part) implements BackfillReport {}

    /** The worker was asked to stop; the chunk that it had is free for others. */
    record Stopped(Part part) implements BackfillReport {}

    /** A chunk, or what was to be published, met trouble that does not pass by itself. */
    record Failed(RunError error, Part part) implements BackfillReport {}

    /**
     * The catalog hands out no chunk.
     *
     * @param word {@code paused}, {@code not-found}, {@code moving}, {@code moved} or {@code invalid}
     * @param reason for a person
     */
    record Refused(String word, String reason, Part part) implements BackfillReport {}
}
