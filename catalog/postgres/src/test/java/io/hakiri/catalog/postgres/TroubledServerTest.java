package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.postgres.Database.Begin;
import io.hakiri.catalog.postgres.Database.Outcome;
import io.hakiri.catalog.postgres.Database.Role;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Servers that are full, slow, read-only, or killed. */
@TestInstance(Lifecycle.PER_CLASS)
class TroubledServerTest {
    /** Of which the server keeps three for superusers. */
    private static final int MOST_CONNECTIONS = 12;

    private final OwnPostgres server = OwnPostgres.start(
            Map.of("max_connections", Integer.toString(MOST_CONNECTIONS), "deadlock_timeout", "50ms"));

    @BeforeAll
    void make() throws SQLException {
        server.sql("CREATE TABLE thing (id bigint PRIMARY KEY, name text)");
        server.sql(
                "CREATE TABLE owned (id bigint PRIMARY KEY, thing bigint REFERENCES thing DEFERRABLE INITIALLY DEFERRED)");
        server.sql("CREATE ROLE app LOGIN");
        server.sql("GRANT ALL ON thing TO app");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Database open(String options) {
        return new Database(PostgresAddress.parse(server.address("postgres") + options), Role.PRIMARY);
    }

    /** Without a superuser's rights. */
    private Database openAsApp(String options) {
        return new Database(
                PostgresAddress.parse(server.address("postgres").replace("postgres@", "app@") + options), Role.PRIMARY);
    }

    private static long number(RowSet<Row> rows) {
        return rows.iterator().next().getLong(0);
    }

    private long count(String where) throws SQLException {
        return server.number("SELECT count(*) FROM thing WHERE " + where);
    }

    @Nested
    class Full {
        @Test
        void callersShareTheConnectionsThatThereAre() throws Exception {
            try (Database database = openAsApp("&pool-size=30&connect-timeout=1m&call-timeout=1m");
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Long>> answers = IntStream.range(0, 60)
                        .mapToObj(_ -> callers.submit(() -> {
                            long sum = 0;
                            for (int i = 0; i < 5; i++) {
                                sum += number(database.call("asking", false, "SELECT 1::bigint"));
                            }
                            return sum;
                        }))
                        .toList();
                for (Future<Long> answer : answers) {
                    assertThat(answer.get()).isEqualTo(5);
                }
            }
        }

        @Test
        void aServerWithoutAFreeConnectionIsAClearFault() throws SQLException {
            List<Connection> all = new ArrayList<>();
            try (Database database = openAsApp("&connect-timeout=PT1S")) {
                for (int i = 0; i < MOST_CONNECTIONS; i++) {
                    all.add(server.jdbc("postgres"));
                }
                assertThatThrownBy(() -> database.call("asking", false, "SELECT 1"))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("53300")
                        .hasMessageContaining("max_connections");
            } finally {
                for (Connection connection : all) {
                    connection.close();
                }
            }
        }

        @Test
        void aPoolWithoutAFreeConnectionIsAClearFault() throws Exception {
            try (Database database = open("&pool-size=1");
                    ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
                CountDownLatch taken = new CountDownLatch(1);
                CountDownLatch done = new CountDownLatch(1);
                Future<String> holder = other.submit(() -> database.transaction("holding", Begin.SNAPSHOT, tx -> {
                    tx.run("SELECT 1");
                    taken.countDown();
                    await(done);
                    return Outcome.rollback("held");
                }));
                taken.await();

                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> database.call("asking", false, "SELECT 1"))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("interrupted");
                assertThat(Thread.interrupted()).isTrue();

                done.countDown();
                assertThat(holder.get()).isEqualTo("held");
            }
        }

        @Test
        void aFullDiskIsAClearFault() {
            try (Database database = open("")) {
                assertThatThrownBy(() -> database.call(
                                "writing",
                                true,
                                "DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$"))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("could not extend file (53100)")
                        .hasMessageContaining("make room");
            }
        }
    }

