package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.PipelineKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Leases that this process has seen, and since when by its monotonic timer. Who has seen the same lease unchanged for all of its
 * time to live may take it, whatever the clocks say: a holder whose clock is ahead keeps nobody waiting for ever (C-4).
 */
final class Watched {
    private static final int MOST = 10_000;

    private final LongSupplier nanos;
    private final LinkedHashMap<PipelineKey, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PipelineKey, Seen> eldest) {
            return size() > MOST;
        }
    };

    private record Seen(long fence, Instant until, long since) {}

    /** @param nanos a timer that only goes on, such as {@link System#nanoTime} */
    Watched(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether this very lease, never renewed, has been seen for longer than it lasts; notes it otherwise. */
    synchronized boolean unchangedForLong(PipelineKey key, OpenRun run) {
        Seen before = seen.get(key);
        long now = nanos.getAsLong();
        if (before == null
                || before.fence() != run.fence().value()
                || !before.until().equals(run.leaseUntil())) {
            seen.put(key, new Seen(run.fence().value(), run.leaseUntil(), now));
            return false;
        }
        return now - before.since() >= run.leaseTtl().toNanos();
    }
}
