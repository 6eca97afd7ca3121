package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.Faults.Hope;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether a call is tried again, and when: only if nothing of it was applied, within its deadline, a bounded number of times,
 * and with pauses that grow where others or the server need time.
 */
final class Attempts {
    /** For those who met others at the same rows. */
    private static final int MOST_CONFLICTS = 100;

    /** For connections that turned out to be dead. */
    private static final int MOST_LOST = 2;

    private static final int LARGEST_SHIFT = 20;

    private static final Duration CONFLICT_PAUSE = Duration.ofMillis(5);
    private static final Duration BUSY_PAUSE = Duration.ofMillis(50);
    private static final Duration LOST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final PostgresAddress address;
    private final String what;
    private final Deadline deadline;
    private final long startNanos = System.nanoTime();
    private final Map<Hope, Integer> tries = new EnumMap<>(Hope.class);

    Attempts(PostgresAddress address, String what, Deadline deadline) {
        this.address = address;
        this.what = what;
        this.deadline = deadline;
    }

    /** Returns after a pause when it is time for another try. */
    void againOrThrow(DriverFault fault, boolean mayBeApplied) {
        Hope hope = Faults.hope(fault);
        int before = tries.merge(hope, 1, Integer::sum) - 1;
        boolean again = !mayBeApplied
                && switch (hope) {
                    case NONE -> false;
                    case CONFLICT -> before < MOST_CONFLICTS && paused(CONFLICT_PAUSE, before);
                    // a server that is starting, has no connection left, or is the wrong one since a failover
                    case BUSY -> !waitedToConnect() && paused(BUSY_PAUSE, before);
                    case LOST -> before < MOST_LOST && paused(LOST_PAUSE, before);
                };
        if (!again) {
            throw Faults.translate(address, what, fault, mayBeApplied);
        }
    }

    private boolean waitedToConnect() {
        return System.nanoTime() - startNanos >= address.connectTimeout().toNanos();
    }

    /** Whether there is time left after the pause; half of it is by chance, so that those who met do not meet again. */
    private boolean paused(Duration first, int before) {
        long nanos = Math.min(first.toNanos() << Math.min(before, LARGEST_SHIFT), LONGEST_PAUSE.toNanos());
        try {
            deadline.sleep(
                    Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !deadline.over();
    }
}
