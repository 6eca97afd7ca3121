package io.hakiri.catalog;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a run goes on after a commit. */
public sealed interface Next {
    /**
     * The run goes on, and the lease is extended (C-5).
     *
     * @param leaseTtl from now, 1 s to 24 h
     */
    record GoOn(Duration leaseTtl) implements Next {
        public GoOn {
            Limits.leaseTtl(leaseTtl);
        }
    }

    /**
     * The run ends and the lease is given back.
     *
     * @param outcome succeeded, partial, failed or cancelled
     * @param error why, unless it succeeded
     * @param nextDue when the pipeline is due next; {@code null} for never by itself
     */
    record Finish(
            RunStatus outcome,
            @Nullable RunError error,
            @Nullable Instant nextDue) implements Next {
        public Finish {
            if (!outcome.ended() || outcome == RunStatus.ABANDONED) {
                throw new InvalidInput("outcome", "SUCCEEDED, PARTIAL, FAILED or CANCELLED", outcome.name());
            }
        }
    }
}
