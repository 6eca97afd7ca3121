package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.report.Grouping;
import io.hakiri.report.Prices;
import io.hakiri.report.Report;
import io.hakiri.report.ReportKind;
import io.hakiri.report.ReportRequest;
import io.hakiri.report.Reporter;
import io.hakiri.report.Span;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reports over many runs in a file, beside one statement of SQL that sums up the same tables in the same file, in turns. Arguments:
 * how many runs, and rounds. For the figures of docs/performance.md.
 */
final class ReportBenchmark {
    private static final int RUNS = 1_000_000;
    private static final int ROUNDS = 3;
    private static final int PIPELINES = 50;

    /** From the first run on, one a minute in each pipeline. */
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    private static final String RUN = """
            INSERT INTO run (pipeline, id, fence, cause, worker, status, started_at, ended_at, last_step, error_kind, error_message)
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %1$d - 1)
            SELECT p.id, unhex(printf('%%012x70008000%%012x', i, i)), i / %2$d + 1, 'schedule', 'host:1/worker',
              CASE WHEN i %% 17 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END,
              %3$d + i / %2$d * 60000000, %3$d + i / %2$d * 60000000 + 1000000 + i %% 7 * 1000000, 2,
              CASE WHEN i %% 17 = 0 THEN 'transient' END, CASE WHEN i %% 17 = 0 THEN 'it went wrong' END
            FROM n JOIN pipeline p ON p.name = 'p' || (i %% %2$d)""";

    private static final String COUNTS = """
            INSERT INTO run_counts SELECT r.pipeline, r.fence, s.name, 100, 100, 0, 1000
            FROM run r CROSS JOIN (SELECT 'a' AS name UNION ALL SELECT 'b') s""";

    private static final String MOVES = """
            INSERT INTO move SELECT r.pipeline, r.fence, s.name, '0', r.fence, 1, 'x', x'00', 1, 'y', x'01', NULL
            FROM run r CROSS JOIN (SELECT 'a' AS name UNION ALL SELECT 'b') s""";

    private static final String BARE_RUNS = """
            SELECT p.name, r.status, count(*), sum(c.rows), sum(r.ended_at - r.started_at), max(r.ended_at - r.started_at)
            FROM run r JOIN pipeline p ON p.id = r.pipeline
            JOIN (SELECT pipeline, fence, sum(rows_read) AS rows FROM run_counts GROUP BY pipeline, fence) c
              ON c.pipeline = r.pipeline AND c.fence = r.fence
            GROUP BY p.name, r.status""";

    /** Between one end and the next, by stream and hour of that end. */
    private static final String BARE_LAG = """
            SELECT name, stream, hour, sum((next_end - end) * ((end - start) + (next_end - start)) / 2.0) / sum(next_end - end),
              max(next_end - start)
            FROM (SELECT p.name, c.stream, r.started_at AS start, r.ended_at AS end, r.ended_at / 3600000000 %% 24 AS hour,
                    lead(r.ended_at) OVER (PARTITION BY r.pipeline, c.stream ORDER BY r.fence) AS next_end
                  FROM run r JOIN pipeline p ON p.id = r.pipeline
                  JOIN run_counts c ON c.pipeline = r.pipeline AND c.fence = r.fence
                  WHERE r.status = 'SUCCEEDED')
            WHERE next_end IS NOT NULL GROUP BY name, stream, hour""";

    private ReportBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : RUNS;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "reports");
        try (SqliteCatalog catalog = SqliteCatalog.open(folder, InstantSource.system(), new SecureRandom())) {
            for (int i = 0; i < PIPELINES; i++) {
                catalog.put(new PutPipeline(
                        PipelineKey.of("bench", "p" + i), "{}", null, 0L, new Actor("bench", "to measure")));
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bench.db"));
                    Statement sql = connection.createStatement()) {
                sql.execute(RUN.formatted(runs, PIPELINES, BEGIN.toEpochMilli() * 1000));
                sql.execute(COUNTS);
                sql.execute(MOVES);
                sql.execute("ANALYZE");
                for (int round = 0; round < rounds; round++) {
                    turn(catalog, sql, ReportKind.RUNS, List.of(Grouping.PIPELINE, Grouping.STATUS), BARE_RUNS, runs);
                    turn(
                            catalog,
                            sql,
                            ReportKind.LAG,
                            List.of(Grouping.PIPELINE, Grouping.STREAM, Grouping.HOUR),
                            BARE_LAG.formatted(),
                            runs);
                }
            }
        }
    }

    private static void turn(
            SqliteCatalog catalog, Statement sql, ReportKind kind, List<Grouping> by, String bare, int runs)
            throws SQLException, IOException {
        Instant until = BEGIN.plus(Duration.ofMinutes(runs / PIPELINES + 1));
        long began = System.nanoTime();
        long beganCpu = cpuNanos();
        Report report = new Reporter(catalog, null, Long.MAX_VALUE)
                .report(
                        new ReportRequest(
                                kind,
                                new ProjectId("bench"),
                                List.of(),
                                by,
                                new Span(BEGIN, until, ZoneOffset.UTC),
                                Prices.NONE),
                        Map.of());
        long ours = System.nanoTime() - began;
        long oursCpu = cpuNanos() - beganCpu;
        began = System.nanoTime();
        beganCpu = cpuNanos();
        int rows = 0;
        try (ResultSet found = sql.executeQuery(bare)) {
            while (found.next()) {
                rows++;
            }
        }
        long its = System.nanoTime() - began;
        long itsCpu = cpuNanos() - beganCpu;
        System.out.printf(
                Locale.ROOT,
                "%s: %,d runs, %,d rows in %.1f s (%,.0f runs/s); SQL: %,d rows in %.1f s; ratio %.3f; processor time %.1f s and %.1f s, ratio %.3f%n",
                kind.word(),
                report.runs(),
                report.rows().size(),
                ours / 1e9,
                report.runs() / (ours / 1e9),
                rows,
                its / 1e9,
                (double) its / ours,
                oursCpu / 1e9,
                itsCpu / 1e9,
                (double) itsCpu / oursCpu);
    }

    /** Of this thread, which does both. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
