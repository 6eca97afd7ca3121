package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Role;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of a running service: of its own runs, and of those of workers that speak HTTP. */
final class MetricsTest {
    private static final String SCRAPES = "0123456789abcdef-scrapes";
    private static final Path PAGE =
            Path.of(System.getProperty("hakiri.root", "..")).resolve("docs/operation.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `(hakiri_[a-z_]+)` \\| ([a-z]+) \\| [a-z]+ \\| ([^|]*) \\| .+ \\|");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z0-9_:]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final String SECRET_POSITION = "2026-01-01-position";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @BeforeAll
    static void serve() {
        Projects.write(folder.resolve("data.csv"), "n\n1\n2\n3\n");
        Projects.csv(folder, "jsonl", "schedule = \"every 1d\"", "");
        service = Service.of(Program.in(folder).with(Map.of("HAKIRI_METRICS_TOKEN", SCRAPES)), folder);
        workerRuns();
        waitFor(() -> of("hakiri_runs_ended_total", "p", "succeeded") == 1);
        // what was seen of a project is remembered for some seconds, and it may have been seen before the run began
        waitFor(() -> lag().values().stream().allMatch(seconds -> seconds == 0));
        waitFor(() -> of("hakiri_executor_running") == 0);
    }

    private static void waitFor(BooleanSupplier seen) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!seen.getAsBoolean()) {
            assertThat(System.nanoTime()).as(service.said()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static Map<Map<String, String>, Double> lag() {
        return samples(scrape(SCRAPES)).getOrDefault("hakiri_pipeline_lag_seconds", Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Runs of a worker, with all that can happen to them; requests are sent again, and count once. */
    private static void workerRuns() {
        Worker worker = new Worker(service, "w");
        JsonNode run = worker.begin("one", "1");
        worker.begin("one", "1");
        worker.refusedBegin("other", "2");
        worker.renew(run).expect(200);
        worker.commit(run, 1, Worker.rows(SECRET_POSITION) + Worker.GO_ON).expect(200);
        worker.commit(run, 1, Worker.rows(SECRET_POSITION) + Worker.GO_ON).expect(200);
        worker.commit(run, 1, ",\"lease_seconds\":60,\"under\":{\"t\":1}").expect(400);
        worker.breakLease();
        worker.commit(run, 2, Worker.GO_ON).expect(409);
        worker.renew(run).expect(409);
        JsonNode next = worker.begin("other", "3");
        worker.commit(next, 1, Worker.FAILED).expect(200);
        worker.commit(next, 1, Worker.FAILED).expect(200);
        JsonNode last = worker.begin("one", "4");
        worker.cancel(last);
    }

    private static String scrape(String token) {
        Service.Answer answer = service.callAs(token, "GET", "/metrics", null).expect(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        return answer.text();
    }

    private static double of(String name, String... values) {
        return samples(scrape(SCRAPES)).getOrDefault(name, Map.of()).entrySet().stream()
                .filter(sample -> sample.getKey().values().containsAll(Arrays.asList(values)))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Of each name the samples, by their labels. */
    private static Map<String, Map<Map<String, String>, Double>> samples(String scraped) {
        Map<String, Map<Map<String, String>, Double>> samples = new TreeMap<>();
        scraped.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            Map<String, String> labels = new TreeMap<>();
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
            }
            samples.computeIfAbsent(sample.group(1), _ -> new HashMap<>())
                    .put(labels, Double.parseDouble(sample.group(3)));
        });
        return samples;
    }

    @Test
    void runsAreCountedOnceWhoeverRunsThem() {
        assertThat(of("hakiri_runs_started_total", "p")).isEqualTo(1);
        assertThat(of("hakiri_rows_written_total", "p")).isEqualTo(3);
        assertThat(of("hakiri_dispatches_total", "p")).isEqualTo(1);
        assertThat(of("hakiri_runs_started_total", "w")).isEqualTo(3);
        assertThat(of("hakiri_runs_ended_total", "w", "abandoned")).isEqualTo(1);
        assertThat(of("hakiri_runs_ended_total", "w", "failed")).isEqualTo(1);
        assertThat(of("hakiri_runs_ended_total", "w", "cancelled")).isEqualTo(1);
        assertThat(of("hakiri_runs_ended_total", "w")).isEqualTo(3);
        assertThat(of("hakiri_rows_read_total", "w")).isEqualTo(7);
        assertThat(of("hakiri_rows_quarantined_total", "w")).isEqualTo(2);
        assertThat(of("hakiri_leases_refused_total", "w")).isEqualTo(1);
        assertThat(of("hakiri_lease_wait_seconds_count")).isEqualTo(1);
        assertThat(of("hakiri_fenced_writes_total", "w", "commit")).isEqualTo(1);
        assertThat(of("hakiri_fenced_writes_total", "w", "renew")).isEqualTo(1);
        assertThat(of("hakiri_commit_seconds_count", "fenced")).isEqualTo(1);
        assertThat(of("hakiri_commit_seconds_count", "invalid")).isEqualTo(1);
        assertThat(of("hakiri_commit_seconds_bucket", "committed", "+Inf")).isGreaterThanOrEqualTo(4);
        assertThat(of("hakiri_begin_seconds_count", "held")).isEqualTo(1);
        assertThat(of("hakiri_claim_batch_count", "test")).isGreaterThan(0);
        assertThat(of("hakiri_claim_batch_sum", "test")).isEqualTo(1);
        assertThat(lag())
                .as("it has run, and is due tomorrow")
                .containsEntry(Map.of("project", "test", "pipeline", "p"), 0.0);
        assertThat(of("hakiri_executor_free")).isEqualTo(8);
        assertThat(of("hakiri_executor_running")).isZero();
        assertThat(of("jvm_memory_used_bytes")).isPositive();
    }

    @Test
    void nothingIsToldOfPositionsTokensAndRuns() {
        assertThat(scrape(SCRAPES))
                .doesNotContain(SECRET_POSITION, SCRAPES, service.ownToken())
                .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-7");
    }

    @Test
    void aProjectsTokenSeesItsProjectAndNoOther() {
        String mine = scrape(service.token(Role.READER));
        assertThat(mine).contains("project=\"test\"", "hakiri_executor_free", "jvm_memory_used_bytes");
        assertThat(samples(mine).keySet()).isEqualTo(samples(scrape(SCRAPES)).keySet());
        String others = scrape(service.token("tes", Role.ADMIN, null));
        assertThat(others).contains("hakiri_executor_free").doesNotContain("project=\"test\"", "pipeline=\"p\"");
    }

    @Test
    void theTokenForFiguresOpensNothingElse() {
        for (String path : new String[] {"/v1/projects", "/v1/openapi.yaml", "/metrics/", "/metrics/x", "/"}) {
            assertThat(service.callAs(SCRAPES, "GET", path, null).status())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(service.callAs(SCRAPES, "POST", "/metrics", "{}").status()).isNotEqualTo(200);
        for (String wrong : new String[] {SCRAPES + "x", SCRAPES.substring(1), "", " "}) {
            service.callAs(wrong, "GET", "/metrics", null).expect(401);
        }
    }

    @Test
    void whatIsReadWhileTheCatalogIsAwayIsNotOld(@TempDir Path elsewhere) throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Program program = Program.in(elsewhere)
                .at("postgresql://u:secret@127.0.0.1:" + nobody + "/d?connect-timeout=1s")
                .with(Map.of("HAKIRI_METRICS_TOKEN", SCRAPES));
        try (Service away = Service.of(program, elsewhere)) {
            Map<String, Map<Map<String, String>, Double>> samples = Map.of();
            while (!samples.containsKey("hakiri_reconcile_troubles_total")) {
                samples = samples(away.callAs(SCRAPES, "GET", "/metrics", null)
                        .expect(200)
                        .text());
            }
            assertThat(samples).doesNotContainKey("hakiri_pipeline_lag_seconds");
            assertThat(samples.keySet().stream().filter(name -> name.startsWith("hakiri_")))
                    .isSubsetOf(documented().keySet());
            assertThat(away.said()).doesNotContain("secret", SCRAPES);
        }
    }

    /** A meter, as the page says. */
    private record Meter(String type, Set<String> labels) {}

    private static Map<String, Meter> documented() throws IOException {
        Map<String, Meter> meters = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> meters.put(
                        row.group(1),
                        new Meter(
                                row.group(2),
                                Arrays.stream(row.group(3).replace("`", "").split(","))
                                        .map(String::strip)
                                        .filter(label -> !label.isEmpty())
                                        .collect(Collectors.toSet()))));
        return meters;
    }

    @Test
    void thePageNamesEachOfThemWithItsTypeAndLabels() throws IOException {
        Map<String, Meter> documented = documented();
        String scraped = scrape(SCRAPES);
        Map<String, Meter> seen = new TreeMap<>();
        scraped.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" "))
                .forEach(parts -> seen.put(parts[2], new Meter(parts[3], new HashSet<>())));
        samples(scraped).forEach((name, samples) -> {
            Meter family = seen.getOrDefault(
                    name,
                    seen.getOrDefault(name.replaceAll("_(bucket|count|sum)$", ""), new Meter("", new HashSet<>())));
            samples.keySet().forEach(labels -> family.labels().addAll(labels.keySet()));
            family.labels().remove("le");
        });
        assertThat(seen.keySet().stream().filter(name -> !name.startsWith("hakiri_")))
                .allMatch(name -> name.matches("(jvm|process|system)_.+"));
        seen.keySet().removeIf(name -> !name.startsWith("hakiri_"));
        assertThat(documented).containsAllEntriesOf(seen);
        Set<String> unseen = new HashSet<>(documented.keySet());
        unseen.removeAll(seen.keySet());
        assertThat(unseen)
                .as("what is told only where something is wrong, or is sent elsewhere")
                .isSubsetOf(
                        "hakiri_runs_broken_total",
                        "hakiri_held_back_total",
                        "hakiri_reconcile_troubles_total",
                        "hakiri_catalog_faults_total",
                        "hakiri_lineage_events_total");
    }
}
