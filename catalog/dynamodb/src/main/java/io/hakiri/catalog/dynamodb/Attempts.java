package io.hakiri.catalog.dynamodb;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How calls are tried again: a bounded number of times, within a deadline, with pauses of full jitter (any length from nothing
 * to a bound that doubles). The client itself must not retry: it would hide what may have been applied.
 */
final class Attempts {
    /** Tries of one call, or of one step of a call that gets on. */
    static final int MOST = 10;

    /** The bound of the first pause. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(25);

    /** No bound of a pause grows above it. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** For one try, from sending to the whole answer. */
    static final Duration PER_ATTEMPT = Duration.ofSeconds(5);

    /** For a call with all its tries and pauses. */
    static final Duration OVERALL = Duration.ofSeconds(15);

    private final Pace pace;
    private final RandomGenerator random;
    private final Waiting waiting;

    /** The bounds; see the constants of the same names. */
    record Pace(int most, Duration firstPause, Duration longestPause, Duration perAttempt, Duration overall) {
        static final Pace STANDARD = new Pace(MOST, FIRST_PAUSE, LONGEST_PAUSE, PER_ATTEMPT, OVERALL);

        Pace {
            if (most < 1) {
                throw new IllegalArgumentException("a call needs at least one try, not " + most);
            }
        }

        /** What the pause after the n-th try in vain may last at most. */
        long boundNanos(int tries) {
            long longest = longestPause.toNanos();
            long bound = firstPause.toNanos();
            for (int n = 1; n < tries && bound < longest; n++) {
                bound *= 2;
            }
            return Math.min(bound, longest);
        }
    }

    /** {@code random} must be safe for many threads. */
    Attempts(Pace pace, RandomGenerator random, Waiting waiting) {
        this.pace = pace;
        this.random = random;
        this.waiting = waiting;
    }

    Pace pace() {
        return pace;
    }

    /** A call that only reads. */
    Call reading(Place place, String what) {
        return new Call(this, place, what, false);
    }

    /** A call that may change something. */
    Call writing(Place place, String what) {
        return new Call(this, place, what, true);
    }

    long nanoTime() {
        return waiting.nanoTime();
    }

    /** Full jitter. */
    void pause(int tries) throws InterruptedException {
        waiting.sleep(random.nextLong(pace.boundNanos(tries) + 1));
    }
}
