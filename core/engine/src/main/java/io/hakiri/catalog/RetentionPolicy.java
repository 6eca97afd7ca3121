package io.hakiri.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long history is kept, at least (C-29). What is not named is kept for ever; keys that are over are never kept.
 *
 * @param runs after a run has ended: its record, sums, moves and settled receipts; 25 h to 36,500 d
 * @param audit after an event; 25 h to 36,500 d
 */
public record RetentionPolicy(
        @Nullable Duration runs, @Nullable Duration audit) {
    /** Runs and audit events are kept for ever. */
    public static final RetentionPolicy FOR_EVER = new RetentionPolicy(null, null);

    public RetentionPolicy {
        within("retention of runs", runs);
        within("retention of audit events", audit);
    }

    /** Repeats of a run's last step get its answer for as long as those of its begin (C-10). */
    private static void within(String field, @Nullable Duration kept) {
        if (kept != null) {
            Limits.between(field, kept, Limits.SHORTEST_RETENTION, Limits.LONGEST_RETENTION);
        }
    }
}
