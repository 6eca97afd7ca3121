package io.hakiri.watch;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The runs that this process has seen lately: so that what is sent again is told from what is new, and that a run which somebody
 * else ended is known by its pipeline. Where more are seen than are remembered, the oldest is forgotten; nothing depends on it but
 * that it may be counted twice.
 */
final class SeenRuns {
    /** How many are remembered. */
    static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RunId, Seen> runs = bounded();
    private final Map<PipelineKey, RunId> open = bounded();

    private static final class Seen {
        private final PipelineKey pipeline;
        private final @Nullable Fence fence;
        private boolean granted;
        private boolean ended;
        private int step;

        Seen(PipelineKey pipeline, @Nullable Fence fence) {
            this.pipeline = pipeline;
            this.fence = fence;
        }
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** Whether the grant is a new one. */
    boolean granted(Writer writer) {
        lock.lock();
        try {
            Seen seen = seen(writer);
            boolean first = !seen.granted && seen.step == 0 && !seen.ended;
            seen.granted = true;
            if (first) {
                open.put(writer.pipeline(), writer.run());
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the step is a new one. */
    boolean committed(Writer writer, int step) {
        lock.lock();
        try {
            Seen seen = seen(writer);
            boolean first = step > seen.step;
            seen.step = Math.max(step, seen.step);
            if (!seen.ended) {
                open.put(writer.pipeline(), writer.run());
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    private Seen seen(Writer writer) {
        return runs.computeIfAbsent(writer.run(), _ -> new Seen(writer.pipeline(), writer.fence()));
    }

    /** The end of a run whose pipeline is known; empty where it was told before. */
    Optional<Ending> ended(PipelineKey pipeline, RunId run, RunStatus status, @Nullable RunError error) {
        lock.lock();
        try {
            Seen seen = runs.computeIfAbsent(run, _ -> new Seen(pipeline, null));
            if (seen.ended) {
                return Optional.empty();
            }
            seen.ended = true;
            open.remove(pipeline, run);
            return Optional.of(new Ending(pipeline, run, seen.fence, status, error));
        } finally {
            lock.unlock();
        }
    }

    /** The pipeline of a run; {@code null} where it is not known here. */
    @Nullable
    PipelineKey pipelineOf(RunId run) {
        lock.lock();
        try {
            Seen seen = runs.get(run);
            return seen == null ? null : seen.pipeline;
        } finally {
            lock.unlock();
        }
    }

    /** The run that is open, as far as this process saw it begin or go on. */
    @Nullable
    RunId openOf(PipelineKey pipeline) {
        lock.lock();
        try {
            return open.get(pipeline);
        } finally {
            lock.unlock();
        }
    }
}
