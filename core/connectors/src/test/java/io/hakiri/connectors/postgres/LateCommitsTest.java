package io.hakiri.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Position;
import io.hakiri.catalog.postgres.OwnPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that are committed after rows with greater values are not passed over. */
final class LateCommitsTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261129);
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, n bigserial, at timestamptz DEFAULT now(),"
            + " x xid8 DEFAULT pg_current_xact_id())";
    private static final int WRITERS = 4;
    private static final int ROWS_OF_EACH = 60;

    private final TestDatabase database = new TestDatabase().sql(TABLE);

    @AfterEach
    void close() {
        database.close();
    }

    /** A transaction that is open, in a database of others. */
    private final class Open implements AutoCloseable {
        final Connection connection;

        Open() throws SQLException {
            connection = database.connection();
            connection.setAutoCommit(false);
        }

        Open sql(String statement) throws SQLException {
            try (Statement sql = connection.createStatement()) {
                sql.execute(statement);
            }
            return this;
        }

        void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static List<String> ids(TestDatabase.Read read) {
        return read.rows().stream()
                .map(row -> row.substring(0, row.indexOf('|')))
                .toList();
    }

    @Test
    void aRowThatIsCommittedLateComesBeforeThoseItBelongsInFrontOf() throws SQLException {
        database.cursor("n", "id").option("wait_for", "1s");
        try (Open late = new Open().sql("INSERT INTO t (id) VALUES (1)")) {
            database.sql("INSERT INTO t (id) VALUES (2)");

            TestDatabase.Read waiting = database.read("t");
            assertThat(ids(waiting)).isEmpty();
            assertThat(waiting.error())
                    .startsWith("TRANSIENT rows of table t up to (2, 2) wait for transactions")
                    .contains("process ", "idle in transaction");
            late.commit();

            TestDatabase.Read read = database.read("t", waiting.last(), 9).whole();
            assertThat(ids(read)).containsExactly("1", "2");
        }
    }

    @Test
    void aTransactionThatHasOnlyTakenItsTimeIsWaitedForToo() throws SQLException {
        database.cursor("at", "id").option("wait_for", "1s");
        try (Open late = new Open().sql("SELECT now()")) {
            database.sql("INSERT INTO t (id) VALUES (2)");
            TestDatabase.Read waiting = database.read("t");
            assertThat(ids(waiting)).isEmpty();
            late.sql("INSERT INTO t (id) VALUES (1)").commit();
            assertThat(ids(database.read("t", waiting.last(), 9).whole())).containsExactly("1", "2");
        }
    }

    @Test
    void aTransactionThatIsPreparedMeanwhileIsWaitedForToo() throws SQLException {
        try (OwnPostgres server = OwnPostgres.start(Map.of("max_prepared_transactions", "5"));
                TestDatabase own =
                        new TestDatabase(server, "postgres").sql(TABLE).cursor("n", "id");
                Connection late = own.connection();
                Statement sql = late.createStatement()) {
            own.option("wait_for", "1s");
            sql.execute("BEGIN");
            sql.execute("INSERT INTO t (id) VALUES (1)");
            own.sql("INSERT INTO t (id) VALUES (2)");
            TestDatabase.Read waiting = own.read("t");
            assertThat(waiting.error()).contains("process ");
            sql.execute("PREPARE TRANSACTION 'both'");

            TestDatabase.Read still = own.read("t", waiting.last(), 9);
            assertThat(still.rows()).isEmpty();
            assertThat(still.error()).contains("prepared both");
            sql.execute("COMMIT PREPARED 'both'");

            assertThat(ids(own.read("t", still.last(), 9).whole())).containsExactly("1", "2");
        }
    }

    /** Each run goes on waiting for what the one before waited for, so that new transactions hold nobody up. */
    @Test
    void oneLongTransactionAfterAnotherHoldsNobodyUpForEver() throws SQLException {
        database.cursor("n", "id").option("wait_for", "1s");
        try (Open first = new Open().sql("SELECT 1")) {
            database.sql("INSERT INTO t (id) VALUES (1)");
            TestDatabase.Read waiting = database.read("t");
            assertThat(waiting.trouble()).isNotNull();
            try (Open second = new Open().sql("SELECT 1")) {
                database.sql("INSERT INTO t (id) VALUES (2)");
                first.commit();
                TestDatabase.Read read = database.read("t", waiting.last(), 9);
                assertThat(ids(read)).containsExactly("1");
                assertThat(read.error()).contains("up to (2, 2)");
                second.commit();
                assertThat(ids(database.read("t", read.last(), 9).whole())).containsExactly("2");
            }
        }
    }

    @Test
    void belowTheOldestRunningTransactionItsIdsNeedNoWaiting() throws SQLException {
        database.cursor("x", "id");
        database.sql("INSERT INTO t (id) VALUES (1)");
        try (Open late = new Open().sql("INSERT INTO t (id) VALUES (2)")) {
            database.sql("INSERT INTO t (id) VALUES (3)");
            TestDatabase.Read read = database.read("t").whole();
            assertThat(ids(read)).containsExactly("1");
            late.commit();
            assertThat(ids(database.read("t", read.last(), 9).whole())).containsExactly("2", "3");
        }
    }

    @Test
    void whoOnlyReadsOrStagesForUsIsNotWaitedFor() throws SQLException {
        database.cursor("n", "id").option("wait_for", "1s").sql("INSERT INTO t (id) VALUES (1)");
        try (Session reading = Server.of(database.options()).open("test");
                Session staging = Server.of(database.options()).open("test")) {
            reading.beginReading();
            staging.beginStaging();
            assertThat(ids(database.read("t").whole())).containsExactly("1");
        }
    }

    @Test
    void aDeclaredLagLeavesWhatIsYounger() {
        database.cursor("at", "id").option("late_commits", "lag").option("lag", "10m");
        database.sql(
                "INSERT INTO t (id, at) VALUES (1, now() - interval '11 minutes'), (2, now() - interval '9 minutes')");
        assertThat(ids(database.read("t").whole())).containsExactly("1");
    }

    @Test
    void whoWantsNoWaitingPassesOverWhatComesLate() throws SQLException {
        database.cursor("n", "id").option("late_commits", "ignore");
        try (Open late = new Open().sql("INSERT INTO t (id) VALUES (1)")) {
            database.sql("INSERT INTO t (id) VALUES (2)");
            TestDatabase.Read read = database.read("t").whole();
            assertThat(ids(read)).containsExactly("2");
            late.commit();
            assertThat(database.read("t", read.last(), 9).whole().rows()).isEmpty();
        }
    }

    @Test
    void theTimeThatStillIsAndTheDayThatIsNotOverAreLeft() {
        database.sql("CREATE TABLE d (id int PRIMARY KEY, day date NOT NULL, at timestamptz(0) NOT NULL)");
        database.sql("INSERT INTO d VALUES (1, current_date - 3, now() - interval '1 hour'), (2, current_date + 1,"
                + " now() + interval '1 hour')");
        assertThat(ids(database.cursor("day", "id").read("d").whole())).containsExactly("1");
        assertThat(ids(database.cursor("at", "id").read("d").whole())).containsExactly("1");
    }

    @Test
    void whileOthersWriteAtTheSameTimeNothingIsLost() throws Exception {
        for (String field : List.of("n", "at", "x")) {
            database.sql("TRUNCATE t");
            database.cursor(field, "id").option("page_rows", 7L).batchBytes(500);
            List<String> found = new ArrayList<>();
            AtomicBoolean writing = new AtomicBoolean(true);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> writers = new ArrayList<>();
                for (int w = 0; w < WRITERS; w++) {
                    int writer = w;
                    writers.add(threads.submit(() -> write(writer)));
                }
                Future<?> end = threads.submit(() -> {
                    for (Future<?> writer : writers) {
                        writer.get();
                    }
                    writing.set(false);
                    return true;
                });
                @Nullable Position after = null;
                boolean more = true;
                while (more) {
                    more = writing.get();
                    TestDatabase.Read read =
                            database.read("t", after, Integer.MAX_VALUE).whole();
                    found.addAll(ids(read));
                    after = read.last();
                    more |= !read.rows().isEmpty();
                }
                end.get();
            }
            assertThat(found)
                    .as("by %s, seed %s", field, SEED)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(database.rows("SELECT id FROM t"));
        }
    }

    private Void write(int writer) throws SQLException {
        SplittableRandom random = new SplittableRandom(SEED + writer);
        try (Open open = new Open()) {
            for (int i = 0; i < ROWS_OF_EACH; i++) {
                open.sql("INSERT INTO t (id) VALUES (" + (writer * ROWS_OF_EACH + i) + ")");
                open.sql("SELECT pg_sleep(" + random.nextInt(20) / 1000.0 + ")");
                if (random.nextInt(3) > 0) {
                    open.commit();
                }
            }
            open.commit();
        }
        return null;
    }
}
