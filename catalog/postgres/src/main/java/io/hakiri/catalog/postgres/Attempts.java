package io.hakiri.catalog.postgres;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether a call is tried again, and when: only if nothing of it was applied, within its deadline, a bounded number of times,
 * and with pauses that grow where others or the server need time.
 */
final class Attempts {
    /** For those who met others at the same rows. */
    private static final int MOST_CONFLICTS = 100;

    /** For connections that turned out to be dead. */
    private static final int MOST_LOST = 3;

    private static final Duration CONFLICT_PAUSE = Duration.ofMillis(5);
    private static final Duration BUSY_PAUSE = Duration.ofMillis(50);
    private static final Duration LOST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final PostgresAddress address;
    private final String what;
    private final Deadline deadline;
    private final long startNanos = System.nanoTime();
    private int tries;

    Attempts(PostgresAddress address, String what, Deadline deadline) {
        this.address = address;
        this.what = what;
        this.deadline = deadline;
    }

    /** Returns after a pause when it is time for another try. */
    void againOrThrow(DriverFault fault, boolean mayBeApplied) {
        tries++;
        boolean again = !mayBeApplied
                && switch (Faults.hope(fault)) {
                    case NONE -> false;
                    case CONFLICT -> tries < MOST_CONFLICTS && paused(CONFLICT_PAUSE);
                    // a server that is starting, has no connection left, or is the wrong one since a failover
                    case BUSY -> !waitedToConnect() && paused(BUSY_PAUSE);
                    case LOST -> tries < MOST_LOST && paused(LOST_PAUSE);
                };
        if (!again) {
            throw Faults.translate(address, what, fault, mayBeApplied);
        }
    }

    private boolean waitedToConnect() {
        return System.nanoTime() - startNanos >= address.connectTimeout().toNanos();
    }

    /** Whether there is time left after the pause; half of it is by chance, so that those who met do not meet again. */
    private boolean paused(Duration first) {
        long nanos = Math.min(first.toNanos() << Math.min(tries - 1, 20), LONGEST_PAUSE.toNanos());
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
