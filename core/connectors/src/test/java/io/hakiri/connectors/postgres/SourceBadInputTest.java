package io.hakiri.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Position;
import io.hakiri.connector.Source;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wrong is said: what, where, what was expected, what to do; and never a password. */
final class SourceBadInputTest {
    private static final String ROLE = "hakiri_stranger";

    private final TestDatabase database = new TestDatabase()
            .sql("CREATE TABLE t (id int PRIMARY KEY, n int, at timestamptz, doc jsonb)")
            .cursor("id", "id");

    @AfterEach
    void close() {
        database.close();
    }

    private void refused(String stream, String... words) {
        TestDatabase.Read read = database.read(stream);
        assertThat(read.error()).contains(words).doesNotContain("s3cr3t");
        assertThat(read.rows()).isEmpty();
    }

    @Test
    void aTableThatIsNotThere() {
        database.sql("CREATE SCHEMA sales", "CREATE TABLE sales.\"Orders\" (id int PRIMARY KEY)");
        refused("orders", "PERMANENT there is no table orders in localhost:", "there is sales.Orders", "option table");
        refused("a.b.c", "PERMANENT table \"a.b.c\": expected table or schema.table");
    }

    @Test
    void aStreamWithoutACursorOrWithOneThatCannotBe() {
        database.cursor("nope", "id");
        refused("t", "PERMANENT table t has no column \"nope\"", "it has \"id\", \"n\", \"at\", \"doc\"");
        database.cursor("doc", "id");
        refused("t", "PERMANENT column \"doc\" of table t is jsonb", "expected a number, a time or a text");
        try (Source source = database.source()) {
            assertThatThrownBy(() -> source.read(new io.hakiri.connector.StreamRead(
                            "t", null, java.util.List.of(), Map.of(), null, false, 1)))
                    .hasMessageContaining("stream t has no cursor field");
        }
    }

    @Test
    void aTableWithoutAPrimaryKeyOrWithAnotherOne() {
        database.sql("CREATE TABLE bare (n int, m int)");
        database.cursor("n", "m");
        refused("bare", "PERMANENT no unique index of table bare", "it has no primary key: add one");
        refused("t".repeat(1), "has no column \"m\"");
        database.cursor("n", "at");
        refused("t", "no unique index of table t", "set primary_key to [id]");
    }

    @Test
    void rowsThatCannotBeToldApart() {
        database.sql("CREATE VIEW v AS SELECT 1 AS n, 2 AS m UNION ALL SELECT 1, 2 UNION ALL SELECT 0, 0");
        database.cursor("n", "m").option("page_rows", 2L);
        TestDatabase.Read read = database.read("v");
        assertThat(read.rows()).containsExactly("0|0", "1|2");
        assertThat(read.error()).startsWith("PERMANENT two rows of table v have the same \"n\", \"m\": (1, 2)");
    }

    @Test
    void rowsWithoutAValueInTheirCursor() {
        database.sql("INSERT INTO t VALUES (1, NULL), (2, 2)").cursor("n", "id");
        refused(
                "t",
                "PERMANENT a row of table t has no value in \"n\", \"id\"",
                "Read a query that leaves such rows out");
    }

    @Test
    void permissionIsDenied() {
        database.server().role(ROLE);
        database.option("user", ROLE).option("password", "any");
        refused(
                "public.t",
                "PERMANENT cannot look at stream public.t",
                "permission denied for table t",
                "grant it to the role " + ROLE);
    }

    @Test
    void aWrongPasswordIsNotShown() {
        try (io.hakiri.catalog.postgres.OwnPostgres server =
                        io.hakiri.catalog.postgres.OwnPostgres.start(Map.of(), data -> Passwords.ask(data));
                TestDatabase own = new TestDatabase(server, "postgres").cursor("id")) {
            own.option("user", "ann").option("password", "s3cr3t-wrong");
            assertThat(own.read("t").error())
                    .startsWith("AUTH_EXPIRED cannot connect to localhost:")
                    .contains(
                            "password authentication failed for user \"ann\" (28P01)",
                            "options user (ann) and password")
                    .doesNotContain("s3cr3t");
            own.without("password");
            assertThat(own.read("t").error())
                    .startsWith("PERMANENT cannot connect")
                    .contains("no password was provided");
            assertThat(own.source().toString() + own.options()).doesNotContain("s3cr3t");
        }
    }

    @Test
    void aServerThatIsNotThereOrHasNoSuchDatabase() {
        database.option("database", "nope");
        refused("t", "PERMANENT cannot connect to localhost:", "database \"nope\" does not exist", "option database");
        database.option("port", 1L);
        refused("t", "TRANSIENT cannot connect to localhost:1/nope", "refused");
    }

