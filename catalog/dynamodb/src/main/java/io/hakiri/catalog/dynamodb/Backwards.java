package io.hakiri.catalog.dynamodb;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A history from a number on back to the oldest entry, or to where all is too old, read in slices that grow.
 *
 * <p>By number: as it was recorded. By time: as the clocks said, which may have gone back; no entry of a history is later than
 * the bound that was recorded with it and holds for all before it, so that few entries are read ahead.
 */
final class Backwards<T> {
    private static final int FIRST_SLICE = 11;
    private static final int LARGEST_SLICE = 200;

    /**
     * An entry.
     *
     * @param until neither it nor any entry before it is later
     */
    record Entry<T>(T what, long number, Instant at, Instant until) {}

    /** Entries below a number, the greatest first. */
    interface Slices<T> {
        List<Entry<T>> below(long number, int most);
    }

    private final Slices<T> slices;
    private final @Nullable Instant oldest;
    private final boolean byTime;
    private final Deque<Entry<T>> slice = new ArrayDeque<>();
    private final PriorityQueue<Entry<T>> ahead =
            new PriorityQueue<>(Comparator.comparing((Entry<T> entry) -> entry.at())
                    .thenComparingLong(Entry::number)
                    .reversed());
    private long below;
    private int most = FIRST_SLICE;
    private boolean ended;

    /** @param oldest where all is before this time it ends; {@code null} for no such border */
    Backwards(long below, boolean byTime, @Nullable Instant oldest, Slices<T> slices) {
        this.below = below;
        this.byTime = byTime;
        this.oldest = oldest;
        this.slices = slices;
    }

    /** The next entry; {@code null} at the end. */
    @Nullable
    Entry<T> peek() {
        if (!byTime) {
            return peekNumber();
        }
        Entry<T> read = peekNumber();
        while (read != null && (ahead.isEmpty() || ahead.element().at().isBefore(read.until()))) {
            ahead.add(slice.remove());
            read = peekNumber();
        }
        return ahead.peek();
    }

    /** All that is left is below this number; 0 where nothing is left. */
    long left() {
        long greatest = peek() == null ? -1 : Long.MIN_VALUE;
        for (Entry<T> entry : ahead) {
            greatest = Math.max(greatest, entry.number());
        }
        Entry<T> next = slice.peek();
        return Math.max(greatest, next == null ? -1 : next.number()) + 1;
    }

    private @Nullable Entry<T> peekNumber() {
        if (slice.isEmpty() && !ended) {
            List<Entry<T>> read = slices.below(below, most);
            ended = read.size() < most;
            for (Entry<T> entry : read) {
                if (oldest != null && entry.until().isBefore(oldest)) {
                    ended = true;
                    break;
                }
                slice.add(entry);
                below = entry.number();
            }
            most = Math.min(most * 4, LARGEST_SLICE);
        }
        return slice.peek();
    }

    Entry<T> next() {
        Entry<T> entry = peek();
        if (entry == null) {
            throw new NoSuchElementException();
        }
        return byTime ? ahead.remove() : slice.remove();
    }
}
