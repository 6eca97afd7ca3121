package io.hakiri.access;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Who may go on now, of many who each have the same rate: the generic cell rate algorithm, a token bucket that keeps one number for
 * each. The number is when the bucket would be full again; it may lie ahead by what the bucket holds.
 *
 * <p>Bounded: who has a full bucket is forgotten when room is needed, for nothing is known of them that is not known of a
 * stranger. When there is no room even so, strangers share one bucket.
 */
final class Allowance {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Making room looks at everybody: not with every request. */
    private static final long ROOM_EVERY_NANOS = NANOS / 10;

    private static final String STRANGERS = "";

    private final Rate rate;
    private final int most;
    private final LongSupplier nanos;
    private final long started;
    private final long interval;
    private final long ahead;
    private final ConcurrentMap<String, Long> fullAt = new ConcurrentHashMap<>();
    private final AtomicLong roomMadeAt = new AtomicLong(-ROOM_EVERY_NANOS);

    /**
     * Everybody's bucket is full.
     *
     * @param most how many are remembered
     * @param nanos a time that only goes forward, such as {@link System#nanoTime}
     */
    Allowance(Rate rate, int most, LongSupplier nanos) {
        this.rate = rate;
        this.most = most;
        this.nanos = nanos;
        this.started = nanos.getAsLong();
        this.interval = NANOS / rate.perSecond();
        this.ahead = interval * (rate.burst() - 1);
    }

    Rate rate() {
        return rate;
    }

    /** Takes one for somebody: zero where it may go on, else how long until it may. */
    Duration take(String who) {
        long now = now();
        long[] wait = {0};
        fullAt.compute(remembered(who, now), (_, before) -> {
            long full = before == null ? now : Math.max(before, now);
            wait[0] = full - now - ahead;
            return wait[0] > 0 ? before : Long.valueOf(full + interval);
        });
        return Duration.ofNanos(Math.max(0, wait[0]));
    }

    /** How long until somebody may go on, who takes nothing yet. */
    Duration wait(String who) {
        long now = now();
        Long full = fullAt.get(remembered(who, now));
        return Duration.ofNanos(full == null ? 0 : Math.max(0, full - now - ahead));
    }

    /** Whether something is remembered of somebody. */
    boolean knows(String who) {
        return fullAt.containsKey(who);
    }

    int remembered() {
        return fullAt.size();
    }

    private String remembered(String who, long now) {
        if (fullAt.size() < most || fullAt.containsKey(who)) {
            return who;
        }
        long last = roomMadeAt.get();
        if (now - last >= ROOM_EVERY_NANOS && roomMadeAt.compareAndSet(last, now)) {
            fullAt.values().removeIf(full -> full <= now);
        }
        return fullAt.size() < most ? who : STRANGERS;
    }

    private long now() {
        return nanos.getAsLong() - started;
    }
}
