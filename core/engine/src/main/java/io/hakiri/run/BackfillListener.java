package io.hakiri.run;

import io.hakiri.catalog.ChunkResult.ChunkGranted;
import io.hakiri.catalog.Counts;
import java.time.Duration;

/** Watches a worker of a backfill, for progress on a terminal. Called by the worker's own thread, often: must not block. */
public interface BackfillListener {
    /** Watches nothing. */
    BackfillListener SILENT = new BackfillListener() {};

    /** A chunk was granted. */
    default void began(ChunkGranted chunk) {}

    /** Rows of a chunk were read: so many more. */
    default void read(long rows, long bytes) {}

    /**
     * A chunk is done, and published.
     *
     * @param open chunks of the backfill that are not done yet, whoever does them
     */
    default void done(int chunk, Counts counts, int open) {}

    /** A chunk was taken by somebody else: what this worker did of it does not count. */
    default void lost(int chunk, String reason) {}

    /** Trouble that may pass: the worker waits and tries again. */
    default void retrying(String trouble, Duration delay) {}
}
