package io.hakiri.run;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The time a run lives in: what it reads, how it waits, and the chance that keeps many from waiting in step. */
public record Pace(InstantSource clock, Sleeper sleeper, RandomGenerator random) {
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

    /** Waits; an interrupt ends the wait and the run with it. */
    void await(Duration duration) {
        try {
            sleeper.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    /** The run was asked to stop. */
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interrupted() {
            super("interrupted");
        }
    }
}
