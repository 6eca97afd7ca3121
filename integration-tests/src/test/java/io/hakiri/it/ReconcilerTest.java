package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.sqlite.SqliteCatalog;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.connectors.secret.StoredSecrets;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.CircuitBreakers;
import io.hakiri.reconcile.DispatchException;
import io.hakiri.reconcile.Executor;
import io.hakiri.reconcile.InProcessExecutor;
import io.hakiri.reconcile.Outcomes;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.reconcile.Reconciler;
import io.hakiri.reconcile.Tick;
import io.hakiri.run.Pace;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import io.hakiri.run.Workplace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who runs what is due: over a real catalog, with real pipelines. */
final class ReconcilerTest {
    private static final Actor ACTOR = new Actor("test", "test");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FILE = "{\"connector\":\"file\",\"path\":\"data.csv\"}";

    @TempDir
    private Path folder;

    private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private Catalog catalog() {
        Catalog catalog = SqliteCatalog.open(folder.resolve("state"), () -> now, new SecureRandom());
        opened.add(catalog);
        return catalog;
    }

    private void declare(Catalog catalog, String project, String name, String source) {
        Pipeline pipeline = Pipeline.ofCanonicalJson("""
                {"id":"%s","source":%s,"destination":{"connector":"jsonl","path":"lake-%1$s"},"schedule":"every 1h",
                "schema_change":"evolve","stream":[{"name":"s"}],"run":{"retries":0}}
                """.formatted(name, source));
        catalog.put(new PutPipeline(
                PipelineKey.of(project, name), pipeline.toCanonicalJson(), now.minusSeconds(1), null, ACTOR));
    }

    /** One instance of the service: its own way to the catalog, its own places. */
    private record Instance(Reconciler reconciler, InProcessExecutor executor) {
        void untilNothingIsDue() throws InterruptedException {
            Tick tick;
            do {
                tick = reconciler.tick();
                while (executor.busy() > 0) {
                    Thread.onSpinWait();
                }
            } while (tick.claimed() > 0);
        }
    }

    private Instance instance(int places) {
        Catalog catalog = catalog();
        Stop stop = new Stop();
        CircuitBreakers breakers = new CircuitBreakers(() -> now);
        Outcomes outcomes = new Outcomes(BuiltIn.connectors(), breakers, () -> now);
        Runner runner = new Runner(
                catalog,
                new Workplace(BuiltIn.connectors(), StoredSecrets.of(Map.of()), folder),
                "test",
                RunIds.uuid7(() -> now, new SecureRandom()),
                new Pace(() -> now, Thread::sleep, RandomGenerator.getDefault(), stop));
        InProcessExecutor executor =
                new InProcessExecutor(runner, stop, places, PATIENCE, outcomes, ReconcileListener.SILENT);
        opened.add(executor);
        return new Instance(
                new Reconciler(catalog, executor, outcomes, breakers, () -> now, ReconcileListener.SILENT), executor);
    }

    private static List<Run> runs(Catalog catalog, String project, String pipeline) {
        Page<Run> runs = catalog.runs(PipelineKey.of(project, pipeline), PageRequest.first())
                .pageOrNull();
        return runs == null ? List.of() : runs.entries();
    }

