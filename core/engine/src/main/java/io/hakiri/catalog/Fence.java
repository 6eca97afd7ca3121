package io.hakiri.catalog;

import java.time.Duration;
import java.time.Instant;

/**
 * What makes a lease safe: a number that grows with every acquisition of a pipeline, for ever (C-2).
 *
 * <p>It has two parts. The counter grows by one with each acquisition; the generation grows when a catalog is restored or a
 * pipeline is moved (C-26, C-27). They compare in the order generation, counter and are shown as one number, which stays
 * below 2^53 so that every JSON reader keeps it exact. A full counter goes on in the next generation.
 *
 * @param value generation × 2^22 + counter; 0 means "never acquired"
 */
public record Fence(long value) implements Comparable<Fence> {
    private static final int COUNTER_BITS = 22;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    /** The highest generation. */
    public static final int MAX_GENERATION = Integer.MAX_VALUE;
    /** Before the first acquisition. */
    public static final Fence NONE = new Fence(0);

    /** Generations that follow a clock count the seconds from here on, until 2094. */
    private static final Instant GENERATIONS_START = Instant.parse("2026-01-01T00:00:00Z");

    public Fence {
        Limits.between("fence", value, 0, ((long) MAX_GENERATION << COUNTER_BITS) | COUNTER_MASK);
    }

    /** The state of a new generation before its first acquisition. */
    public static Fence startOf(int generation) {
        return new Fence(Limits.between("generation", generation, 0, MAX_GENERATION) << COUNTER_BITS);
    }

    /**
     * The generation that begins with the second of an instant. What was granted before that second in generations that had
     * begun by then is below it, for no pipeline is acquired 2^22 times within a second.
     */
    public static int generationAt(Instant now) {
        return (int) Math.clamp(Duration.between(GENERATIONS_START, now).toSeconds(), 0L, MAX_GENERATION);
    }

    /** When a generation that follows the clock begins. */
    public static Instant beginOf(int generation) {
        return GENERATIONS_START.plusSeconds(generation);
    }

    public int generation() {
        return (int) (value >>> COUNTER_BITS);
    }

    public long counter() {
        return value & COUNTER_MASK;
    }

    /** The fence of the next acquisition. */
    public Fence next() {
        return new Fence(value + 1);
    }

    @Override
    public int compareTo(Fence other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
