package io.hakiri.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Position;
import io.hakiri.connector.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages, batches and runs may end anywhere: each row comes once, in order. */
final class PagesTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261129);
    private static final int ROUNDS = 12;
    private static final int MOST_ROWS = 120;

    private final TestDatabase database = new TestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void equalValuesAtAnyBorderAreNeitherLostNorDoubled() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> cursors = List.of("int", "timestamptz(3)", "text", "numeric(6, 1)", "date");
        for (int round = 0; round < ROUNDS; round++) {
            String type = cursors.get(round % cursors.size());
            database.sql("DROP TABLE IF EXISTS t");
            database.sql(
                    "CREATE TABLE t (c " + type + " NOT NULL, a text NOT NULL, b int NOT NULL, PRIMARY KEY (a, b))");
            int rows = random.nextInt(1, MOST_ROWS);
            int distinct = random.nextInt(1, 8);
            List<String> values = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                values.add("('" + value(type, random.nextInt(distinct)) + "', '"
                        + List.of("x", "X", "é", "x y", "").get(random.nextInt(5)) + "', " + i + ")");
            }
            database.sql("INSERT INTO t VALUES " + String.join(", ", values));
            database.cursor("c", "a", "b")
                    .option("page_rows", (long) random.nextInt(1, 20))
                    .batchBytes(random.nextInt(1, 200));
            List<String> expected = database.rows("SELECT c::text, a, b FROM t ORDER BY c, a COLLATE \"C\", b").stream()
                    .map(row -> row.substring(row.indexOf('|')))
                    .toList();

            List<String> found = new ArrayList<>();
            Position after = null;
            TestDatabase.Read read;
            do {
                // a run that dies after some batches, and another that goes on
                read = database.read("t", after, random.nextInt(1, 6)).whole();
                read.rows().forEach(row -> found.add(row.substring(row.indexOf('|'))));
                after = read.last();
            } while (!read.rows().isEmpty());

            assertThat(found).as("round %s of seed %s: %s", round, SEED, type).isEqualTo(expected);
        }
    }

    private static String value(String type, int number) {
        return switch (type) {
            case "timestamptz(3)" -> "2026-01-02 03:04:05.00" + number + "+00";
            case "text" -> "abcDEFgh".substring(number, number + 1);
            case "date" -> "2026-01-0" + (number + 1);
            case "numeric(6, 1)" -> number + ".5";
            default -> "" + number;
        };
    }

    @Test
    void rowsOfAQueryAreReadLikeATable() {
        database.sql(
                "CREATE TABLE a (id int PRIMARY KEY, tags jsonb, at timestamptz NOT NULL)",
                "INSERT INTO a SELECT i, jsonb_build_object('k', i), '2026-01-01'::timestamptz + (i / 3) * '1 hour'::interval"
                        + " FROM generate_series(1, 10) i");
        database.cursor("at", "id")
                .option("page_rows", 2L)
                .option(
                        "query",
                        "SELECT id, at, tags ? 'k' AS \"has k\", 'a;?' AS w FROM a WHERE id > 3 -- a remark\n ; ");

        TestDatabase.Read read = database.read("anything").whole();

        assertThat(read.types())
                .containsExactly("id int64 not null", "at timestamp not null", "has k boolean", "w text");
        assertThat(read.rows()).hasSize(7).first().isEqualTo("4|2026-01-01T01:00:00Z|true|a;?");
        assertThat(read.places()).first().isEqualTo("the query of stream anything (at = 2026-01-01T01:00:00Z, id = 4)");
    }

    @Test
    void viewsPartitionsAndOddNamesAreRead() {
        database.sql(
                "CREATE SCHEMA \"Odd.Schema\"",
                "CREATE TABLE \"Odd.Schema\".\"a \"\"b\"\"\" (\"I D\" int PRIMARY KEY) PARTITION BY RANGE (\"I D\")",
                "CREATE TABLE p1 PARTITION OF \"Odd.Schema\".\"a \"\"b\"\"\" FOR VALUES FROM (0) TO (10)",
                "INSERT INTO \"Odd.Schema\".\"a \"\"b\"\"\" VALUES (1), (2)",
                "CREATE VIEW v AS SELECT \"I D\" AS n FROM \"Odd.Schema\".\"a \"\"b\"\"\"",
                "CREATE MATERIALIZED VIEW m AS SELECT * FROM v");
        database.cursor("I D", "I D").option("table", "\"Odd.Schema\".\"a \"\"b\"\"\"");
        assertThat(database.read("s").whole().rows()).containsExactly("1", "2");

        database.without("table").cursor("n");
        assertThat(database.read("v").whole().rows()).containsExactly("1", "2");
        assertThat(database.read("public.m").whole().rows()).containsExactly("1", "2");
    }

    @Test
    void whatChangesIsReadAgainAndNewRowsFollow() {
        database.sql(
                "CREATE TABLE t (id int PRIMARY KEY, version bigint GENERATED ALWAYS AS IDENTITY, word text)",
                "INSERT INTO t (id, word) VALUES (1, 'one'), (2, 'two')");
        database.cursor("version", "id");
        @Nullable Position last = database.read("t").whole().last();
        assertThat(database.read("t", last, 9).whole().rows()).isEmpty();

        database.sql("UPDATE t SET word = 'TWO', version = DEFAULT WHERE id = 2", "INSERT INTO t (id) VALUES (0)");

        assertThat(database.read("t", last, 9).whole().rows()).containsExactly("2|3|TWO", "0|4|∅");
    }

    @Test
    void aPersonSendsTheCursorToAValue() {
        database.sql(
                "CREATE TABLE t (id int PRIMARY KEY, at timestamptz NOT NULL)",
                "INSERT INTO t VALUES (1, '2026-01-01 00:00+00'), (2, '2026-01-02 00:00+00'), (3, '2026-01-02 00:00+00'),"
                        + " (4, '2026-01-03 00:00+00')");
        database.cursor("at", "id");
        try (Source source = database.source()) {
            Position position = source.positionAfter(database.request("t", null), "2026-01-02T01:00:00+01:00");
            assertThat(source.shown(position)).isEqualTo("2026-01-02 00:00:00+00");
            TestDatabase.Read read = database.read("t", position, 9).whole();
            assertThat(read.rows()).containsExactly("4|2026-01-03T00:00:00Z");
            assertThat(source.shown(Objects.requireNonNull(read.last()))).isEqualTo("2026-01-03 00:00:00+00, 4");
        }
    }

    @Test
    void wideRowsAmongNarrowOnesFitIntoMemory() {
        database.sql(
                "CREATE TABLE t (id int PRIMARY KEY, body text)",
                "INSERT INTO t SELECT i, 'narrow' FROM generate_series(1, 20000) i",
                "INSERT INTO t SELECT i, repeat('x', 8000000) FROM generate_series(20001, 20010) i");
        database.cursor("id", "id").batchBytes(1 << 20);

        TestDatabase.Read read = database.read("t").whole();

        assertThat(read.batches().stream().mapToInt(batch -> batch.rows()).sum())
                .isEqualTo(20_010);
        assertThat(read.rows().getLast()).hasSize("20010|".length() + 8_000_000);
    }

    @Test
    void aConnectionThatIsKilledBetweenPagesLosesNothing() throws SQLException {
        database.sql("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 500)");
        database.cursor("id", "id").option("page_rows", 40L).batchBytes(100);
        List<String> found = new ArrayList<>();
        Position after = null;
        try (Connection connection = database.connection();
                Statement sql = connection.createStatement()) {
            while (found.size() < 500) {
                TestDatabase.Read read = new Interrupted(database)
                        .read(
                                "t",
                                after,
                                3,
                                () -> sql.execute(
                                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hakiri source'"
                                                + " AND datname = current_database()"));
                found.addAll(read.rows());
                after = read.last();
            }
        }
        assertThat(found).isEqualTo(database.rows("SELECT id FROM t ORDER BY id"));
    }
}
