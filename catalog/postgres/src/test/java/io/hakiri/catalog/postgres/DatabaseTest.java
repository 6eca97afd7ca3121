package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.postgres.Database.Begin;
import io.hakiri.catalog.postgres.Database.Outcome;
import io.hakiri.catalog.postgres.Database.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Statements and transactions on a healthy server. */
class DatabaseTest {
    private final PostgresServer server = new PostgresServer();
    private String address = "";
    private Database database = open("postgresql://nobody@localhost/none");

    @BeforeEach
    void make() {
        database.close();
        address = server.newDatabase();
        database = open(address);
        database.call("making", true, "CREATE TABLE thing (id bigint PRIMARY KEY, name text)");
    }

    @AfterEach
    void close() {
        database.close();
        server.close();
    }

    private static Database open(String address) {
        return new Database(PostgresAddress.parse(address), Role.PRIMARY);
    }

    private long count() {
        return number(database.call("counting", false, "SELECT count(*) FROM thing"));
    }

    private static long number(RowSet<Row> rows) {
        return rows.iterator().next().getLong(0);
    }

    @Test
    void valuesOfEveryKindRoundTrip() {
        Row row = database.call(
                        "asking",
                        false,
                        "SELECT $1::text, $2::bigint, $3::boolean, $4::bytea, $5::text[], $6::bigint[], $7::bytea[], $8::text,"
                                + " $9::integer",
                        "ä'\"\\ 😀 007",
                        Long.MIN_VALUE,
                        true,
                        new byte[] {0, -1, 39},
                        new String[] {"a,b", "{}", ""},
                        new Long[] {1L, null},
                        new byte[][] {{}, {0, 1}},
                        null,
                        7)
                .iterator()
                .next();

        assertThat(row.getString(0)).isEqualTo("ä'\"\\ 😀 007");
        assertThat(row.getLong(1)).isEqualTo(Long.MIN_VALUE);
        assertThat(row.getBoolean(2)).isTrue();
        assertThat(row.getBuffer(3).getBytes()).containsExactly(0, -1, 39);
        assertThat(row.getArrayOfStrings(4)).containsExactly("a,b", "{}", "");
        assertThat(row.getArrayOfLongs(5)).containsExactly(1L, null);
        assertThat(row.getArrayOfBuffers(6)).containsExactly(Buffer.buffer(), Buffer.buffer(new byte[] {0, 1}));
        assertThat(row.getString(7)).isNull();
        assertThat(row.getInteger(8)).isEqualTo(7);
    }

    @Nested
    class Transactions {
        @Test
        void staysWhenTheWorkSaysSo() {
            String answer = database.transaction("writing", Begin.WRITE, tx -> {
                tx.run("INSERT INTO thing VALUES (1, $1)", "one");
                assertThat(count()).as("seen from outside").isZero();
                return Outcome.commit("done");
            });

            assertThat(answer).isEqualTo("done");
            assertThat(count()).isEqualTo(1);
        }

        @Test
        void isTakenBackWhenTheWorkSaysSo() {
            database.transaction("writing", Begin.WRITE, tx -> {
                tx.run("INSERT INTO thing VALUES (1, 'one')");
                return Outcome.rollback("refused");
            });

            assertThat(count()).isZero();
        }

        @Test
        void isTakenBackWhenTheWorkThrows() {
            assertThatThrownBy(() -> database.transaction("writing", Begin.WRITE, tx -> {
                        tx.run("INSERT INTO thing VALUES (1, 'one')");
                        throw new IllegalArgumentException("mine");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mine");

            assertThat(count()).isZero();
        }

        @Test
        void endsWithItsLastStatements() {
            long changed = database.transaction("writing", Begin.WRITE, tx -> {
                List<RowSet<Row>> rows = tx.last(List.of(
                        Statement.of("INSERT INTO thing VALUES (1, 'one'), (2, 'two')"),
                        Statement.of("UPDATE thing SET name = $1 WHERE id = $2", "ONE", 1L)));
                return Outcome.commit(
                        (long) rows.getFirst().rowCount() + rows.getLast().rowCount());
            });

            assertThat(changed).isEqualTo(3);
            assertThat(count()).isEqualTo(2);
        }

        @Test
        void isTakenBackWhenOneOfItsLastStatementsFails() {
            assertThatThrownBy(() -> database.transaction(
                            "writing",
                            Begin.WRITE,
                            tx -> Outcome.commit(tx.last(List.of(
                                    Statement.of("INSERT INTO thing VALUES (1, 'one')"),
                                    Statement.of("INSERT INTO thing VALUES (1, 'again')"),
                                    Statement.of("INSERT INTO thing VALUES (2, 'two')"))))))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("23505");

            assertThat(count()).isZero();
        }

        @Test
        void aSnapshotSeesOneInstantAndWritesNothing() {
            database.transaction("reading", Begin.SNAPSHOT, tx -> {
                long before = number(tx.run("SELECT count(*) FROM thing"));
                database.call("writing", true, "INSERT INTO thing VALUES (1, 'one')");
                assertThat(number(tx.run("SELECT count(*) FROM thing"))).isEqualTo(before);
                return Outcome.rollback("");
            });

            assertThat(count()).isEqualTo(1);
        }
    }

    @Test
    void fiveHundredCallersShareTwentyConnections() throws Exception {
        try (Database wide = open(address + "&pool-size=20");
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> answers = IntStream.range(0, 500)
                    .mapToObj(i -> callers.submit(() -> {
                        wide.call("writing", true, "INSERT INTO thing VALUES ($1, 'x')", (long) i);
                        return wide.transaction("changing", Begin.WRITE, tx -> {
                            tx.run("SELECT FROM thing WHERE id = $1 FOR UPDATE", (long) i);
                            tx.last(List.of(Statement.of("UPDATE thing SET name = 'y' WHERE id = $1", (long) i)));
                            return Outcome.commit(1L);
                        });
                    }))
                    .toList();
            for (Future<Long> answer : answers) {
                assertThat(answer.get()).isEqualTo(1);
            }
        }

        assertThat(number(database.call("counting", false, "SELECT count(*) FROM thing WHERE name = 'y'")))
                .isEqualTo(500);
    }

    @Test
    void aClosedDatabaseRefusesCalls() {
        database.close();

        assertThatThrownBy(this::count)
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("closed");
    }
}
