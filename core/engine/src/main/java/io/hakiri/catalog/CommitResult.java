package io.hakiri.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to {@link SingleWriter#commit}. Only {@link Committed} has changed anything. */
public sealed interface CommitResult
        permits CommitResult.Committed,
                CommitResult.AlreadyApplied,
                CommitResult.Conflict,
                CommitResult.NotGreater,
                CommitResult.Undecided,
                Answers.NotFound,
                Answers.Fenced,
                Answers.Moving,
                Answers.Moved,
                Answers.Invalid {
    /**
     * Applied and durable (C-12): by this call, or by an earlier one with the same step (C-10).
     *
     * @param leaseUntil {@code null} where the commit finished the run
     * @param versions per stream of the commit's schema changes: the version its shape has now
     */
    record Committed(@Nullable Instant leaseUntil, Map<String, Integer> versions) implements CommitResult {
        public Committed {
            versions = Map.copyOf(versions);
        }
    }

    /** This step, and a later one, were applied before (C-10). */
    record AlreadyApplied(int lastStep) implements CommitResult {}

    /**
     * Another write came between reading and this commit (C-8).
     *
     * @param cursors all that the commit names, in its order, as they are; those that do not exist are left out. Empty where
     *     the conflict is one of schemas
     * @param schemas the latest version of each stream whose change was made from another one
     */
    record Conflict(List<Cursor> cursors, List<SchemaVersion> schemas) implements CommitResult {
        public Conflict {
            cursors = List.copyOf(cursors);
            schemas = List.copyOf(schemas);
        }
    }

    /** The new order key is not greater than the cursor's (C-9). */
    record NotGreater(Cursor current) implements CommitResult {}

    /** Nobody has decided about the version that the data was written under, or it was rejected (C-15). */
    record Undecided(String stream, int version) implements CommitResult {}
}
