package io.hakiri.bench;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * The contract's cycle through a catalog, by some clients at once, each on a virtual thread and with a pipeline of its own:
 * {@code begin}, a commit that goes on, a commit that finishes; eight streams.
 */
final class CycleLoad {
    static final int STREAMS = 8;
    static final ProjectId PROJECT = new ProjectId("bench");

    /** As long as a real run's would be; nobody waits for it. */
    private static final Duration TTL = Duration.ofMinutes(1);

    private static final Set<String> NAMES = names();

    private final Catalog catalog;
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    /** How far each client is; goes on from turn to turn. */
    private final Map<Integer, Long> numbers;

    CycleLoad(Catalog catalog) {
        this.catalog = catalog;
        this.numbers = new HashMap<>();
    }

    /** Through another catalog, in turns with a load on the same pipelines. */
    CycleLoad(Catalog catalog, CycleLoad other) {
        this.catalog = catalog;
        this.numbers = other.numbers;
    }

    static PipelineKey pipeline(int client) {
        return new PipelineKey(PROJECT, new PipelineId("p-" + client));
    }

    /** Declares the clients' pipelines, with cursors and accepted shapes. */
    void prepare(int clients) {
        for (int client = 0; client < clients; client++) {
            catalog.put(new PutPipeline(pipeline(client), "{}", null, null, new Actor("bench", "measure")));
            Writer writer = begin(client).writer();
            List<SchemaChange> schemas = NAMES.stream()
                    .map(stream -> new SchemaChange(
                            stream, 0, "{\"fields\":[]}", new Decision(Verdict.ACCEPT, "policy:evolve", "first")))
                    .toList();
            numbers.put(client, 1L);
            commit(new Commit(
                    writer,
                    1,
                    new Progress(advances(Map.of(), 1), schemas, Map.of(), List.of(), List.of(), Map.of()),
                    new Next.Finish(RunStatus.SUCCEEDED, null, Instant.now())));
        }
    }

    /** For so long, by so many clients; how many cycles they made. */
    long run(int clients, Duration time) throws Exception {
        return run(clients, time, _ -> {});
    }

    /** The same, and tells how many nanoseconds each cycle took. */
    long run(int clients, Duration time, LongConsumer took) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        long cycles = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> all = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int own = client;
                long number = numbers.getOrDefault(client, 1L);
                all.add(threads.submit(() -> until(end, own, number, took)));
            }
            for (int client = 0; client < clients; client++) {
                long made = all.get(client).get();
                numbers.merge(client, 2 * made, Long::sum);
                cycles += made;
            }
        }
        return cycles;
    }

    private long until(long endNanos, int client, long number, LongConsumer took) {
        long cycles = 0;
        long start = System.nanoTime();
        while (start - endNanos < 0) {
            cycle(client, number + 2 * cycles);
            cycles++;
            long end = System.nanoTime();
            took.accept(end - start);
            start = end;
        }
        return cycles;
    }

    /** One cycle that moves every cursor twice, from a number to the next ones. */
    private void cycle(int client, long number) {
        BeginResult.Granted granted = begin(client);
        Map<StreamPartition, Long> revisions = new HashMap<>();
        for (Cursor cursor : granted.cursors()) {
            revisions.put(cursor.at(), cursor.revision());
        }
        commit(moved(granted.writer(), 1, revisions, number + 1, new Next.GoOn(TTL)));
        revisions.replaceAll((_, revision) -> revision + 1);
        commit(moved(
                granted.writer(), 2, revisions, number + 2, new Next.Finish(RunStatus.SUCCEEDED, null, Instant.now())));
    }

    private BeginResult.Granted begin(int client) {
        return (BeginResult.Granted) catalog.begin(
                new Begin(pipeline(client), ids.next(), RequestId.random(), "bench", TTL, new Trigger.Manual(), NAMES));
    }

    private static Commit moved(Writer writer, int step, Map<StreamPartition, Long> revisions, long number, Next next) {
        Map<String, Integer> under = new HashMap<>();
        Map<String, Counts> counts = new HashMap<>();
        for (String stream : NAMES) {
            under.put(stream, 1);
            counts.put(stream, new Counts(100, 100, 0, 4_000));
        }
        return new Commit(
                writer,
                step,
                new Progress(advances(revisions, number), List.of(), under, List.of(), List.of(), counts),
                next);
    }

    private static List<Advance> advances(Map<StreamPartition, Long> revisions, long number) {
        List<Advance> advances = new ArrayList<>();
        for (String stream : NAMES) {
            StreamPartition at = StreamPartition.of(stream);
            advances.add(new Advance(at, revisions.getOrDefault(at, 0L), position(number)));
        }
        return advances;
    }

    private void commit(Commit commit) {
        CommitResult result = catalog.commit(commit);
        if (!(result instanceof CommitResult.Committed)) {
            throw new IllegalStateException(result.toString());
        }
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < STREAMS; i++) {
            names.add("stream-" + i);
        }
        return names;
    }

    private static Position.Monotonic position(long number) {
        return new Position.Monotonic(
                "2026-11-21T05:40:00.000000Z/%020d".formatted(number),
                Bytes.of(ByteBuffer.allocate(24).putLong(number).array()));
    }
}
