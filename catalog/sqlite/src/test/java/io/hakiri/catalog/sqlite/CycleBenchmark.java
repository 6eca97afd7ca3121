package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.sqlite.SQLiteConfig;

/**
 * The cycle of the contract's cost budget (begin, a commit that goes on, a commit that finishes; eight streams) beside a bare
 * JDBC loop that makes the same row changes in the same tables: same settings, {@code BEGIN IMMEDIATE}, kept statements, one
 * thread, no check of anything. The two take short turns, so that what else the machine does meets both; a round is many
 * turns. Run by name only: {@code mvn -pl catalog/sqlite -am test -Dtest=CycleBenchmark
 * -Dsurefire.failIfNoSpecifiedTests=false}, with {@code -Dhakiri.bench.rounds} and {@code -Dhakiri.bench.folder} where wanted.
 */
final class CycleBenchmark {
    private static final int STREAMS = 8;
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final PipelineKey KEY = PipelineKey.of("bench", "cycle");

    private static final int DEFAULT_ROUNDS = 25;
    /** Enough for the compiler of the JVM, on an idle disk; on a busy one the time ends it. */
    private static final long WARM_UP_CYCLES = 8_000;

    private static final Duration WARM_UP_AT_MOST = Duration.ofSeconds(60);
    private static final int TURNS_PER_ROUND = 10;
    private static final long TURN_NANOS = 100_000_000;

    private static final Path IO_OF_THIS_PROCESS = Path.of("/proc/self/io");

    /** Arguments: rounds, folder (default: one below target). */
    public static void main(String[] arguments) throws IOException, SQLException {
        measure(
                arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS,
                arguments.length > 1
                        ? Path.of(arguments[1])
                        : Files.createTempDirectory(Path.of("target").toAbsolutePath(), "cycles"));
    }

    private static void measure(int rounds, Path folder) throws IOException, SQLException {
        double[] ratios = new double[rounds];
        double[] ofCpu = new double[rounds];
        try (Ours ours = new Ours(folder.resolve("ours"));
                Bare bare = new Bare(folder.resolve("bare"))) {
            warmUp(ours, bare);
            Meter allOurs = new Meter();
            Meter allBare = new Meter();
            for (int round = 0; round < rounds; round++) {
                Meter mine = new Meter();
                Meter its = new Meter();
                for (int turn = 0; turn < TURNS_PER_ROUND; turn++) {
                    mine.turn(ours);
                    its.turn(bare);
                }
                ratios[round] = mine.perSecond() / its.perSecond();
                ofCpu[round] = mine.cpuMicros() / its.cpuMicros();
                System.out.printf(
                        "round %2d: SqliteCatalog %s   bare JDBC %s   ratio %.3f%n",
                        round + 1, mine, its, ratios[round]);
                allOurs.add(mine);
                allBare.add(its);
            }
            System.out.printf("all     : SqliteCatalog %s   bare JDBC %s%n", allOurs, allBare);
        }
        print("cycles per second", ratios);
        print("CPU per cycle", ofCpu);
    }

    private static void warmUp(Ours ours, Bare bare) throws IOException {
        Meter mine = new Meter();
        Meter its = new Meter();
        long end = System.nanoTime() + WARM_UP_AT_MOST.toNanos();
        while (System.nanoTime() < end && mine.cycles < WARM_UP_CYCLES) {
            mine.turn(ours);
            its.turn(bare);
        }
        System.out.printf("warm-up : SqliteCatalog %d cycles, bare JDBC %d%n", mine.cycles, its.cycles);
    }

