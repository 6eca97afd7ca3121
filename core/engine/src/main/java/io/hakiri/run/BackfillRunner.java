package io.hakiri.run;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunIds;
import io.hakiri.connector.ConnectorException;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Does chunks of a backfill (C-21): claim → read, stage, commit → publish → claim the next … until there is none left.
 *
 * <p>It may die at any instant: a chunk that was not committed comes back when its lease ends; one that was is published by
 * whoever settles next, a worker or a run (C-25). Many of them may work at one backfill, in one process or on many machines.
 */
public final class BackfillRunner {
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Catalog catalog;
    private final Workplace workplace;
    private final String worker;
    private final RunIds ids;
    private final Pace pace;

    /** @param worker how others see who has a chunk */
    public BackfillRunner(Catalog catalog, Workplace workplace, String worker, RunIds ids, Pace pace) {
        this.catalog = catalog;
        this.workplace = workplace;
        this.worker = worker;
        this.ids = ids;
        this.pace = pace;
    }

    /** With the clock, the waiting and the chance of this process. */
    public static BackfillRunner ofThisProcess(Catalog catalog, Workplace workplace, String worker, Stop stop) {
        InstantSource clock = InstantSource.system();
        return new BackfillRunner(
                catalog,
                workplace,
                worker,
                RunIds.uuid7(clock, new SecureRandom()),
                new Pace(clock, Thread::sleep, RandomGenerator.getDefault(), stop));
    }

    /**
     * Works until no chunk is left, also those that others have and may leave. Waits for these.
     *
     * @throws io.hakiri.catalog.CatalogException where the catalog does not answer; the chunk at hand comes back by itself
     */
    public BackfillReport work(ProjectId project, Pipeline pipeline, BackfillId id, BackfillListener listener) {
        PipelineKey key = new PipelineKey(project, pipeline.id());
        SafeCalls calls = new SafeCalls(pace, Runner.CATALOG_PATIENCE);
        Optional<Backfill> backfill = calls.call(() -> catalog.backfill(key, id));
        StreamSpec stream = backfill.flatMap(found -> declared(pipeline, found)).orElse(null);
        if (stream == null) {
            String reason = backfill.isEmpty()
                    ? "the catalog has no such backfill"
                    : "the pipeline is not declared with the stream " + backfill.get().at().stream() + " any more";
            return new BackfillReport.Refused("not-found", reason, BackfillReport.Part.NONE);
        }
        return new Shift(new BackfillWork(catalog, calls, workplace, pipeline, stream, pace, listener), key, id).work();
    }

    /**
     * After a backfill was cancelled: publishes what of its chunks is committed, and removes what is not.
     *
     * @throws ConnectorException where the destination does not follow; {@link #work} does it as well
     */
    public void clean(ProjectId project, Pipeline pipeline, BackfillId id) {
        PipelineKey key = new PipelineKey(project, pipeline.id());
        try (RunDestination destination = new RunDestination(workplace, pipeline)) {
            new Settler(catalog, workplace, ids).settle(key, destination.get());
            new Leftovers(catalog, ids).remove(key, id, destination.get());
        }
    }

    private static Optional<StreamSpec> declared(Pipeline pipeline, Backfill backfill) {
        return pipeline.streams().stream()
                .filter(stream -> stream.name().equals(backfill.at().stream()))
                .findFirst();
    }

    /** One call of {@link #work}. */
    private final class Shift {
        private final BackfillWork work;
        private final PipelineKey key;
        private final BackfillId id;
        private final Settler settler = new Settler(catalog, workplace, ids);
        private BackfillReport.Part part = BackfillReport.Part.NONE;

        Shift(BackfillWork work, PipelineKey key, BackfillId id) {
            this.work = work;
            this.key = key;
            this.id = id;
        }

