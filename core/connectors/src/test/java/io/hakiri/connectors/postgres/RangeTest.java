package io.hakiri.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Position;
import io.hakiri.connector.Source;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.Parts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts of a table: each row is in one of them, and a cursor that follows passes over none. */
final class RangeTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261130);
    private static final int ROWS = 500;

    private TestDatabase database;

    @BeforeEach
    void table() {
        database = new TestDatabase()
                .cursor("at", "id")
                .option("page_rows", 30L)
                .sql("CREATE TABLE t (id int PRIMARY KEY, at timestamptz NOT NULL)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void minutes(int from, int to) {
        database.sql("INSERT INTO t SELECT i, '2026-01-01 00:00Z'::timestamptz + (i / 7) * interval '1 minute'"
                + " FROM generate_series(" + from + ", " + (to - 1) + ") i");
    }

    private static String minute(int minute) {
        return "2026-01-01T%02d:%02d:00Z".formatted(minute / 60, minute % 60);
    }

    @Test
    void partsThatMeetHaveEachRowOnceWhateverTheBordersAre() {
        minutes(0, ROWS);
        SplittableRandom random = new SplittableRandom(SEED);
        StreamRead read = database.request("t", null);
        try (Source source = database.source()) {
            for (int round = 0; round < 5; round++) {
                List<String> all = new ArrayList<>();
                Position.Monotonic after = null;
                for (int border = random.nextInt(20); border < ROWS / 7; border += 1 + random.nextInt(20)) {
                    Position.Monotonic upTo = Parts.at(source, read, minute(border));
                    all.addAll(Parts.part(source, read, after, upTo));
                    after = upTo;
                }
                all.addAll(Parts.part(source, read, after, Parts.at(source, read, minute(100))));
                assertThat(all).as("seed %s", SEED).hasSize(ROWS).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void aPartThatBeginsAtACursorBeginsBehindItsLastRow() {
        minutes(0, 10);
        Position cursor = database.read("t").whole().last();
        minutes(10, 30);
        StreamRead read = database.request("t", null);
        try (Source source = database.source()) {
            assertThat(Parts.part(source, read, cursor, Parts.at(source, read, minute(1))))
                    .extracting(row -> row.substring(0, row.indexOf('|')))
                    .containsExactly("10", "11", "12", "13");
        }
    }

    @Test
    void anEndIsTheValueWhereRowsAreBehindItAndOtherwiseTheLastRow() {
        minutes(0, 30);
        StreamRead read = database.request("t", null);
        try (Source source = database.source()) {
            Position.Monotonic two = Parts.at(source, read, minute(2));
            assertThat(source.rangeEnd(read, two)).contains(two);
            Position.Monotonic end =
                    source.rangeEnd(read, Parts.at(source, read, minute(50))).orElseThrow();
            assertThat(source.shown(end)).isEqualTo("2026-01-01 00:04:00+00, 29");
            assertThat(source.rangeEnd(Parts.from(read, end), Parts.at(source, read, minute(50))))
                    .isEmpty();

            minutes(30, 40);
            assertThat(database.read("t", end, 9).whole().rows())
                    .as("a run goes on from there")
                    .hasSize(10);
        }
    }

    /** A row that is committed late would be passed over by a cursor that stands behind it. */
    @Test
    void anEndWaitsForTransactionsThatCouldStillAddRowsBeforeIt() throws SQLException {
        minutes(0, 30);
        database.option("wait_for", "1s");
        StreamRead read = database.request("t", null);
        try (Connection late = database.connection();
                Statement sql = late.createStatement();
                Source source = database.source()) {
            late.setAutoCommit(false);
            sql.execute("INSERT INTO t VALUES (1000, '2026-01-01 00:01Z')");
            Position.Monotonic two = Parts.at(source, read, minute(2));
            assertThatThrownBy(() -> source.rangeEnd(read, two))
                    .hasMessageContaining("wait for transactions that began before");

            late.commit();
            assertThat(source.rangeEnd(read, two)).contains(two);
            assertThat(Parts.part(source, read, null, two)).hasSize(22);
        }
    }
}
