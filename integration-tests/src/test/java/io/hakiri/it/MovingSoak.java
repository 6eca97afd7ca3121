package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.remote.RemoteCatalog;
import io.hakiri.catalog.remote.ServerAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A catalog that is moved while workers make cycles over HTTP, each with a pipeline of its own, by a program that is killed again
 * and again; the workers die too, in the middle of a run. The service has both catalogs and follows by itself. At the end each
 * worker knows what must be there: the cursor is exactly as far as it was told, and every run that it finished succeeded once.
 */
public final class MovingSoak {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(3);
    /** The last one, which nobody kills. */
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(20);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(2);
    /** So often a worker dies in the middle of a run, once in so many cycles. */
    private static final int DIES_EVERY = 25;

    private static final int PAGE = 200;
    private static final Actor ACTOR = new Actor("soak", "test");
    private static final StreamPartition AT = StreamPartition.of("s");

    private final Path folder;
    private final Places places;
    private final int workers;
    private final Duration between;
    private final int kills;
    private final SplittableRandom random;
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());
    private final ConcurrentLinkedQueue<Duration> pauses = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /**
     * Where a catalog moves from and to.
     *
     * @param source an address; nothing is there yet
     * @param target an address; nothing is there yet
     * @param environment of all programs
     */
    public record Places(String source, String target, Map<String, String> environment) {
        public Places {
            environment = Map.copyOf(environment);
        }

        /** From files in the folder. */
        public static Places ofFiles(Path folder, String target, Map<String, String> environment) {
            return new Places("sqlite:" + folder.resolve(".hakiri"), target, environment);
        }
    }

    /**
     * @param folder where the programs run
     * @param between for how long a worker rests after each of its cycles
     * @param kills how often the migrator is killed before it may come to its end
     * @param seed of the moments
     */
    public MovingSoak(Path folder, Places places, int workers, Duration between, int kills, long seed) {
        this.folder = folder;
        this.places = places;
        this.workers = workers;
        this.between = between;
        this.kills = kills;
        this.random = new SplittableRandom(seed);
    }

    /**
     * What happened.
     *
     * @param cycles of all workers
     * @param deaths of workers
     * @param pauses for how long workers were not let to begin, from the first refusal to the grant, in order
     */
    public record Report(long cycles, long deaths, List<Duration> pauses, Duration took) {
        public Report {
            pauses = List.copyOf(pauses);
        }

        /** The pause that 99 of 100 are not longer than. */
        public Duration p99() {
            return pauses.isEmpty() ? Duration.ZERO : pauses.get((pauses.size() * 99 + 99) / 100 - 1);
        }
    }

    /** What a worker knows. */
    private record Made(long cycles, long deaths) {}

    /** Moves, and then looks whether all is as it must be. */
    public Report run() throws InterruptedException, ExecutionException {
        Projects.csv(folder, "jsonl", "", "");
        Program program = Program.in(folder).with(places.environment()).at(places.source());
        program.run("catalog", "init", "--catalog", places.source()).expect(0);
        program.run("catalog", "init", "--catalog", places.target()).expect(0);
        String token = program.run("token", "create", "soak", "--role", "operator", "--reason", "r", "--output", "json")
                .expect(0)
                .json()
                .path("token")
                .asText();
        long start = System.nanoTime();
        try (Service service = Service.of(
                        program.with(Map.of("HAKIRI_RATE_LIMIT", "off", "HAKIRI_MOVING_TO", places.target())),
                        folder,
                        "--reconcile-every",
                        "off");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                return moved(program, service, BearerToken.parse(token).orElseThrow(), threads, start);
            } finally {
                over = true;
            }
        }
    }

    private Report moved(Program program, Service service, BearerToken token, ExecutorService threads, long start)
            throws InterruptedException, ExecutionException {
        ServerAddress address = ServerAddress.parse(service.root().toString(), false);
        List<Future<Made>> made = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            PipelineKey pipeline = pipeline(worker);
            long seed = random.nextLong();
            made.add(threads.submit(() -> work(address, token, pipeline, new SplittableRandom(seed))));
        }
        JsonNode moved = move(program);
        assertThat(moved.path("projects")).as("%s", moved).hasSize(1);
        TimeUnit.MILLISECONDS.sleep(500); // some cycles more, at the target
        over = true;
        long cycles = 0;
        long deaths = 0;
        for (int worker = 0; worker < workers; worker++) {
            Made one = made.get(worker).get();
            verify(address, token, pipeline(worker), one.cycles());
            cycles += one.cycles();
            deaths += one.deaths();
        }
        JsonNode verified = program.run("catalog", "verify", "--to", places.target(), "--output", "json")
                .expect(0)
                .json();
        assertThat(verified.path("same").asBoolean()).as("%s", verified).isTrue();
        return new Report(
                cycles, deaths, pauses.stream().sorted().toList(), Duration.ofNanos(System.nanoTime() - start));
    }

    private JsonNode move(Program program) throws InterruptedException {
        String[] command = {
            "catalog",
            "migrate",
            "--to",
            places.target(),
            "--reason",
            "moves",
            "--seal-within",
            "2m",
            "--output",
            "json"
        };
        for (int kill = 0; kill < kills; kill++) {
            Process migrator = program.start(folder.resolve("migrator-" + kill + ".log"), command);
            if (migrator.waitFor(600 + random.nextInt(2_500), TimeUnit.MILLISECONDS)) {
                break; // it was done
            }
            migrator.destroyForcibly().waitFor();
        }
        return program.within(LONGEST_MOVE).run(command).expect(0).json();
    }

    private static PipelineKey pipeline(int worker) {
        return PipelineKey.of("test", "p-" + worker);
    }

    private Made work(ServerAddress address, BearerToken token, PipelineKey pipeline, SplittableRandom chance) {
        try (RemoteCatalog catalog = RemoteCatalog.open(address, token, new SecureRandom())) {
            answered(() -> catalog.put(new PutPipeline(pipeline, "{}", null, null, ACTOR)));
            long made = 0;
            long deaths = 0;
            while (!over) {
                boolean dies = chance.nextInt(DIES_EVERY) == 0;
                cycle(catalog, pipeline, made, dies);
                made += dies ? 0 : 1;
                deaths += dies ? 1 : 0;
                sleep(between);
            }
            return new Made(made, deaths);
        }
    }

    private void cycle(Catalog catalog, PipelineKey pipeline, long made, boolean dies) {
        Granted granted = granted(catalog, pipeline);
        long revision = granted.cursors().stream().mapToLong(Cursor::revision).sum();
        assertThat(revision).as("%s begins where it ended", pipeline).isEqualTo(made);
        if (dies) {
            return; // with the lease, which ends by itself
        }
        Progress progress = new Progress(
                List.of(new Advance(AT, revision, position(made + 1))),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of());
        Commit commit = new Commit(granted.writer(), 1, progress, new Next.Finish(RunStatus.SUCCEEDED, null, null));
        assertThat(answered(() -> catalog.commit(commit))).isInstanceOf(CommitResult.Committed.class);
    }

    private Granted granted(Catalog catalog, PipelineKey pipeline) {
        long refusedAt = 0;
        long start = System.nanoTime();
        while (true) {
            Begin begin = new Begin(
                    pipeline, ids.next(), RequestId.random(), "soak", TTL, new Trigger.Manual(), Set.of(AT.stream()));
            BeginResult answer = answered(() -> catalog.begin(begin));
            switch (answer) {
                case Granted granted -> {
                    if (refusedAt != 0) {
                        pauses.add(Duration.ofNanos(System.nanoTime() - refusedAt));
                    }
                    return granted;
                }
                case Answers.Moving() -> refusedAt = refusedAt == 0 ? System.nanoTime() : refusedAt;
                case Answers.Held _ -> {} // of the worker that died
                default -> throw new AssertionError(pipeline + ": " + answer);
            }
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds without a grant of %s", pipeline)
                    .isLessThan(LONGEST_ABSENCE.toNanos());
            sleep(BETWEEN_TRIES);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Position.Monotonic position(long number) {
        return new Position.Monotonic(
                Long.toString(number),
                Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
    }

    private static <T> T answered(Supplier<T> request) {
        long start = System.nanoTime();
        while (true) {
            try {
                return request.get();
            } catch (CatalogException.Unavailable | CatalogException.OutcomeUnknown lost) {
                if (System.nanoTime() - start > LONGEST_ABSENCE.toNanos()) {
                    throw lost;
                }
            }
        }
    }

    private static void verify(ServerAddress address, BearerToken token, PipelineKey pipeline, long made) {
        try (Catalog catalog = RemoteCatalog.open(address, token, new SecureRandom())) {
            assertThat(page(catalog.cursors(pipeline, PageRequest.first())).entries())
                    .as("%s", pipeline)
                    .hasSize(made == 0 ? 0 : 1)
                    .allSatisfy(cursor -> {
                        assertThat(cursor.revision()).isEqualTo(made);
                        assertThat(cursor.position()).isEqualTo(position(made));
                    });
            Set<Fence> fences = new HashSet<>();
            long succeeded = 0;
            for (Run run : runs(catalog, pipeline)) {
                assertThat(fences.add(run.fence())).as("its fence is its own").isTrue();
                succeeded += run.status() == RunStatus.SUCCEEDED ? 1 : 0;
                assertThat(run.status()).isNotEqualTo(RunStatus.FAILED);
            }
            assertThat(succeeded).as("runs of %s", pipeline).isEqualTo(made);
        }
    }

    private static List<Run> runs(Catalog catalog, PipelineKey pipeline) {
        List<Run> runs = new ArrayList<>();
        String next = null;
        do {
            Page<Run> page = page(catalog.runs(pipeline, new PageRequest(next, PAGE)));
            runs.addAll(page.entries());
            next = page.next();
        } while (next != null);
        return runs;
    }

    private static <T> Page<T> page(Listing<T> listing) {
        Page<T> page = listing.pageOrNull();
        if (page == null) {
            throw new AssertionError("expected a page, was " + listing);
        }
        return page;
    }
}
