package io.hakiri.run;

import io.hakiri.catalog.CatalogException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Makes a catalog call that is safe to repeat (C-10) until it is answered or the deadline has passed: after
 * {@code Unavailable} nothing was applied, after {@code OutcomeUnknown} the repeat gets the first answer.
 */
public final class SafeCalls {
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Pace pace;
    private final Duration deadline;

    /** @param deadline after which the last answer, or fault, stands */
    public SafeCalls(Pace pace, Duration deadline) {
        this.pace = pace;
        this.deadline = deadline;
    }

    /** Makes the call; its last fault is thrown on. */
    public <T> T call(Supplier<T> call) {
        Instant end = pace.clock().instant().plus(deadline);
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                return call.get();
            } catch (CatalogException.Unavailable | CatalogException.OutcomeUnknown e) {
                if (!pace.clock().instant().plus(wait).isBefore(end)) {
                    throw e;
                }
            }
            pace.sleep(pace.jittered(wait));
            wait = wait.multipliedBy(2);
            wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        }
    }
}
