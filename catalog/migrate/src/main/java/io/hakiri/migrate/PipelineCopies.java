package io.hakiri.migrate;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Copies pipelines while they go on, a few at once: while one waits for its source, another one waits for the target. */
final class PipelineCopies {
    /** Each reads and writes one page at a time, which is a bound for memory and for connections. */
    static final int AT_ONCE = 4;

    private PipelineCopies() {}

    /** Is told of each pipeline when it is copied, by the thread that asked. */
    interface Each {
        /**
         * One is copied, or is not.
         *
         * @param refused why it is not; {@code null} where it is
         */
        void copied(PipelineMove pipeline, @Nullable MoveRefused refused);
    }

    private record Copied(PipelineMove pipeline, @Nullable MoveRefused refused) {}

    /** Copies all of them; after a fault no other one is begun, and none goes on behind the caller. */
    static void copy(List<PipelineMove> pipelines, Each each) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            try {
                ExecutorCompletionService<Copied> copies = new ExecutorCompletionService<>(threads);
                for (PipelineMove pipeline : pipelines) {
                    var _ = copies.submit(() -> copy(pipeline));
                }
                for (int i = 0; i < pipelines.size(); i++) {
                    Copied copied = copies.take().get();
                    each.copied(copied.pipeline(), copied.refused());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MoveRefused.interrupted();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw new IllegalStateException(e);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static Copied copy(PipelineMove pipeline) {
        try {
            pipeline.copy();
            return new Copied(pipeline, null);
        } catch (MoveRefused e) {
            return new Copied(pipeline, e);
        }
    }
}
