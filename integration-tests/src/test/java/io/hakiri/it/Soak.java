package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
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
import io.hakiri.catalog.Role;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Workers that make cycles over HTTP, each with a pipeline of its own, while the service is killed again and again. A worker whose
 * answer was lost sends the same request again, as the contract wants (C-10, C-12), so it knows at the end what must be there: the
 * cursor is exactly as far as it was told, every run that it finished succeeded once, and none is left open.
 */
public final class Soak {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(3);
    private static final int PAGE = 200;
    private static final int LOOKED_EVERY_MICROS = 500;
    private static final StreamPartition AT = StreamPartition.of("s");

    private final Path folder;
    private final int workers;
    private final long cycles;
    private final int killedEvery;
    private final SplittableRandom random;
    private final AtomicLong left;
    private final AtomicLong repeated = new AtomicLong();
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    /**
     * @param killedEvery how many cycles a service lives on average
     * @param seed of the moments of the kills
     */
    public Soak(Path folder, int workers, long cycles, int killedEvery, long seed) {
        this.folder = folder;
        this.workers = workers;
        this.cycles = cycles;
        this.killedEvery = killedEvery;
        this.random = new SplittableRandom(seed);
        this.left = new AtomicLong(cycles);
    }

    /**
     * What happened.
     *
     * @param repeated requests that were sent again, since their answer was lost
     */
    public record Report(long cycles, int kills, long repeated, Duration took) {}

    /** Makes the cycles, and then looks whether all is as it must be. */
    public Report run() throws InterruptedException, ExecutionException {
        Projects.csv(folder, "jsonl", "", "");
        long start = System.nanoTime();
        Service service = service(0);
        try {
            String port = Integer.toString(service.root().getPort());
            BearerToken token = BearerToken.parse(service.token(Role.OPERATOR)).orElseThrow();
            ServerAddress address = ServerAddress.parse(service.root().toString(), false);
            int kills = 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Long>> made = new ArrayList<>();
                for (int worker = 0; worker < workers; worker++) {
                    PipelineKey pipeline = pipeline(worker);
                    made.add(threads.submit(() -> work(address, token, pipeline)));
                }
                while (left.get() > 0) {
                    long end = left.get() - random.nextInt(2 * killedEvery) - 1;
                    while (left.get() > Math.max(0, end)) {
                        TimeUnit.MICROSECONDS.sleep(LOOKED_EVERY_MICROS);
                    }
                    service.kill();
                    service.close();
                    service = service(Integer.parseInt(port));
                    kills++;
                }
                for (int worker = 0; worker < workers; worker++) {
                    verify(service, pipeline(worker), made.get(worker).get());
                }
            }
            return new Report(cycles, kills, repeated.get(), Duration.ofNanos(System.nanoTime() - start));
        } finally {
            service.close();
        }
    }

    private Service service(int port) {
        Program program = Program.in(folder).with(Map.of("HAKIRI_RATE_LIMIT", "off"));
        return Service.of(program, folder, "--reconcile-every", "off", "--port", Integer.toString(port));
    }

    private static PipelineKey pipeline(int worker) {
        return PipelineKey.of("test", "p-" + worker);
    }

    /** How many cycles this worker made. */
    private long work(ServerAddress address, BearerToken token, PipelineKey pipeline) {
        try (RemoteCatalog catalog = RemoteCatalog.open(address, token, new SecureRandom())) {
            answered(() -> catalog.put(new PutPipeline(pipeline, "{}", null, null, new Actor("soak", "test"))));
            long made = 0;
            while (left.getAndDecrement() > 0) {
                cycle(catalog, pipeline, made);
                made++;
            }
            return made;
        }
    }

    private void cycle(Catalog catalog, PipelineKey pipeline, long made) {
        Begin begin = new Begin(
                pipeline, ids.next(), RequestId.random(), "soak", TTL, new Trigger.Manual(), Set.of(AT.stream()));
        BeginResult.Granted granted = (BeginResult.Granted) answered(() -> catalog.begin(begin));
        long revision = granted.cursors().stream().mapToLong(Cursor::revision).sum();
        assertThat(revision).as("%s begins where it ended", pipeline).isEqualTo(made);
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

    private static Position.Monotonic position(long number) {
        return new Position.Monotonic(
                Long.toString(number),
                Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
    }

    /** Sends it again until it is answered, whatever became of it before. */
    private <T> T answered(Supplier<T> request) {
        long start = System.nanoTime();
        while (true) {
            try {
                return request.get();
            } catch (CatalogException.Unavailable | CatalogException.OutcomeUnknown lost) {
                repeated.incrementAndGet();
                if (System.nanoTime() - start > LONGEST_ABSENCE.toNanos()) {
                    throw lost; // no service comes back any more
                }
            }
        }
    }

    private static void verify(Service service, PipelineKey pipeline, long made) {
        try (Catalog catalog = service.catalog()) {
            List<Cursor> cursors =
                    page(catalog.cursors(pipeline, PageRequest.first())).entries();
            assertThat(cursors).as("%s", pipeline).hasSize(made == 0 ? 0 : 1).allSatisfy(cursor -> {
                assertThat(cursor.revision()).isEqualTo(made);
                assertThat(cursor.position()).isEqualTo(position(made));
            });
            Set<Fence> fences = new HashSet<>();
            for (Run run : runs(catalog, pipeline)) {
                assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
                assertThat(run.lastStep()).isEqualTo(1);
                assertThat(fences.add(run.fence())).as("its fence is its own").isTrue();
            }
            assertThat(fences).as("runs of %s", pipeline).hasSize(Math.toIntExact(made));
            assertThat(catalog.pipeline(pipeline).orElseThrow().lease()).isNull();
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
