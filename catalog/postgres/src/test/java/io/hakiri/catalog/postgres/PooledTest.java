package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.postgres.Database.Begin;
import io.hakiri.catalog.postgres.Database.Outcome;
import io.hakiri.catalog.postgres.Database.Role;
import io.hakiri.catalog.postgres.TcpProxy.Direction;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Behind a pooler that hands each transaction to another connection of the server. */
@TestInstance(Lifecycle.PER_CLASS)
class PooledTest {
    private final OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"));
    private final TransactionPooler pooler = new TransactionPooler(server.port());

    @AfterAll
    void stop() throws IOException {
        pooler.close();
        server.close();
    }

    private static Database open(String address) {
        return new Database(PostgresAddress.parse(address), Role.PRIMARY);
    }

    private static long number(RowSet<Row> rows) {
        return rows.iterator().next().getLong(0);
    }

    @Test
    void nothingOutlivesATransaction() throws Exception {
        server.sql("CREATE TABLE counted (id bigint PRIMARY KEY, value bigint)");
        try (Database database = open(pooler.through(server.address("postgres")) + "&pooler=transaction");
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> answers = IntStream.range(0, 40)
                    .mapToObj(i -> callers.submit(() -> {
                        database.call("writing", true, "INSERT INTO counted VALUES ($1, 0)", (long) i);
                        long value = 0;
                        for (int j = 0; j < 5; j++) {
                            value = database.transaction("counting", Begin.WRITE, tx -> {
                                long now =
                                        number(tx.run("SELECT value FROM counted WHERE id = $1 FOR UPDATE", (long) i));
                                tx.last(List.of(
                                        Statement.of("UPDATE counted SET value = $2 WHERE id = $1", (long) i, now + 1),
                                        Statement.of("DELETE FROM counted WHERE id = $1", -1L)));
                                return Outcome.commit(now + 1);
                            });
                        }
                        return value;
                    }))
                    .toList();
            for (Future<Long> answer : answers) {
                assertThat(answer.get()).isEqualTo(5);
            }
            assertThat(number(database.call("asking", false, "SELECT count(*) FROM pg_prepared_statements")))
                    .isZero();
        }
        assertThat(server.number("SELECT sum(value) FROM counted")).isEqualTo(200);
    }

    @Test
    void anAddressThatDoesNotNameThePoolerIsToldToDoSo() {
        try (Database database = open(pooler.through(server.address("postgres")))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            database.call("reading", false, "SELECT 1");
                        }
                    })
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("pooler=transaction");
        }
    }

    @Test
    void aStatementThatIsKnownGoesOutWhole() throws IOException {
        try (TcpProxy network = new TcpProxy(server.port());
                Database database = open(network.through(server.address("postgres")) + "&pooler=transaction")) {
            database.call("reading", false, "SELECT $1::bigint", 1L);
            long first = network.passed(Direction.TO_CLIENT);
            database.call("reading", false, "SELECT $1::bigint", 1L);
            long whole = network.passed(Direction.TO_CLIENT) - first;

            // parse and bind complete, one row of 8 bytes, command complete, ready: and no description
            assertThat(whole).isEqualTo(5 + 5 + 19 + 14 + 6);
        }
    }

    @Test
    void aStatementThatMeansSomethingElseByNowIsAskedForAgain() throws Exception {
        server.sql("CREATE TABLE changing (id bigint)");
        server.sql("INSERT INTO changing VALUES (7)");
        try (Database database = open(pooler.through(server.address("postgres")) + "&pooler=transaction")) {
            assertThat(number(database.call("reading", false, "SELECT * FROM changing")))
                    .isEqualTo(7);
            server.sql("ALTER TABLE changing ADD COLUMN name text DEFAULT 'x'");

            Row row = database.call("reading", false, "SELECT * FROM changing")
                    .iterator()
                    .next();

            assertThat(row.getString(1)).isEqualTo("x");
        }
        try (Database database = open(server.address("postgres"))) {
            assertThat(database.call("reading", false, "SELECT * FROM changing").columnsNames())
                    .hasSize(2);
            server.sql("ALTER TABLE changing DROP COLUMN name");
            assertThat(database.call("reading", false, "SELECT * FROM changing").columnsNames())
                    .hasSize(1);
        }
    }

    @Test
    void aStatementThatIsWrongIsRefusedLikeAnyOther() {
        try (Database database = open(pooler.through(server.address("postgres")) + "&pooler=transaction")) {
            assertThatThrownBy(() -> database.call("writing", true, "INSERT INTO no_such_table VALUES (1)"))
                    .isInstanceOf(CatalogException.Incompatible.class);
            assertThatThrownBy(() -> database.transaction("writing", Begin.WRITE, tx -> {
                        tx.run("SELECT 1");
                        tx.last(List.of(Statement.of("INSERT INTO no_such_table VALUES (1)")));
                        return Outcome.commit("");
                    }))
                    .isInstanceOf(CatalogException.Incompatible.class);
        }
    }

    @Test
    void valuesThatDoNotFitAreAMistakeOfTheProgram() {
        try (Database database = open(pooler.through(server.address("postgres")) + "&pooler=transaction")) {
            assertThatThrownBy(() -> database.call("reading", false, "SELECT $1::bigint", "no number"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageNotContaining("no number");
        }
    }
}
