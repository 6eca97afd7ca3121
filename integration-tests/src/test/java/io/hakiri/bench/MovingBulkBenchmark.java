package io.hakiri.bench;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.postgres.OwnPostgres;
import io.hakiri.catalog.postgres.PostgresCatalog;
import io.hakiri.catalog.sqlite.SqliteCatalog;
import io.hakiri.migrate.End;
import io.hakiri.migrate.Migration;
import io.hakiri.migrate.MoveListener;
import io.hakiri.migrate.MoveOptions;
import io.hakiri.migrate.MoveReport;
import io.hakiri.run.Pace;
import io.hakiri.run.Stop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * How long a catalog in files with much history takes to move to PostgreSQL, and how long a plain COPY of the same rows into the
 * same tables of the same server takes, in turns. Nobody works meanwhile.
 *
 * <p>Arguments: pipelines (20), runs of each (10,000), cursors of each (2,000), rounds (3).
 */
final class MovingBulkBenchmark {
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final Actor ANN = new Actor("ann", "to see how long it takes");

    /** What is copied while pipelines go on; then what their pauses and the project's bring. */
    private static final List<String> HISTORY = List.of("run", "run_counts", "move", "receipt");

    private static final List<String> REST =
            List.of("pipeline", "manifest", "cursor", "audit", "schema_version", "backfill", "chunk", "token", "once");

    private static final String NUMBERS =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ";

    /** Runs that succeeded, one after the other, each with its sums, one move and one receipt. */
    private static final List<String> RUNS = List.of(
            NUMBERS + """
            INSERT INTO run (pipeline, id, fence, cause, worker, status, started_at, ended_at, last_step)
            SELECT p.id, unhex(printf('%%012x7%%03x8%%015x', 1764500000000 + 1000 * i, i & 4095, p.id)), i, 'due',
              'worker-' || (i & 15), 'SUCCEEDED', 1764500000000000 + 1000000 * i, 1764500000700000 + 1000000 * i, 2
            FROM n, pipeline p""",
            NUMBERS + "INSERT INTO run_counts SELECT p.id, i, 'orders', 100, 99, 1, 10000 FROM n, pipeline p",
            NUMBERS + """
            INSERT INTO move SELECT p.id, i, 'orders', 'part-' || (i & 1023), i, 1, i, x'0102030405060708', 1, i + 1,
              x'0102030405060709', NULL FROM n, pipeline p""",
            NUMBERS + """
            INSERT INTO receipt SELECT p.id, i, 1, 0, 'orders', 'DATA',
              printf('orders/2026/11/30/%%s-%%08d.parquet', p.name, i),
              lower(hex(randomblob(32))), 100000, 99, 'PUBLISHED', 0 FROM n, pipeline p""",
            "UPDATE pipeline SET fence = %1$d, last_fence = %1$d");

    private static final List<String> CURSORS = List.of(NUMBERS + """
            INSERT INTO cursor (pipeline, stream, part, kind, value, order_key, revision, fence, moved_at, from_revision)
            SELECT p.id, 'orders', 'part-' || i, 1, i, x'0102030405060708', 7, 1, 1764500000000000, 6
            FROM n, pipeline p""", """
            UPDATE pipeline SET cursors = %1$d,
              position_bytes = (SELECT sum(length(value)) FROM cursor c WHERE c.pipeline = pipeline.id)""");

    private MovingBulkBenchmark() {}

    public static void main(String[] args) throws Exception {
        int pipelines = argument(args, 0, 20);
        int runs = argument(args, 1, 10_000);
        int cursors = argument(args, 2, 2_000);
        int rounds = argument(args, 3, 3);
        try (OwnPostgres server = OwnPostgres.start(
                Map.of("shared_buffers", "1GB", "max_wal_size", "8GB", "checkpoint_timeout", "15min"))) {
            for (int round = 1; round <= rounds; round++) {
                Path source = Files.createTempDirectory("hakiri-bulk-");
                make(source, pipelines, runs, cursors);
                Moved moved = move(source, server, "target_" + round);
                long history = copy(server, round, HISTORY);
                long all = history + copy(server, round, REST);
                System.out.printf(
                        "%d pipelines, %,d runs, %,d cursors: bulk %,d ms, COPY %,d ms, %.2f of COPY;"
                                + " to the end %,d ms, COPY %,d ms, %.2f of COPY; longest pause %,d ms;"
                                + " processor time of the mover %,d ms%n",
                        pipelines,
                        pipelines * runs,
                        pipelines * cursors,
                        moved.bulkNanos() / 1_000_000,
                        history / 1_000_000,
                        (double) history / moved.bulkNanos(),
                        moved.allNanos() / 1_000_000,
                        all / 1_000_000,
                        (double) all / moved.allNanos(),
                        moved.longestPause().toMillis(),
                        Math.round(moved.cpuSeconds() * 1000));
            }
        }
    }