    private static void print(String what, double[] ratios) {
        Arrays.sort(ratios);
        System.out.printf(
                "ratio of %s: median %.3f (least %.3f, most %.3f)%n",
                what, ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }

    /** What some turns took: time, the CPU of all threads of Java (no compiler, no collector), and what was written. */
    private static final class Meter {
        private long cycles;
        private long nanos;
        private long cpuNanos;
        private long bytes;
        private long writes;

        void turn(Runnable cycle) throws IOException {
            long[] ioBefore = io();
            long cpuBefore = cpu();
            long start = System.nanoTime();
            long now = start;
            while (now - start < TURN_NANOS) {
                cycle.run();
                cycles++;
                now = System.nanoTime();
            }
            nanos += now - start;
            cpuNanos += cpu() - cpuBefore;
            long[] io = io();
            bytes += io[0] - ioBefore[0];
            writes += io[1] - ioBefore[1];
        }

        void add(Meter other) {
            cycles += other.cycles;
            nanos += other.nanos;
            cpuNanos += other.cpuNanos;
            bytes += other.bytes;
            writes += other.writes;
        }

        double perSecond() {
            return cycles / (nanos / 1e9);
        }

        double cpuMicros() {
            return cpuNanos / 1e3 / cycles;
        }

        @Override
        public String toString() {
            return "%7.1f cycles/s, each %4.0f us of CPU, %5d bytes in %4.1f writes"
                    .formatted(perSecond(), cpuMicros(), bytes / cycles, (double) writes / cycles);
        }

        private static long cpu() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long nanos = 0;
            for (long thread : threads.getAllThreadIds()) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread));
            }
            return nanos;
        }

        /** Bytes and calls of writing, where the system tells them. */
        private static long[] io() throws IOException {
            long[] io = new long[2];
            if (Files.exists(IO_OF_THIS_PROCESS)) {
                for (String line : Files.readAllLines(IO_OF_THIS_PROCESS)) {
                    if (line.startsWith("wchar: ")) {
                        io[0] = Long.parseLong(line.substring(7));
                    } else if (line.startsWith("syscw: ")) {
                        io[1] = Long.parseLong(line.substring(7));
                    }
                }
            }
            return io;
        }
    }

    private static SqliteCatalog prepared(Path folder, RunIds ids) {
        SqliteCatalog catalog = SqliteCatalog.open(folder, InstantSource.system(), new SecureRandom());
        catalog.put(new PutPipeline(KEY, "{}", null, null, new Actor("bench", "measure")));
        Writer writer = granted(catalog, ids).writer();
        List<SchemaChange> schemas = streams().stream()
                .map(stream -> new SchemaChange(
                        stream, 0, "{\"fields\":[]}", new Decision(Verdict.ACCEPT, "policy:evolve", "first")))
                .toList();
        CommitResult made = catalog.commit(new Commit(
                writer,
                1,
                new Progress(List.of(), schemas, Map.of(), List.of(), List.of(), Map.of()),
                new Next.Finish(RunStatus.SUCCEEDED, null, Instant.now())));
        if (!(made instanceof CommitResult.Committed)) {
            throw new IllegalStateException(made.toString());
        }
        return catalog;
    }

    private static BeginResult.Granted granted(SqliteCatalog catalog, RunIds ids) {
        return (BeginResult.Granted) catalog.begin(new Begin(
                KEY, ids.next(), RequestId.random(), "bench", TTL, new Trigger.Manual(), Set.copyOf(streams())));
    }

    private static Set<String> streams() {
        Set<String> streams = new TreeSet<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add("stream-" + i);
        }
        return streams;
    }

    private static Position.Monotonic position(long number) {
        return new Position.Monotonic(
                "2026-11-21T05:40:00.000000Z/%020d".formatted(number),
                Bytes.of(ByteBuffer.allocate(24).putLong(number).array()));
    }

    private static final class Ours implements Runnable, AutoCloseable {
        private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());
        private final SqliteCatalog catalog;
        private long number;

        Ours(Path folder) {
            catalog = prepared(folder, ids);
        }

        @Override
        public void run() {
            BeginResult.Granted granted = granted(catalog, ids);
            Map<StreamPartition, Long> revisions = new HashMap<>();
            for (Cursor cursor : granted.cursors()) {
                revisions.put(cursor.at(), cursor.revision());
            }
            commit(granted.writer(), 1, revisions, new Next.GoOn(TTL));
            commit(granted.writer(), 2, revisions, new Next.Finish(RunStatus.SUCCEEDED, null, Instant.now()));
        }

        private void commit(Writer writer, int step, Map<StreamPartition, Long> revisions, Next next) {
            number++;
            List<Advance> advances = new ArrayList<>();
            Map<String, Integer> under = new HashMap<>();
            Map<String, Counts> counts = new HashMap<>();
            for (String stream : streams()) {
                StreamPartition at = StreamPartition.of(stream);
                long revision = revisions.getOrDefault(at, 0L);
                advances.add(new Advance(at, revision, position(number)));
                revisions.put(at, revision + 1);
                under.put(stream, 1);
                counts.put(stream, new Counts(100, 100, 0, 4_000));
            }
            CommitResult result = catalog.commit(new Commit(
                    writer, step, new Progress(advances, List.of(), under, List.of(), List.of(), counts), next));
            if (!(result instanceof CommitResult.Committed)) {
                throw new IllegalStateException(result.toString());
            }
        }

        @Override
        public void close() {
            catalog.close();
        }
    }

    /** The same rows in the same tables, by someone who checks nothing. */
    private static final class Bare implements Runnable, AutoCloseable {
        private static final byte[] DIGEST = new byte[32];
        private static final byte[] ANSWER = new byte[8 * 130 + 8 * 60];

        private final Connection connection;
        private final List<PreparedStatement> statements = new ArrayList<>();
        private final PreparedStatement count;
        private final PreparedStatement pipeline;
        private final PreparedStatement run;
        private final PreparedStatement request;
        private final PreparedStatement forget;
        private final PreparedStatement first;
        private final PreparedStatement next;
        private final PreparedStatement counts;
        private final PreparedStatement step;
        private final PreparedStatement moves;
        private long fence = 1000;
        private long number;

        Bare(Path folder) throws SQLException {
            RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());
            prepared(folder, ids).close();
            SQLiteConfig config = new SQLiteConfig();
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            config.setGetGeneratedKeys(false);
            connection = config.createConnection("jdbc:sqlite:" + folder.resolve("bench.db"));
            try (Statement settings = connection.createStatement()) {
                settings.execute("PRAGMA journal_mode = WAL");
                settings.execute("PRAGMA synchronous = FULL");
                settings.execute("PRAGMA temp_store = MEMORY");
                for (String stream : streams()) {
                    settings.execute(
                            "INSERT INTO cursor (pipeline, stream, part, revision, fence, moved_at, from_revision)"
                                    + " VALUES (1, '" + stream + "', '0', 1, 1, 0, 0)");
                }
            }
            connection.setAutoCommit(false);
            count = of("UPDATE project SET sequence = sequence + 1");
            pipeline =
                    of("UPDATE pipeline SET last_fence = ?, fence = ?, next_due = ?, lease_run = ?, lease_holder = ?,"
                            + " lease_since = ?, lease_until = ?, wake_at = ? WHERE id = 1");
            run = of("INSERT INTO run (pipeline, id, fence, cause, worker, status, started_at, last_step)"
                    + " VALUES (1, ?, ?, 'manual', 'bench', 'RUNNING', ?, 0)");
            request = of("INSERT INTO request (pipeline, id, digest, at, answer) VALUES (1, ?, ?, ?, ?)");
            forget = of("DELETE FROM request WHERE seq IN (SELECT seq FROM request ORDER BY seq LIMIT 32) AND at < 0");
            first = of("UPDATE cursor SET from_revision = revision, from_kind = kind, from_value = value,"
                    + " from_key = order_key, kind = 1, value = ?, order_key = ?, revision = revision + 1, moved_at = ?,"
                    + " fence = ? WHERE pipeline = 1 AND stream = ? AND part = '0'");
            next = of("UPDATE cursor SET kind = 1, value = ?, order_key = ?, revision = revision + 1, moved_at = ?"
                    + " WHERE pipeline = 1 AND stream = ? AND part = '0'");
            counts = of(
                    "INSERT INTO run_counts VALUES (1, ?, ?, 100, 100, 0, 4000) ON CONFLICT DO UPDATE SET"
                            + " rows_read = rows_read + 100, rows_written = rows_written + 100, bytes_read = bytes_read + 4000");
            step = of("UPDATE run SET last_step = ?, last_digest = ?, last_lease_until = ?, status = ?, ended_at = ?"
                    + " WHERE pipeline = 1 AND id = ?");
            moves = of("INSERT INTO move SELECT pipeline, fence, stream, part, from_revision, from_kind, from_value,"
                    + " from_key, kind, value, order_key, NULL FROM cursor WHERE pipeline = 1 AND fence = ?");
        }

        private PreparedStatement of(String sql) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            statements.add(statement);
            return statement;
        }

        @Override
        public void run() {
            try {
                fence++;
                UUID id = UUID.randomUUID();
                byte[] bytes = ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(System.currentTimeMillis())
                        .array();
                begin(id.toString(), bytes);
                commit(bytes, 1);
                commit(bytes, 2);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private void begin(String id, byte[] bytes) throws SQLException {
            count.executeUpdate();
            long now = System.currentTimeMillis() * 1_000;
            run.setBytes(1, bytes);
            run.setLong(2, fence);
            run.setLong(3, now);
            run.executeUpdate();
            request.setString(1, id);
            request.setBytes(2, DIGEST);
            request.setLong(3, now);
            request.setBytes(4, ANSWER);
            request.executeUpdate();
            if (fence % 16 == 0) {
                forget.executeUpdate();
            }
            lease(bytes, now);
            connection.commit();
        }

        private void commit(byte[] bytes, int number) throws SQLException {
            count.executeUpdate();
            this.number++;
            long now = System.currentTimeMillis() * 1_000;
            for (String stream : streams()) {
                Position.Monotonic position = position(this.number);
                PreparedStatement move = number == 1 ? first : next;
                move.setString(1, position.value());
                move.setBytes(2, position.orderKey().toArray());
                move.setLong(3, now);
                if (number == 1) {
                    move.setLong(4, fence);
                }
                move.setString(number == 1 ? 5 : 4, stream);
                move.executeUpdate();
            }
            for (String stream : streams()) {
                counts.setLong(1, fence);
                counts.setString(2, stream);
                counts.executeUpdate();
            }
            step.setLong(1, number);
            step.setBytes(2, DIGEST);
            step.setLong(3, now);
            step.setString(4, number == 1 ? "RUNNING" : "SUCCEEDED");
            step.setLong(5, now);
            step.setBytes(6, bytes);
            step.executeUpdate();
            if (number == 2) {
                moves.setLong(1, fence);
                moves.executeUpdate();
            }
            lease(bytes, now);
            connection.commit();
        }

        private void lease(byte[] bytes, long now) throws SQLException {
            pipeline.setLong(1, fence);
            pipeline.setLong(2, fence);
            pipeline.setLong(3, now);
            pipeline.setBytes(4, bytes);
            pipeline.setString(5, "bench");
            pipeline.setLong(6, now);
            pipeline.setLong(7, now);
            pipeline.setLong(8, now);
            pipeline.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement statement : statements) {
                statement.close();
            }
            connection.close();
        }
    }
}
