package io.hakiri.explain;

import org.jspecify.annotations.Nullable;

/**
 * A reason why a pipeline stands as it does.
 *
 * @param says in a sentence for people
 * @param command what changes that; {@code null} where nothing has to be done, or nothing can be
 */
public record Cause(Kind kind, String says, @Nullable String command) {
    /** What kind of reason. */
    public enum Kind {
        /** The catalog knows no such pipeline. */
        UNDECLARED,
        DELETED,
        /** Lives in another catalog. */
        MOVED,
        /** Is sealed for a move. */
        SEALED,
        PAUSED,
        /** A run goes on. */
        RUNNING,
        /** A run died, and nobody has taken its lease yet. */
        DIED,
        /** A backfill ahead of the cursor holds it. */
        BACKFILL,
        /** The last run failed, and it is tried again. */
        RETRYING,
        /** Not due yet. */
        WAITING,
        /** Due, and nobody has taken it yet. */
        DUE,
        /** Has no schedule. */
        ON_DEMAND,
        /** Runs wait in its queue. */
        QUEUED,
        /** A shape was seen that nobody has decided about, or that was rejected. */
        UNDECIDED,
        /** What was committed is not yet all published. */
        UNSETTLED,
        /** How the last run came out. */
        LAST_RUN
    }

    static Cause of(Kind kind, String says) {
        return new Cause(kind, says, null);
    }
}
