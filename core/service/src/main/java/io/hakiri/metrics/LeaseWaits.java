package io.hakiri.metrics;

import io.hakiri.catalog.PipelineKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** How long workers that were told {@code Held} waited until they got the lease. Who gave up is forgotten. */
final class LeaseWaits {
    private static final int MOST = 1_000;
    /** Who comes back after so long did not wait for it. */
    static final Duration LONGEST = Duration.ofHours(1);

    private record Waiting(PipelineKey pipeline, String worker) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Waiting, Long> since = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Waiting, Long> eldest) {
            return size() > MOST;
        }
    };

    /** A worker was refused, for somebody else holds the lease. */
    void refused(PipelineKey pipeline, String worker, long nanoTime) {
        lock.lock();
        try {
            since.merge(
                    new Waiting(pipeline, worker), nanoTime, (old, now) -> now - old > LONGEST.toNanos() ? now : old);
        } finally {
            lock.unlock();
        }
    }

    /** A worker got it: how long it waited, where it did. */
    Optional<Duration> granted(PipelineKey pipeline, String worker, long nanoTime) {
        lock.lock();
        try {
            return Optional.ofNullable(since.remove(new Waiting(pipeline, worker)))
                    .map(start -> Duration.ofNanos(nanoTime - start))
                    .filter(waited -> waited.compareTo(LONGEST) <= 0);
        } finally {
            lock.unlock();
        }
    }
}
