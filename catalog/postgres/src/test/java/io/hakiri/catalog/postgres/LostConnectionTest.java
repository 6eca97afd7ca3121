package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.postgres.Database.Begin;
import io.hakiri.catalog.postgres.Database.Outcome;
import io.hakiri.catalog.postgres.Database.Role;
import io.hakiri.catalog.postgres.TcpProxy.Direction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that end at the worst moment: what the caller is told is never more than what is true. */
class LostConnectionTest {
    private static final String WRITE = "INSERT INTO thing VALUES ($1)";

    private final PostgresServer server = new PostgresServer();
    private final String direct = server.newDatabase();
    private final TcpProxy proxy = new TcpProxy(PostgresAddress.parse(direct).port());
    private final Database database =
            new Database(PostgresAddress.parse(proxy.through(direct) + "&call-timeout=20s"), Role.PRIMARY);
    private final Connection look;

    LostConnectionTest() throws SQLException {
        look = PostgresServer.jdbc(direct);
        try (java.sql.Statement sql = look.createStatement()) {
            sql.execute("CREATE TABLE thing (id bigint)");
        }
    }

    @AfterEach
    void close() throws SQLException, IOException {
        database.close();
        proxy.close();
        look.close();
        server.close();
    }

    private long number(String query) {
        try (java.sql.Statement sql = look.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often it is there, when the server has no more connections than we know of. */
    private long applied(long id, int connections) {
        while (number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hakiri' AND datname ="
                        + " current_database()")
                > connections) {
            LockSupport.parkNanos(1_000_000);
        }
        return number("SELECT count(*) FROM thing WHERE id = " + id);
    }

    /** What a caller may be told. */
    private enum Told {
        DONE,
        NOTHING_CHANGED,
        UNKNOWN
    }

    private Told told(Runnable write) {
        try {
            write.run();
            return Told.DONE;
        } catch (CatalogException.Unavailable e) {
            return Told.NOTHING_CHANGED;
        } catch (CatalogException.OutcomeUnknown e) {
            return Told.UNKNOWN;
        }
    }

    private interface Write {
        void of(long id);
    }

    private void statement(long id) {
        database.call("writing", true, WRITE, id);
    }

    private void transaction(long id) {
        database.transaction("writing", Begin.WRITE, tx -> {
            tx.run("SELECT count(*) FROM thing WHERE id = $1", id);
            tx.last(List.of(Statement.of(WRITE, id)));
            return Outcome.commit("");
        });
    }

    private void slowCommit(long id) {
        database.transaction("writing", Begin.WRITE, tx -> {
            tx.run(WRITE, id);
            return Outcome.commit("");
        });
    }

    /** Cuts after each byte that a write sends or gets, and compares what the caller is told with what is there. */
    private Map<Told, Integer> sweep(Direction direction, Write write) {
        write.of(0);
        long before = proxy.passed(direction);
        write.of(0);
        long bytes = proxy.passed(direction) - before;
        Map<Told, Integer> seen = new EnumMap<>(Told.class);
        for (long n = 1; n <= bytes; n++) {
            long id = n;
            // a sound connection that has the statements prepared
            write.of(0);
            proxy.cutAfter(direction, n, n % 2 == 0);
            Told told = told(() -> write.of(id));
            proxy.heal();
            long times = applied(id, told == Told.DONE ? 1 : 0);
            switch (told) {
                case DONE -> assertThat(times).as("done, cut after %s", n).isEqualTo(1);
                case NOTHING_CHANGED ->
                    assertThat(times).as("refused, cut after %s", n).isZero();
                case UNKNOWN -> assertThat(times).as("unknown, cut after %s", n).isBetween(0L, 1L);
            }
            seen.merge(told, 1, Integer::sum);
        }
        return seen;
    }

    @Nested
    class CutAfterTheNthByte {
        @ParameterizedTest
        @EnumSource
        void ofAStatement(Direction direction) {
            Map<Told, Integer> seen = sweep(direction, LostConnectionTest.this::statement);

            // once a part of it is on its way, nobody knows, until the last byte of the answer is there
            assertThat(seen).containsKey(Told.UNKNOWN).doesNotContainKey(Told.NOTHING_CHANGED);
        }

        @ParameterizedTest
        @EnumSource
        void ofATransaction(Direction direction) {
            Map<Told, Integer> seen = sweep(direction, LostConnectionTest.this::transaction);

            // lost before the COMMIT was sent, it is done again
            assertThat(seen).containsOnlyKeys(Told.UNKNOWN, Told.DONE);
        }

        @ParameterizedTest
        @EnumSource
        void ofATransactionWithACommitOfItsOwn(Direction direction) {
            Map<Told, Integer> seen = sweep(direction, LostConnectionTest.this::slowCommit);

            assertThat(seen).containsOnlyKeys(Told.UNKNOWN, Told.DONE);
        }
    }

    @Test
    void aLostReadIsDoneAgain() {
        for (Direction direction : Direction.values()) {
            database.call("reading", false, "SELECT 1");
            proxy.cutAfter(direction, 7, true);

            assertThat(database.call("reading", false, "SELECT 1").size()).isEqualTo(1);
        }
    }

    @Test
    void connectionsThatEndedWhileIdleAreNotUsed() {
        for (int i = 1; i <= 20; i++) {
            statement(i);
            proxy.cut();

            long id = 1_000L + i;
            Told told = told(() -> statement(id));

            // the end of it may be seen only after the statement was sent
            assertThat(applied(id, 1)).isLessThanOrEqualTo(1);
            assertThat(told).isIn(Told.DONE, Told.UNKNOWN);
        }
    }

    @Test
    void aNetworkThatSwallowsEverythingIsGivenUpInTime() {
        try (Database hasty = new Database(
                PostgresAddress.parse(proxy.through(direct) + "&call-timeout=PT1S&connect-timeout=PT0.5S"),
                Role.PRIMARY)) {
            works(hasty);
            proxy.swallow(true);

            assertThatThrownBy(() -> hasty.call("reading", false, "SELECT 1"))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("no answer came within PT1S");
            assertThatThrownBy(() -> hasty.call("reading", false, "SELECT 1"))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("no connection came about within PT0.5S");

            proxy.heal();
            works(hasty);
            proxy.swallow(true);

            assertThatThrownBy(() -> hasty.call("writing", true, WRITE, 1L))
                    .isInstanceOf(CatalogException.OutcomeUnknown.class)
                    .hasMessageContaining("no answer came in time");
            proxy.heal();
        }
    }

    /** However slow this machine is. */
    private static void works(Database database) {
        while (true) {
            try {
                database.call("reading", false, "SELECT 1");
                return;
            } catch (CatalogException.Unavailable e) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Test
    void aSlowNetworkOnlyTakesLonger() {
        proxy.delay(20);

        transaction(1);

        assertThat(applied(1, 1)).isEqualTo(1);
    }

    @Test
    void aPortWhereNobodyListensIsSaidSo() throws IOException {
        proxy.close();

        assertThatThrownBy(() -> statement(1))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("127.0.0.1:" + proxy.port())
                .hasMessageContaining("the connection was refused")
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void aHostThatNobodyKnowsIsSaidSo() {
        try (Database nowhere = new Database(
                PostgresAddress.parse("postgresql://u:hidden@nowhere.invalid/d?sslmode=disable"), Role.PRIMARY)) {
            assertThatThrownBy(() -> nowhere.call("reading", false, "SELECT 1"))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("nowhere.invalid")
                    .hasMessageContaining("the host name is unknown")
                    .hasMessageNotContaining("hidden");
        }
    }

    @Test
    void connectionsThatEndAtOnceAreAFaultAfterAFewTries() {
        proxy.refuse(true);

        assertThatThrownBy(() -> statement(1)).isInstanceOf(CatalogException.Unavailable.class);

        assertThat(proxy.accepted()).isBetween(2, 5);
        proxy.heal();
        statement(1);
        assertThat(applied(1, 1)).isEqualTo(1);
    }
}
