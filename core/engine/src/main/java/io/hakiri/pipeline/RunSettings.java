package io.hakiri.pipeline;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import java.time.Duration;

/**
 * How a run of a pipeline goes about it. A run commits when the first of rows, bytes and time is reached: a crash costs
 * what came after the last commit.
 *
 * @param commitRows rows of one commit, 1 to 100,000,000
 * @param commitBytes bytes read from the source for one commit, 64 KiB to 64 GiB
 * @param commitAfter the longest time between two commits, 1 s to 24 h
 * @param leaseTtl how long the right to write lasts without a commit or a renewal, 1 s to 24 h (C-5)
 * @param retries how often a run that met trouble which may pass tries again, 0 to 100
 * @param retryDelay before the first of these; each further one waits twice as long, 0 to 1 h
 */
public record RunSettings(
        long commitRows, long commitBytes, Duration commitAfter, Duration leaseTtl, int retries, Duration retryDelay) {
    public static final long MOST_COMMIT_ROWS = 100_000_000;
    public static final long LEAST_COMMIT_BYTES = 64L << 10;
    public static final long MOST_COMMIT_BYTES = 64L << 30;
    public static final int MOST_RETRIES = 100;
    public static final Duration LONGEST_RETRY_DELAY = Duration.ofHours(1);

    /** What holds where a manifest says nothing. */
    public static final RunSettings DEFAULTS = new RunSettings(
            1_000_000, 256L << 20, Duration.ofMinutes(1), Duration.ofMinutes(2), 3, Duration.ofSeconds(2));

    public RunSettings {
        Limits.between("commit_rows", commitRows, 1, MOST_COMMIT_ROWS);
        Limits.between("commit_bytes", commitBytes, LEAST_COMMIT_BYTES, MOST_COMMIT_BYTES);
        between("commit_after", commitAfter, Limits.SHORTEST_LEASE, Limits.LONGEST_LEASE);
        between("lease_ttl", leaseTtl, Limits.SHORTEST_LEASE, Limits.LONGEST_LEASE);
        Limits.between("retries", retries, 0, MOST_RETRIES);
        between("retry_delay", retryDelay, Duration.ZERO, LONGEST_RETRY_DELAY);
    }

    private static void between(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidInput(key, TimeSpan.text(least) + " to " + TimeSpan.text(most), TimeSpan.text(value));
        }
    }
}
