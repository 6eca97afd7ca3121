package io.hakiri.catalog.contract;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The program of the processes that race on one catalog or are killed over it. It says each acknowledged operation on its
 * output, flushed, before it goes on.
 *
 * <p>Arguments: the fixture's class, the catalog's address, then {@code first NAME SEED 1}, {@code race NAME SEED ROUNDS}, {@code load NAME SEED
 * PIPELINES} or {@code chunks NAME SEED CHUNKS}.
 */
public final class ContractWorker {
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Set<String> STREAMS = Set.of("a", "b");
    private static final int MOST_STEPS = 4;
    /** What a worker says when it has done everything once, and goes on. */
    static final String READY = "ready";

    static final BackfillId BACKFILL = new BackfillId("chunks");
    static final Counts CHUNK_ROWS = new Counts(10, 10, 0, 100);
    private static final Duration CHUNK_LEASE = Duration.ofSeconds(2);
    private static final Duration CHUNK_PAUSE = Duration.ofMillis(50);
    private static final int MOST_CLAIMS_PER_CHUNK = 1_000;

    /** A load is killed; this only bounds one that nobody kills. */
    private static final int MOST_RUNS = 100_000;
    /** Where the kit itself has died, nobody kills its workers. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(2);

    private final Catalog catalog;
    private final String name;
    private final SplittableRandom random;
    private final PrintStream out;
    private final RunIds runIds = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    private ContractWorker(Catalog catalog, String name, long seed, PrintStream out) {
        this.catalog = catalog;
        this.name = name;
        this.random = new SplittableRandom(seed);
        this.out = out;
    }

    /** Runs one worker; the kit starts it. */
    public static void main(String[] arguments) throws ReflectiveOperationException, InterruptedException {
        endWithin(LONGEST_LIFE);
        CatalogFixture fixture = Class.forName(arguments[0])
                .asSubclass(CatalogFixture.class)
                .getDeclaredConstructor()
                .newInstance();
        try (Catalog catalog = fixture.openOnRealTime(arguments[1])) {
            ContractWorker worker = new ContractWorker(catalog, arguments[3], Long.parseLong(arguments[4]), System.out);
            int count = Integer.parseInt(arguments[5]);
            switch (arguments[2]) {
                case "race" -> worker.race(count);
                case "first" -> {
                    catalog.put(declaring(pipeline(0)));
                    worker.untilReady(count);
                }
                case "load" -> worker.load(count);
                case "chunks" -> worker.chunks(count);
                default -> throw new IllegalArgumentException(arguments[2]);
            }
        }
    }

    private static void endWithin(Duration life) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(life);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
    }

    static PipelineKey pipeline(int number) {
        return PipelineKey.of("shop", "p" + number);
    }

    static PutPipeline declaring(PipelineKey pipeline) {
        return new PutPipeline(pipeline, "{}", null, 0L, new Actor("kit", "the test says so"));
    }

    private void say(String what, Object... words) {
        StringBuilder line = new StringBuilder(what);
        for (Object word : words) {
            line.append(' ').append(word);
        }
        out.println(line.append(WorkerProcess.END));
        out.flush();
    }

    /** One begin in each round; whoever gets it says so and keeps it. */
    private void race(int rounds) {
        for (int round = 0; round < rounds; round++) {
            if (catalog.begin(asking(pipeline(round))) instanceof Granted) {
                say("granted", pipeline(round));
            }
        }
    }

    private Begin asking(PipelineKey pipeline) {
        return new Begin(pipeline, runIds.next(), RequestId.random(), name, LEASE, new Trigger.Manual(), STREAMS);
    }

    /**
     * Runs of a few commits each; in each commit both cursors move to the same number, and one object is staged. It is ready
     * after the first run, so that no death finds it still loading its libraries.
     */
    private void load(int pipelines) {
        untilReady(pipelines);
        for (int i = 0; i < MOST_RUNS; i++) {
            ranOnce(pipelines);
        }
    }

    private void untilReady(int pipelines) {
        for (int i = 0; i < MOST_RUNS; i++) {
            if (ranOnce(pipelines)) {
                say(READY);
                return;
            }
        }
    }

    private boolean ranOnce(int pipelines) {
        PipelineKey pipeline = pipeline(random.nextInt(pipelines));
        BeginResult answer = catalog.begin(asking(pipeline));
        if (answer instanceof Granted grant) {
            Writer writer = grant.writer();
            say("begun", pipeline.pipeline(), writer.run(), writer.fence());
            work(grant);
            doOnce(writer.run());
            return true;
        }
        return false;
    }

    private void work(Granted grant) {
        Writer writer = grant.writer();
        long revision =
                grant.cursors().stream().mapToLong(Cursor::revision).max().orElse(0);
        List<ReceiptId> open = grant.unsettled().stream().map(Receipt::id).toList();
        int steps = 1 + random.nextInt(MOST_STEPS);
        for (int step = 1; step <= steps; step++) {
            revision++;
            Work work = new Work()
                    .moving("a", revision - 1, Positions.at(revision))
                    .moving("b", revision - 1, Positions.at(revision))
                    .staging("a", writer.run() + "-" + step)
                    .counting("a", new Counts(1, 1, 0, 1));
            open.forEach(work::published);
            Progress progress = work.progress();
            Next next = step == steps ? new Next.Finish(RunStatus.SUCCEEDED, null, null) : new Next.GoOn(LEASE);
            CommitResult answer = catalog.commit(new Commit(writer, step, progress, next));
            if (!(answer instanceof CommitResult.Committed)) {
                throw new IllegalStateException("step " + step + " of " + writer + " answered " + answer);
            }
            say(step == steps ? "finished" : "committed", writer.pipeline().pipeline(), writer.run(), step, revision);
            open = List.of(new ReceiptId(writer.fence(), step, 0));
        }
    }

    /** Chunk after chunk until the backfill has ended; those of dead workers when they come back. */
    private void chunks(int chunks) throws InterruptedException {
        PipelineKey pipeline = pipeline(0);
        for (int i = 0; i < MOST_CLAIMS_PER_CHUNK * chunks; i++) {
            ChunkResult answer =
                    catalog.claimChunk(new ClaimChunk(pipeline, BACKFILL, RequestId.random(), name, CHUNK_LEASE));
            if (answer instanceof ChunkResult.ChunkGranted mine) {
                say("claimed", mine.writer().chunk());
                StagedObject object = Work.object("a", chunkObject(mine.writer().chunk(), name));
                if (catalog.commitChunk(new CommitChunk(mine.writer(), 0, List.of(object), CHUNK_ROWS))
                        instanceof ChunkCommitResult.ChunkDone) {
                    say("did", mine.writer().chunk());
                }
            } else if (answer instanceof ChunkResult.NoChunk(Backfill.Status status, var _)
                    && status == Backfill.Status.RUNNING) {
                Thread.sleep(CHUNK_PAUSE);
            } else {
                return;
            }
        }
    }

    static String chunkObject(int chunk, String worker) {
        return "chunk-" + chunk + "-of-" + worker;
    }

    private void doOnce(RunId run) {
        KeyId key = key(run.toString());
        KeyStartResult started = catalog.start(new KeyStart(key, RequestId.random(), LEASE, Duration.ofHours(1)));
        if (started instanceof KeyStartResult.Started(var token, var _)) {
            catalog.complete(new KeyComplete(key, token, name));
            say("done", run);
        }
    }

    static KeyId key(String run) {
        return new KeyId(pipeline(0).project(), "runs", run);
    }
}