        BackfillReport work() {
            try (RunDestination destination = new RunDestination(workplace, work.pipeline())) {
                // of workers that died between commit and publication
                patiently(destination, () -> settler.settle(key, destination.get()));
                BackfillReport report = null;
                while (report == null) {
                    pace.stop().check();
                    report = next(destination);
                }
                return report;
            } catch (ConnectorException e) {
                String said = workplace.secrets().redacted(String.valueOf(e.getMessage()));
                return new BackfillReport.Failed(RunError.shortened(e.kind().word(), said), part);
            } catch (Stop.Stopped e) {
                return new BackfillReport.Stopped(part);
            }
        }

        /** Does one chunk, or waits for one; {@code null} where it goes on. */
        private @Nullable BackfillReport next(RunDestination destination) {
            ClaimChunk claim = new ClaimChunk(
                    key, id, RequestId.random(), worker, work.pipeline().run().leaseTtl());
            ChunkResult answer = work.calls().call(() -> catalog.claimChunk(claim));
            return switch (answer) {
                case ChunkResult.ChunkGranted granted -> {
                    does(granted, destination);
                    yield null;
                }
                case ChunkResult.NoChunk(Backfill.Status status, Instant retryAt) -> {
                    if (status == Backfill.Status.RUNNING) {
                        pace.await(wait(retryAt));
                        yield null;
                    }
                    patiently(destination, () -> clean(destination));
                    yield new BackfillReport.Over(status, part);
                }
                case Answers.NotFound() ->
                    new BackfillReport.Refused("not-found", "the catalog has no such backfill", part);
                case Answers.Paused() ->
                    new BackfillReport.Refused(
                            "paused", "paused; hakiri pipeline resume " + key.pipeline() + " --reason TEXT", part);
                case Answers.Moving() ->
                    new BackfillReport.Refused("moving", "sealed for a move to another catalog", part);
                case Answers.Moved(String address) ->
                    new BackfillReport.Refused("moved", "lives at " + address + " now", part);
                case Answers.Invalid(String field, String limit, String given) ->
                    new BackfillReport.Refused("invalid", field + ": expected " + limit + ", given " + given, part);
            };
        }

        private void does(ChunkResult.ChunkGranted granted, RunDestination destination) {
            int chunk = granted.writer().chunk();
            work.listener().began(granted);
            switch (new ChunkAttempt(work, destination, granted).run()) {
                case ChunkAttempt.Outcome.Done(var counts, var receipts, int open) -> {
                    part = part.plus(counts);
                    if (!receipts.isEmpty()) {
                        patiently(destination, () -> settler.settle(key, destination.get(), receipts));
                    }
                    work.listener().done(chunk, counts, open);
                }
                case ChunkAttempt.Outcome.Lost(String reason) -> work.listener().lost(chunk, reason);
            }
        }

        /** Not so long that a chunk that comes back earlier, because it was given back, has to wait. */
        private Duration wait(@Nullable Instant retryAt) {
            Duration until = retryAt == null
                    ? LONGEST_WAIT
                    : Duration.between(pace.clock().instant(), retryAt);
            if (until.compareTo(SHORTEST_WAIT) < 0) {
                return SHORTEST_WAIT;
            }
            return until.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : until;
        }

        /** After the end: publishes what others left, removes what nobody committed, and brings views up to date. */
        private void clean(RunDestination destination) {
            settler.settle(key, destination.get());
            new Leftovers(catalog, ids).remove(key, id, destination.get());
            destination.get().refresh(work.stream().name(), work.stream().primaryKey());
        }

        /** Does something that can be repeated, trying again after trouble that may pass. */
        private void patiently(RunDestination destination, Runnable step) {
            for (int attempt = 1; ; attempt++) {
                try {
                    work.calls().call(() -> {
                        step.run();
                        return true;
                    });
                    return;
                } catch (ConnectorException e) {
                    destination.after(e);
                    Optional<Duration> wait =
                            Retry.withinRun(e, attempt, work.pipeline().run());
                    if (wait.isEmpty()) {
                        throw e;
                    }
                    Duration delay = pace.jittered(wait.get());
                    work.listener().retrying(workplace.secrets().redacted(String.valueOf(e.getMessage())), delay);
                    pace.await(delay);
                }
            }
        }
    }
}
