package io.hakiri.catalog;

import java.time.Duration;

/**
 * What a search found, and how old that may be (C-28).
 *
 * @param lag how far the place that was read is behind what was acknowledged, as far as it knows: what has not reached it yet
 *     it cannot count. Zero where searches read what is written; never negative
 */
public record Found<T>(Page<T> page, Duration lag) {
    public Found {
        if (lag.isNegative()) {
            throw new IllegalArgumentException("a lag of " + lag);
        }
    }

    /** Found where it was written. */
    public static <T> Found<T> now(Page<T> page) {
        return new Found<>(page, Duration.ZERO);
    }
}