    @Test
    void aQueryThatIsWrongOrWouldChangeSomething() {
        database.option("query", "SELEC 1");
        refused("s", "PERMANENT cannot look at stream s", "syntax error");
        database.option("query", "SELECT id, id FROM t");
        refused("s", "two columns \"id\"");
        database.option("query", "SELECT nextval('q') AS id").sql("CREATE SEQUENCE q");
        refused("s", "PERMANENT", "cannot execute nextval() in a read-only transaction", "a source never does");
        database.option("query", "SELECT pg_sleep(30), 1 AS id").option("statement_timeout", "1s");
        database.cursor("id");
        refused("s", "TRANSIENT", "longer than statement_timeout");
    }

    @Test
    void aColumnThatDisappears() throws java.sql.SQLException {
        database.sql("INSERT INTO t SELECT generate_series(1, 20)")
                .option("page_rows", 5L)
                .batchBytes(1);
        Interrupted reading = new Interrupted(database);
        TestDatabase.Read read = reading.read("t", null, 7, reading.queued("ALTER TABLE t RENAME COLUMN doc TO paper"));
        assertThat(read.rows()).hasSize(10);
        assertThat(read.error()).startsWith("TRANSIENT table t changed while it was read");

        TestDatabase.Read rest = database.read("t", read.last(), 99).whole();
        assertThat(rest.rows()).hasSize(10);
        assertThat(rest.types()).contains("paper json");

        database.sql("ALTER TABLE t RENAME COLUMN id TO key");
        TestDatabase.Read gone = database.read("t", read.last(), 99);
        assertThat(gone.error()).startsWith("PERMANENT table t has no column \"id\"");
    }

    @Test
    void aColumnThatGetsAnotherType() throws java.sql.SQLException {
        database.sql("INSERT INTO t SELECT generate_series(1, 20)")
                .option("page_rows", 5L)
                .batchBytes(1);
        Interrupted reading = new Interrupted(database);
        TestDatabase.Read read = reading.read("t", null, 7, reading.queued("ALTER TABLE t ALTER COLUMN n TYPE text"));
        assertThat(read.error()).startsWith("TRANSIENT table t changed while it was read");

        database.sql("ALTER TABLE t ALTER COLUMN id TYPE text");
        assertThat(database.read("t", read.last(), 99).error())
                .startsWith("PERMANENT the stream's position is of other fields, or of other types");
    }

    @Test
    void positionsOfAnotherKindOfSource() {
        assertThat(database.read("t", new Position.Monotonic("{\"offset\":7}", Bytes.of((byte) 1)), 9)
                        .error())
                .startsWith("PERMANENT the stream's position is none of a table");
    }

    @Test
    void aCursorTooLongForAPosition() {
        database.sql("CREATE TABLE long (c text PRIMARY KEY)", "INSERT INTO long VALUES (repeat('x', 2000))");
        database.cursor("c");
        refused("long", "PERMANENT the cursor field and primary key of a row of table long are longer than");
    }

    @Test
    void aSequenceThatHandsOutAhead() {
        database.sql("CREATE TABLE ahead (n int GENERATED ALWAYS AS IDENTITY (CACHE 20) PRIMARY KEY)")
                .cursor("n");
        refused("ahead", "PERMANENT the sequence of \"n\" hands out 20 values ahead", "set CACHE 1");
        database.option("late_commits", "ignore");
        assertThat(database.read("ahead").whole().rows()).isEmpty();
    }

    @Test
    void optionsThatDoNotGoTogether() {
        for (Map.Entry<String, Object> wrong : Map.<String, Object>of(
                        "lag", "10m", "page_rows", 0L, "port", 70_000L, "statement_timeout", "soon", "wait_for", "0s")
                .entrySet()) {
            Object before = database.options().values().get(wrong.getKey());
            database.option(wrong.getKey(), wrong.getValue());
            assertThatThrownBy(database::source).hasMessageStartingWith(wrong.getKey());
            if (before == null) {
                database.without(wrong.getKey());
            } else {
                database.option(wrong.getKey(), before);
            }
        }
        database.option("late_commits", "lag");
        assertThatThrownBy(database::source).hasMessageContaining("expected the option lag");
        database.option("lag", "10m").cursor("n", "id");
        refused("t", "late_commits = \"lag\": expected a cursor field that is a time; \"n\" is int4");
        database.option("table", "t").option("query", "SELECT 1");
        assertThatThrownBy(database::source).hasMessageContaining("expected one of them, found both");
    }
}