    private static int argument(String[] args, int place, int otherwise) {
        return args.length > place ? Integer.parseInt(args[place]) : otherwise;
    }

    private static void make(Path folder, int pipelines, int runs, int cursors) throws SQLException {
        try (Catalog catalog = SqliteCatalog.open(folder, InstantSource.system(), new SecureRandom())) {
            for (int i = 0; i < pipelines; i++) {
                PipelineKey key = PipelineKey.of(SHOP.value(), "p-" + i);
                catalog.put(new PutPipeline(key, "{\"id\":\"" + key.pipeline() + "\"}", null, null, ANN));
            }
        }
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"));
                Statement sql = file.createStatement()) {
            file.setAutoCommit(false);
            for (String statement : RUNS) {
                sql.executeUpdate(statement.formatted(runs));
            }
            for (String statement : CURSORS) {
                sql.executeUpdate(statement.formatted(cursors));
            }
            file.commit();
        }
    }

    private record Moved(long bulkNanos, long allNanos, Duration longestPause, double cpuSeconds) {}

    private static Moved move(Path folder, OwnPostgres server, String database) throws SQLException {
        server.sql("CREATE DATABASE " + database);
        try (Catalog source = SqliteCatalog.open(folder, InstantSource.system(), new SecureRandom());
                Catalog target = PostgresCatalog.open(server.address(database), new SecureRandom())) {
            target.upgrade();
            server.sql("CHECKPOINT");
            Watch watch = new Watch();
            double cpu = Cpu.ofThis();
            long began = System.nanoTime();
            MoveReport report = new Migration(
                            End.of(source),
                            End.of(target),
                            new MoveOptions(List.of(), false, false, Duration.ofSeconds(30), ANN),
                            _ -> {},
                            watch,
                            new Pace(InstantSource.system(), Thread::sleep, RandomGenerator.getDefault(), new Stop()))
                    .go();
            long ended = System.nanoTime();
            if (!report.projects().equals(List.of(SHOP))) {
                throw new IllegalStateException("not moved: " + report);
            }
            return new Moved(watch.copiedAt - began, ended - began, watch.longest, Cpu.ofThis() - cpu);
        }
    }

    private static final class Watch implements MoveListener {
        private long copiedAt;
        private Duration longest = Duration.ZERO;

        @Override
        public void ready(PipelineKey pipeline) {
            copiedAt = System.nanoTime();
        }

        @Override
        public void moved(PipelineKey pipeline, Duration pause) {
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
    }

    /** Only the way in counts. */
    private static long copy(OwnPostgres server, int round, List<String> tables) throws SQLException, IOException {
        String database = "copied_" + round + "_" + tables.getFirst();
        server.sql("CREATE DATABASE " + database);
        try (Catalog empty = PostgresCatalog.open(server.address(database), new SecureRandom())) {
            empty.upgrade();
        }
        Map<String, byte[]> rows = new LinkedHashMap<>();
        try (Connection from = server.jdbc("target_" + round)) {
            for (String table : tables) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                manager(from).copyOut("COPY hakiri." + table + " TO STDOUT (FORMAT BINARY)", out);
                rows.put(table, out.toByteArray());
            }
        }
        server.sql("CHECKPOINT");
        try (Connection to = server.jdbc(database)) {
            long began = System.nanoTime();
            for (Map.Entry<String, byte[]> table : rows.entrySet()) {
                manager(to)
                        .copyIn(
                                "COPY hakiri." + table.getKey() + " FROM STDIN (FORMAT BINARY)",
                                new ByteArrayInputStream(table.getValue()));
            }
            return System.nanoTime() - began;
        }
    }

    private static CopyManager manager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }
}
