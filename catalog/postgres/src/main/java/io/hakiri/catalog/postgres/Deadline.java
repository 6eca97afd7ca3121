package io.hakiri.catalog.postgres;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a call has to be over.
 *
 * @param endNanos on the timer of {@link System#nanoTime}
 */
record Deadline(long endNanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The earlier of this one and the time from now on. */
    Deadline orIn(Duration time) {
        return leftNanos() <= time.toNanos() ? this : in(time);
    }

    /** 0 when it is over. */
    long leftNanos() {
        return Math.max(0, endNanos - System.nanoTime());
    }

    boolean over() {
        return leftNanos() == 0;
    }

    /** Sleeps, but not beyond the deadline. */
    void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.min(time.toNanos(), leftNanos()));
    }
}