    @Nested
    class Slow {
        @Test
        void theServerEndsAStatementBeforeItsCallerGoes() {
            try (Database database = open("&call-timeout=PT2S")) {
                Row patience = database.call(
                                "asking",
                                false,
                                "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')")
                        .iterator()
                        .next();
                assertThat(patience.getString(0)).isEqualTo("1800ms");
                assertThat(patience.getString(1)).isEqualTo("2s");

                assertThatThrownBy(() -> database.call("reading", false, "SELECT pg_sleep(60)"))
                        .isInstanceOf(CatalogException.Unavailable.class);
            }
        }

        @Test
        void whatIsEndedWhileItWaitsForALockHasChangedNothing() throws Exception {
            server.sql("INSERT INTO thing VALUES (100, 'before')");
            try (Connection other = server.jdbc("postgres");
                    java.sql.Statement sql = other.createStatement();
                    Database database = open("");
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                other.setAutoCommit(false);
                sql.execute("UPDATE thing SET name = 'other' WHERE id = 100");

                Future<String> waiting = callers.submit(() -> database.transaction("writing", Begin.WRITE, tx -> {
                    tx.last(List.of(Statement.of("UPDATE thing SET name = 'mine' WHERE id = 100")));
                    return Outcome.commit("");
                }));
                // as the server itself does when the time is over
                await(() ->
                        server.number("SELECT count(*) FROM (SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE"
                                        + " wait_event_type = 'Lock') canceled")
                                == 1);

                assertThatThrownBy(waiting::get)
                        .cause()
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("57014")
                        .hasMessageContaining("call-timeout");
                other.commit();
            }
            assertThat(count("id = 100 AND name = 'other'")).isEqualTo(1);
        }

        @Test
        void aTransactionThatItsCallerForgotEnds() throws SQLException {
            server.sql("INSERT INTO thing VALUES (101, 'before')");
            try (Database database = open("&call-timeout=PT0.5S")) {
                assertThatThrownBy(() -> database.transaction("forgetting", Begin.WRITE, tx -> {
                            tx.run("UPDATE thing SET name = 'mine' WHERE id = 101");
                            // waits for the server to lose patience
                            await(() ->
                                    server.number("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")
                                            == 0);
                            return Outcome.commit("");
                        }))
                        .isInstanceOf(CatalogException.class);
            }
            assertThat(count("id = 101 AND name = 'before'")).isEqualTo(1);
        }
    }

    @Nested
    class Contended {
        @Test
        void aDeadlockIsDoneAgain() throws Exception {
            server.sql("INSERT INTO thing VALUES (200, 'a'), (201, 'b')");
            CyclicBarrier both = new CyclicBarrier(2);
            AtomicInteger tries = new AtomicInteger();
            try (Database database = open("");
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> answers = IntStream.range(0, 2)
                        .mapToObj(i -> callers.submit(() -> {
                            AtomicInteger mine = new AtomicInteger();
                            return database.transaction("writing", Begin.WRITE, tx -> {
                                tries.incrementAndGet();
                                tx.run("UPDATE thing SET name = name || 'x' WHERE id = $1", 200L + i);
                                if (mine.incrementAndGet() == 1) {
                                    await(both);
                                }
                                tx.run("UPDATE thing SET name = name || 'y' WHERE id = $1", 201L - i);
                                return Outcome.commit("done");
                            });
                        }))
                        .toList();
                for (Future<String> answer : answers) {
                    assertThat(answer.get()).isEqualTo("done");
                }
            }
            assertThat(tries).hasValueGreaterThanOrEqualTo(3);
            assertThat(count("id IN (200, 201) AND length(name) = 3")).isEqualTo(2);
        }

        @Test
        void aSerializationFailureIsDoneAgain() throws SQLException {
            server.sql("INSERT INTO thing VALUES (210, 'a')");
            AtomicInteger tries = new AtomicInteger();
            try (Database database = open("")) {
                database.transaction("writing", Begin.WRITE, tx -> {
                    tx.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                    tx.run("SELECT name FROM thing WHERE id = 210");
                    if (tries.incrementAndGet() == 1) {
                        database.call("writing", true, "UPDATE thing SET name = name || 'b' WHERE id = 210");
                    }
                    tx.run("UPDATE thing SET name = name || 'c' WHERE id = 210");
                    return Outcome.commit("");
                });
            }
            assertThat(tries).hasValue(2);
            assertThat(count("id = 210 AND name = 'abc'")).isEqualTo(1);
        }

