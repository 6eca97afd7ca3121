package io.hakiri.catalog.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.report.Grouping;
import io.hakiri.report.Prices;
import io.hakiri.report.Report;
import io.hakiri.report.ReportKind;
import io.hakiri.report.ReportRequest;
import io.hakiri.report.Reporter;
import io.hakiri.report.Span;
import io.hakiri.retention.ArchiveReader;
import io.hakiri.retention.HistoryArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports over a catalog in a file and an archive of it. */
final class ReportsTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261130);
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final Actor ANN = new Actor("ann", "the test says so");
    private static final List<String> STREAMS = List.of("a", "b", "c");
    private static final int RUNS = 150;
    private static final int BATCH = 11;
    private static final RetentionPolicy POLICY = new RetentionPolicy(Duration.ofHours(30), null);
    private static final Instant BEGIN = Instant.parse("2026-03-27T07:00:00Z");

    private static final List<List<Grouping>> GROUPINGS =
            List.of(List.of(), List.of(Grouping.PIPELINE), List.of(Grouping.PIPELINE, Grouping.DAY, Grouping.HOUR));

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private Instant now = BEGIN;

    @SuppressWarnings("NullAway.Init") // before each test
    private SqliteCatalog catalog;

    @BeforeEach
    void aHistoryOfDays() {
        catalog = SqliteCatalog.open(folder.resolve("catalog"), () -> now, new SecureRandom());
        RunIds ids = RunIds.uuid7(() -> now, random);
        for (String pipeline : List.of("orders", "returns", "silent")) {
            catalog.put(new PutPipeline(PipelineKey.of("shop", pipeline), "{}", null, 0L, ANN));
        }
        for (int i = 0; i < RUNS; i++) {
            // one that runs no more is as old as it gets
            String pipeline = i == 0 ? "silent" : random.nextInt(3) == 0 ? "returns" : "orders";
            run(PipelineKey.of("shop", pipeline), ids, i == 0 ? RunStatus.SUCCEEDED : status());
            now = now.plusSeconds(random.nextInt(4000));
        }
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void run(PipelineKey pipeline, RunIds ids, RunStatus status) {
        BeginResult.Granted granted = (BeginResult.Granted) catalog.begin(new Begin(
                pipeline,
                ids.next(),
                RequestId.random(),
                "worker",
                Duration.ofHours(2),
                new Trigger.Manual(),
                Set.of()));
        int steps = 1 + random.nextInt(3);
        for (int step = 1; step <= steps; step++) {
            now = now.plusSeconds(1 + random.nextInt(300));
            if (step == steps && status == RunStatus.ABANDONED) {
                catalog.breakLease(pipeline, ANN);
                return;
            }
            Map<String, Counts> counts = new HashMap<>();
            STREAMS.stream()
                    .filter(_ -> random.nextInt(3) == 0)
                    .forEach(stream -> counts.put(stream, new Counts(random.nextInt(9), 1, 0, 10)));
            RunError error = status == RunStatus.SUCCEEDED ? null : new RunError("transient", "it went wrong");
            Next next = step < steps ? new Next.GoOn(Duration.ofHours(2)) : new Next.Finish(status, error, null);
            assertThat(catalog.commit(new Commit(
                            granted.writer(),
                            step,
                            new Progress(List.of(), List.of(), Map.of(), List.of(), List.of(), counts),
                            next)))
                    .isInstanceOf(CommitResult.Committed.class);
        }
    }

    private RunStatus status() {
        return switch (random.nextInt(6)) {
            case 0 -> RunStatus.FAILED;
            case 1 -> RunStatus.PARTIAL;
            case 2 -> RunStatus.ABANDONED;
            default -> RunStatus.SUCCEEDED;
        };
    }

    private ReportRequest request(ReportKind kind, List<PipelineId> pipelines, List<Grouping> by, Instant since) {
        return new ReportRequest(
                kind, SHOP, pipelines, by, new Span(since, now, ZoneId.of("Europe/Berlin")), Prices.NONE);
    }

    /** All that can be asked, of all time and of a part of it that retention cuts. */
    private List<Report> reports(boolean archive) throws IOException {
        ArchiveReader old = archive ? new ArchiveReader(folder.resolve("history")) : null;
        Reporter reporter = new Reporter(catalog, old, Long.MAX_VALUE);
        List<Report> reports = new ArrayList<>();
        for (ReportKind kind : ReportKind.values()) {
            for (List<Grouping> by : GROUPINGS) {
                for (Instant since : List.of(BEGIN, now.minus(Duration.ofHours(40)))) {
                    reports.add(reporter.report(request(kind, List.of(), by, since), Map.of()));
                    reports.add(reporter.report(
                            request(kind, List.of(new PipelineId("silent"), new PipelineId("orders")), by, since),
                            Map.of()));
                }
            }
        }
        return reports;
    }

    @Test
    void withTheArchiveAReportIsTheSameWhileRunsGoThere() throws IOException {
        List<Report> whole = reports(false);
        HistoryArchive archive = new HistoryArchive(folder.resolve("history"));
        int batches = 0;
        for (String at = ""; at != null; batches++) {
            Past past = catalog.past(SHOP, POLICY, at, BATCH);
            PastRows rows = past.rows();
            if (rows != null) {
                archive.write(SHOP, rows);
                if (batches % 10 == 0) {
                    assertThat(reports(true))
                            .as("seed %d: written, and not removed", SEED)
                            .isEqualTo(whole);
                }
                assertThat(catalog.remove(SHOP, POLICY, rows)).isTrue();
                if (batches % 10 == 5) {
                    assertThat(reports(true)).as("seed %d: removed", SEED).isEqualTo(whole);
                }
            }
            at = past.next();
        }
        assertThat(batches).isGreaterThan(20);
        assertThat(reports(true)).as("seed %d", SEED).isEqualTo(whole);
        assertThat(reports(false)).isNotEqualTo(whole);

        ReportRequest all = request(ReportKind.RUNS, List.of(), List.of(), BEGIN);
        long left = new Reporter(catalog, null, Long.MAX_VALUE)
                .report(all, Map.of())
                .runs();
        long gone = new Reporter(null, new ArchiveReader(folder.resolve("history")), Long.MAX_VALUE)
                .report(all, Map.of())
                .runs();
        assertThat(left + gone).as("each run once").isEqualTo(RUNS);
    }

    @Test
    void aPipelineThatRunsNoMoreIsToldByItsLastRun() throws IOException {
        Reporter reporter = new Reporter(catalog, null, Long.MAX_VALUE);
        ReportRequest request = request(
                ReportKind.LAG, List.of(new PipelineId("silent")), List.of(Grouping.PIPELINE), now.minusSeconds(100));

        Report report = reporter.report(request, Map.of());

        assertThat(report.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.figures().get(2))
                        .as("worst")
                        .hasToString(Long.toString(Duration.between(BEGIN, now).toSeconds())));
        assertThat(reporter.report(request(ReportKind.LAG, List.of(), List.of(), now.minusSeconds(1)), Map.of())
                        .withoutSuccess())
                .isEmpty();
        assertThat(reporter.report(
                                request(ReportKind.LAG, List.of(), List.of(), now.minusSeconds(1)),
                                Map.of(new PipelineId("never"), Set.of("x")))
                        .withoutSuccess())
                .containsExactly(new Report.Unloaded(new PipelineId("never"), "x"));
    }

    @Test
    void moreRunsThanMayBeLookedAtAreRefused() {
        Reporter reporter = new Reporter(catalog, null, RUNS);

        assertThatThrownBy(() -> reporter.report(request(ReportKind.RUNS, List.of(), List.of(), BEGIN), Map.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("since: expected a time with at most 150 runs");
    }

    @Test
    void aDamagedArchiveIsNotCounted() throws IOException {
        HistoryArchive archive = new HistoryArchive(folder.resolve("history"));
        Path file = archive.write(
                SHOP, new PastRows(PastRows.Kind.RUN, new PipelineId("orders"), "", "x", List.of("{\"fence\":1}")));
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(("{\"format\":\"hakiri-history\",\"version\":1,\"project\":\"shop\",\"pipeline\":\"orders\","
                            + "\"kind\":\"run\",\"rows\":1,\"sha256\":\"00\"}\n{\"fence\":2}\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> reports(true)).isInstanceOf(IOException.class).hasMessageContaining("is damaged");

        Files.writeString(file, "something else");
        assertThatThrownBy(() -> reports(true)).isInstanceOf(IOException.class).hasMessageContaining("cannot be read");

        assertThatThrownBy(() -> new ArchiveReader(folder.resolve("nowhere"))).hasMessageContaining("no such folder");
    }
}
