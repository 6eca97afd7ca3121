package io.hakiri.access;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How many of something one project has: counted now and then, and kept up to date in between by what passes here. What others add
 * is seen with the next count.
 */
final class Counted {
    /** How old a count may be that lets something through. */
    static final Duration OLD = Duration.ofSeconds(10);
    /** How old one may be that refuses. */
    static final Duration OLD_AT_THE_LIMIT = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private int count;
    private int coming;
    private long countedAt;

    Counted(LongSupplier nanos) {
        this.nanos = nanos;
        this.countedAt = nanos.getAsLong() - OLD.toNanos() - 1;
    }

    /**
     * Keeps a place for one more, until {@link #came}.
     *
     * @param counting counts anew, at least as far as the limit
     * @return -1 where there is a place, else how many there are
     */
    int reserve(int limit, IntSupplier counting) {
        lock.lock();
        try {
            if (isOlderThan(OLD) || (count + coming >= limit && isOlderThan(OLD_AT_THE_LIMIT))) {
                count = counting.getAsInt();
                countedAt = nanos.getAsLong();
            }
            if (count + coming >= limit) {
                return count + coming;
            }
            coming++;
            return -1;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOlderThan(Duration age) {
        return nanos.getAsLong() - countedAt > age.toNanos();
    }

    /** What a place was kept for is there now, or will not be. */
    void came(boolean isThere) {
        lock.lock();
        try {
            coming--;
            count += isThere ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    /** One less. */
    void went() {
        lock.lock();
        try {
            count = Math.max(0, count - 1);
        } finally {
            lock.unlock();
        }
    }
}
