package io.hakiri.run;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The time a run lives in: what it reads, how it waits, the chance that keeps many from waiting in step, and the word that
 * its time is over.
 */
public record Pace(InstantSource clock, Sleeper sleeper, RandomGenerator random, Stop stop) {
    /** Waits. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** A duration between half of the given one and all of it, so that many do not come back at once. */
    Duration jittered(Duration duration) {
        long half = duration.toMillis() / 2;
        return Duration.ofMillis(half + random.nextLong(half + 1));
    }

    /** Waits, unless the run is asked to stop; a thread that is interrupted was asked. */
    void await(Duration duration) {
        sleep(duration);
        stop.check();
    }

    /** Waits also where the run is asked to stop, for what has to be said before it may. */
    void sleep(Duration duration) {
        try {
            sleeper.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.request();
        }
    }
}