    @Test
    void manySideBySideRunEachPipelineOnce() throws Exception {
        Projects.write(folder.resolve("data.csv"), "n\n1\n2\n3\n");
        Catalog catalog = catalog();
        List<String> names = IntStream.range(0, 40).mapToObj(i -> "p" + i).toList();
        names.forEach(name -> declare(catalog, "test", name, FILE));
        List<Callable<Void>> instances = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Instance instance = instance(3);
            instances.add(() -> {
                instance.untilNothingIsDue();
                return null;
            });
        }
        try (ExecutorService together = Executors.newFixedThreadPool(instances.size())) {
            for (var done : together.invokeAll(instances)) {
                done.get();
            }
        }
        assertThat(names)
                .allSatisfy(name -> assertThat(runs(catalog, "test", name))
                        .extracting(Run::status, Run::trigger)
                        .containsExactly(tuple(RunStatus.SUCCEEDED, "schedule")));
    }

    @Test
    void aProjectWithOnePipelineDueIsNotBehindOneWithHundreds() {
        Catalog catalog = catalog();
        for (int i = 0; i < 200; i++) {
            declare(catalog, "crowded", "p" + i, FILE);
        }
        now = now.plusSeconds(60);
        declare(catalog, "quiet", "only", FILE);
        Keeping executor = new Keeping(4);
        Reconciler reconciler = reconciler(catalog, executor);

        assertThat(reconciler.tick().dispatched()).isEqualTo(4);
        assertThat(executor.taken).contains(PipelineKey.of("quiet", "only"));

        executor.places = 8;
        declare(catalog, "quiet", "second", FILE);
        declare(catalog, "quiet", "third", FILE);
        reconciler.tick();
        assertThat(executor.running(new ProjectId("quiet")))
                .as("of all that is due there")
                .isEqualTo(3);
        assertThat(executor.taken).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void aSourceThatKeepsFailingIsLeftAloneUntilItAnswers() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Projects.write(folder.resolve("data.csv"), "n\n1\n");
        Catalog catalog = catalog();
        for (int i = 0; i < 8; i++) {
            declare(catalog, "test", "api" + i, """
                    {"connector":"http","url":"http://127.0.0.1:%d/%d","records":""}""".formatted(port, i));
        }
        declare(catalog, "test", "file", FILE);
        Instance instance = instance(1);
        instance.untilNothingIsDue();

        assertThat(failed(catalog)).as("tried before the circuit opened").isEqualTo(CircuitBreakers.FAILURES);
        assertThat(runs(catalog, "test", "file")).extracting(Run::status).containsExactly(RunStatus.SUCCEEDED);

        now = now.plus(CircuitBreakers.LONGEST_PAUSE);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            byte[] body = "[{\"id\":1}]".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            instance.untilNothingIsDue();
            now = now.plus(CircuitBreakers.LONGEST_PAUSE);
            instance.untilNothingIsDue();
        } finally {
            server.stop(0);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(runs(catalog, "test", "api" + i).getFirst().status()).isEqualTo(RunStatus.SUCCEEDED);
        }
        assertThat(failed(catalog)).isEqualTo(CircuitBreakers.FAILURES);
    }

    private static long failed(Catalog catalog) {
        return IntStream.range(0, 8)
                .mapToLong(i -> runs(catalog, "test", "api" + i).stream()
                        .filter(run -> run.status() == RunStatus.FAILED)
                        .count())
                .sum();
    }

    @Test
    void oneThatCannotBeReadKeepsNoOtherFromRunning() throws InterruptedException {
        Projects.write(folder.resolve("data.csv"), "n\n1\n");
        Catalog catalog = catalog();
        catalog.put(new PutPipeline(
                PipelineKey.of("test", "newer"), "{\"written\":\"by a newer program\"}", now, null, ACTOR));
        declare(catalog, "test", "p", FILE);
        Instance instance = instance(2);

        Tick tick = instance.reconciler().tick();
        instance.untilNothingIsDue();

        assertThat(tick.troubles()).hasSize(1);
        assertThat(tick.troubles().getFirst()).contains("test/newer");
        assertThat(runs(catalog, "test", "p")).extracting(Run::status).containsExactly(RunStatus.SUCCEEDED);
    }

    @Test
    void whatAnExecutorDoesNotTakeComesBackAndItIsNotTriedAgainAndAgain() {
        Catalog catalog = catalog();
        for (int i = 0; i < 10; i++) {
            declare(catalog, "test", "p" + i, FILE);
        }
        Keeping executor = new Keeping(4);
        Reconciler reconciler = reconciler(catalog, executor);
        executor.refuses = true;
        Tick refused = reconciler.tick();
        assertThat(refused.troubles()).hasSize(1).allSatisfy(t -> assertThat(t).contains("busy elsewhere"));
        assertThat(refused.claimed()).as("no more than it had places for").isEqualTo(4);

        executor.refuses = false;
        executor.places = 10;
        assertThat(reconciler.tick().dispatched()).as("while the claims last").isEqualTo(6);
        now = now.plus(executor.startsWithin()).plusSeconds(1);
        assertThat(reconciler.tick().dispatched()).isEqualTo(4);
    }

    @Test
    void aPipelineOfOtherWorkersIsNotRunHere() throws InterruptedException {
        Projects.write(folder.resolve("data.csv"), "n\n1\n");
        Catalog catalog = catalog();
        declare(catalog, "test", "theirs", "{\"connector\":\"counter\"}");
        now = now.plusSeconds(1);
        declare(catalog, "test", "ours", FILE);
        Instance instance = instance(1);

        assertThat(instance.reconciler().tick().troubles())
                .hasSize(1)
                .allSatisfy(t -> assertThat(t).contains("test/theirs", "counter"));
        instance.untilNothingIsDue();
        assertThat(runs(catalog, "test", "theirs")).isEmpty();
        assertThat(runs(catalog, "test", "ours")).extracting(Run::status).containsExactly(RunStatus.SUCCEEDED);
    }

    private Reconciler reconciler(Catalog catalog, Executor executor) {
        CircuitBreakers breakers = new CircuitBreakers(() -> now);
        return new Reconciler(
                catalog,
                executor,
                new Outcomes(BuiltIn.connectors(), breakers, () -> now),
                breakers,
                () -> now,
                ReconcileListener.SILENT);
    }

    @Test
    void aRunThatDiedIsTakenUpAgain() throws Exception {
        Projects.write(folder.resolve("data.csv"), "n\n1\n2\n");
        Catalog catalog = catalog();
        declare(catalog, "test", "p", FILE);
        Claim claim = catalog.claimDue(new ClaimDue(new ProjectId("test"), 1, Duration.ofMinutes(1)))
                .getFirst();
        catalog.begin(new Begin(
                claim.pipeline(),
                RunIds.uuid7(() -> now, new SecureRandom()).next(),
                new RequestId("r"),
                "a worker that dies",
                Duration.ofSeconds(30),
                new Trigger.Due(claim),
                Set.of("s")));
        Instance instance = instance(1);
        instance.untilNothingIsDue();
        assertThat(runs(catalog, "test", "p")).as("while its lease lasts").hasSize(1);
        now = now.plusSeconds(31);
        instance.untilNothingIsDue();
        assertThat(runs(catalog, "test", "p"))
                .extracting(Run::status)
                .containsExactly(RunStatus.SUCCEEDED, RunStatus.ABANDONED);
    }

    /** Takes what it is given and never runs it. */
    private static final class Keeping implements Executor {
        private final List<PipelineKey> taken = new ArrayList<>();
        private int places;
        private boolean refuses;

        Keeping(int places) {
            this.places = places;
        }

        @Override
        public int free() {
            return places - taken.size();
        }

        @Override
        public int running(ProjectId project) {
            return (int)
                    taken.stream().filter(key -> key.project().equals(project)).count();
        }

        @Override
        public Duration startsWithin() {
            return Duration.ofMinutes(1);
        }

        @Override
        public void dispatch(Claim claim, Pipeline pipeline) {
            if (refuses) {
                throw new DispatchException("busy elsewhere", null);
            }
            taken.add(claim.pipeline());
        }

        @Override
        public void close() {}
    }
}