        @Test
        void whatIsRefusedAtTheCommitIsNotApplied() throws SQLException {
            try (Database database = open("")) {
                assertThatThrownBy(() -> database.transaction("writing", Begin.WRITE, tx -> {
                            tx.run("INSERT INTO owned VALUES (1, -1)");
                            return Outcome.commit("");
                        }))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("23503");
                assertThatThrownBy(() -> database.call("writing", true, "INSERT INTO owned VALUES (1, -1)"))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("23503");
            }
            assertThat(server.number("SELECT count(*) FROM owned")).isZero();
        }
    }

    @Nested
    class WithoutACatalog {
        @Test
        void whatIsMissingIsIncompatible() {
            try (Database database = open("")) {
                for (String sql : List.of(
                        "SELECT * FROM hakiri.pipeline",
                        "SELECT no_such_column FROM thing",
                        "SELECT hakiri_no_such()")) {
                    assertThatThrownBy(() -> database.call("reading", false, sql))
                            .isInstanceOf(CatalogException.Incompatible.class)
                            .hasMessageContaining("hakiri catalog init")
                            .hasMessageContaining("hakiri catalog upgrade");
                }
            }
        }

        @Test
        void aMissingRightIsSaid() {
            try (Database database = openAsApp("")) {
                assertThatThrownBy(() -> database.call("reading", false, "SELECT * FROM owned"))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("42501");
            }
        }

        @Test
        void aMissingDatabaseIsSaid() {
            try (Database database = new Database(PostgresAddress.parse(server.address("nowhere")), Role.PRIMARY)) {
                assertThatThrownBy(() -> database.call("reading", false, "SELECT 1"))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("3D000");
            }
        }

        @Test
        void damageIsCorrupt() {
            try (Database database = open("")) {
                assertThatThrownBy(() -> database.call(
                                "reading", false, "DO $$ BEGIN RAISE 'invalid page' USING ERRCODE = 'XX001'; END $$"))
                        .isInstanceOf(CatalogException.Corrupt.class)
                        .hasMessageContaining("invalid page");
            }
        }

        @Test
        void aServerThatForgetsIsRefused() throws SQLException {
            server.sql("ALTER ROLE app SET synchronous_commit = off");
            try (Database database = openAsApp("")) {
                assertThatThrownBy(() -> database.call("reading", false, "SELECT 1"))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("synchronous_commit");
            } finally {
                server.sql("ALTER ROLE app RESET synchronous_commit");
            }
        }
    }

    @Nested
    class Failover {
        @Test
        void aServerThatBecameReadOnlyIsLeft() throws Exception {
            try (Database database = open("&connect-timeout=PT1S")) {
                database.call("writing", true, "INSERT INTO thing VALUES (300, 'x')");
                readOnly("on");

                assertThatThrownBy(() -> database.call("writing", true, "INSERT INTO thing VALUES (301, 'x')"))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("25006");

                readOnly("off");
                database.call("writing", true, "INSERT INTO thing VALUES (302, 'x')");
            } finally {
                readOnly("off");
            }
            assertThat(count("id BETWEEN 300 AND 302")).isEqualTo(2);
        }

        private void readOnly(String value) throws SQLException {
            server.sql("ALTER SYSTEM SET default_transaction_read_only = " + value);
            server.sql("SELECT pg_reload_conf()");
            await(() ->
                    server.number("SELECT (current_setting('default_transaction_read_only') = '" + value + "')::int")
                            == 1);
        }

