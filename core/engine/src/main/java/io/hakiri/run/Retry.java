package io.hakiri.run;

import io.hakiri.catalog.RunStatus;
import io.hakiri.connector.ConnectorException;
import io.hakiri.pipeline.RunSettings;
import io.hakiri.pipeline.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When to try again after trouble, within a run and after it. Pure. */
public final class Retry {
    /** The first wait between two runs that fail; each further one is twice as long. */
    public static final Duration FIRST_BACKOFF = Duration.ofSeconds(30);
    /** The longest wait between two runs that fail. */
    public static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
    /** The longest wait within a run; who asks for more patience is tried again by a later run. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final int MOST_DOUBLINGS = 20;

    private Retry() {}

    /**
     * How long a run waits before it tries again.
     *
     * @param attempt tries without any progress so far, from 1
     * @return empty where trying again in this run is of no use
     */
    static Optional<Duration> withinRun(ConnectorException trouble, int attempt, RunSettings settings) {
        int most = switch (trouble.kind()) {
            case TRANSIENT, RATE_LIMITED -> settings.retries();
            // the connector has asked for fresh credentials when it is opened again: once is enough to see
            case AUTH_EXPIRED -> Math.min(1, settings.retries());
            case PERMANENT, SCHEMA_INCOMPATIBLE -> 0;
        };
        if (attempt > most) {
            return Optional.empty();
        }
        Duration wait = doubled(settings.retryDelay(), attempt - 1, LONGEST_WAIT);
        Duration asked = trouble.retryAfter().orElse(Duration.ZERO);
        if (asked.compareTo(LONGEST_WAIT) > 0) {
            return Optional.empty();
        }
        return Optional.of(asked.compareTo(wait) > 0 ? asked : wait);
    }

    /**
     * When the pipeline is due after a run.
     *
     * @param failures runs in a row that failed, this one included
     * @param trouble why this one failed; {@code null} where it did not
     * @return {@code null} for a pipeline that is never due by itself
     */
    static @Nullable Instant nextDue(
            Schedule schedule, RunStatus outcome, int failures, @Nullable ConnectorException trouble, Instant now) {
        Instant scheduled = schedule.next(now).orElse(null);
        if (scheduled == null || outcome == RunStatus.SUCCEEDED || trouble == null) {
            return scheduled;
        }
        Duration backoff = doubled(FIRST_BACKOFF, failures - 1, LONGEST_BACKOFF);
        Duration asked = trouble.retryAfter().orElse(Duration.ZERO);
        Instant again = now.plus(asked.compareTo(backoff) > 0 ? asked : backoff);
        return trouble.kind().mayPass() || again.isAfter(scheduled) ? again : scheduled;
    }

    private static Duration doubled(Duration first, int times, Duration most) {
        Duration wait = first.multipliedBy(1L << Math.clamp(times, 0, MOST_DOUBLINGS));
        return wait.compareTo(most) > 0 ? most : wait;
    }
}