        @Test
        void aStandbyIsRefusedWithoutAStormUntilItIsPromoted() throws Exception {
            try (OwnPostgres standby = OwnPostgres.start(Map.of("fsync", "off"), data -> {
                        try {
                            Files.createFile(data.resolve("standby.signal"));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
                    TcpProxy proxy = new TcpProxy(server.port());
                    Database database = new Database(
                            PostgresAddress.parse(proxy.through(server.address("postgres")) + "&connect-timeout=PT2S"),
                            Role.PRIMARY);
                    Database reader = new Database(
                            PostgresAddress.parse(proxy.through(server.address("postgres"))), Role.READER);
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                database.call("reading", false, "SELECT 1");
                proxy.target(standby.port());
                proxy.cut();
                int before = proxy.accepted();

                List<Future<RowSet<Row>>> calls = IntStream.range(0, 50)
                        .mapToObj(_ -> callers.submit(() -> database.call("reading", false, "SELECT 1")))
                        .toList();

                for (Future<RowSet<Row>> call : calls) {
                    assertThatThrownBy(call::get)
                            .cause()
                            .isInstanceOf(CatalogException.Unavailable.class)
                            .hasMessageContaining("a standby answers");
                }
                assertThat(proxy.accepted() - before).isLessThan(45);
                assertThat(number(reader.call("reading", false, "SELECT 1::bigint")))
                        .isEqualTo(1);

                standby.sql("SELECT pg_promote()");
                assertThat(number(database.call("reading", false, "SELECT 1::bigint")))
                        .isEqualTo(1);
            }
        }
    }

    @Nested
    class Killed {
        /** {@code kill -9} while callers write: what they are told is true, and the same callers go on afterwards. */
        @Test
        void noAnswerIsALieAndCallersGoOn() throws Exception {
            server.sql("CREATE TABLE log (id bigint)");
            Set<Long> done = ConcurrentHashMap.newKeySet();
            Set<Long> refused = ConcurrentHashMap.newKeySet();
            Set<Long> unknown = ConcurrentHashMap.newKeySet();
            AtomicLong ids = new AtomicLong();
            try (Database database = open("&pool-size=8");
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                CountDownLatch up = new CountDownLatch(1);
                AtomicLong afterwards = new AtomicLong();
                List<Future<?>> running = new ArrayList<>();
                for (int caller = 0; caller < 16; caller++) {
                    running.add(callers.submit(() -> {
                        while (afterwards.get() < 200) {
                            long id = ids.incrementAndGet();
                            try {
                                write(database, id);
                                done.add(id);
                                if (up.getCount() == 0) {
                                    afterwards.incrementAndGet();
                                }
                            } catch (CatalogException.Unavailable e) {
                                refused.add(id);
                                // callers have better to do than to ask again at once
                                await(up);
                            } catch (CatalogException.OutcomeUnknown e) {
                                unknown.add(id);
                            }
                        }
                        return null;
                    }));
                }
                await(() -> done.size() > 200);
                server.kill();
                await(() -> !refused.isEmpty());
                server.startAgain();
                up.countDown();
                for (Future<?> caller : running) {
                    caller.get();
                }
            }

            Set<Long> there = ConcurrentHashMap.newKeySet();
            try (Connection connection = server.jdbc("postgres");
                    java.sql.Statement sql = connection.createStatement();
                    java.sql.ResultSet rows = sql.executeQuery("SELECT id FROM log")) {
                while (rows.next()) {
                    assertThat(there.add(rows.getLong(1))).as("once").isTrue();
                }
            }
            assertThat(there).containsAll(done).doesNotContainAnyElementsOf(refused);
            there.removeAll(done);
            assertThat(unknown).containsAll(there);
        }

        private void write(Database database, long id) {
            if (id % 2 == 0) {
                database.call("writing", true, "INSERT INTO log VALUES ($1)", id);
            } else {
                database.transaction("writing", Begin.WRITE, tx -> {
                    tx.run("SELECT count(*) FROM thing");
                    tx.last(List.of(Statement.of("INSERT INTO log VALUES ($1)", id)));
                    return Outcome.commit("");
                });
            }
        }
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(Condition condition) {
        try {
            while (!condition.holds()) {
                LockSupport.parkNanos(1_000_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
