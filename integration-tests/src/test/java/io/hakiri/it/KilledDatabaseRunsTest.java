package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.postgres.OwnPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of real runs that read a database and write one, at random instants, now and then with their connections
 * killed first: what was committed is there once, and in the end it is all.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class KilledDatabaseRunsTest implements Deaths.Scene {
    private static final long SEED = Long.getLong("hakiri.seed", 20261129);
    private static final int ROWS_PER_ROUND = 4_000;
    private static final int KEYS = 5_000;

    /** Rows that are added, and rows that change and are replaced, from one database to another place in it. */
    private static final String MANIFEST = """
            [project]
            name = "kills"
            [[pipeline]]
            id = "added"
            source = { connector = "postgres", %1$s, table = "events", page_rows = 700 }
            destination = { connector = "postgres", %1$s, schema = "copy", write = "insert" }
            run = { commit_rows = 1000, commit_bytes = "64KiB" }
              [[pipeline.stream]]
              name = "events"
              cursor = { field = "at" }
              primary_key = ["n"]
            [[pipeline]]
            id = "replaced"
            source = { connector = "postgres", %1$s, table = "state", page_rows = 700 }
            destination = { connector = "postgres", %1$s, schema = "copy" }
            run = { commit_rows = 1000, commit_bytes = "64KiB" }
              [[pipeline.stream]]
              name = "state"
              cursor = { field = "version" }
              primary_key = ["k"]
            [[pipeline]]
            id = "lake"
            source = { connector = "postgres", %1$s, table = "events", page_rows = 700 }
            destination = { connector = "jsonl", path = "lake" }
            run = { commit_rows = 1000, commit_bytes = "64KiB" }
              [[pipeline.stream]]
              name = "events"
              cursor = { field = "at" }
              primary_key = ["n"]
            """;

    private final OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"));
    private long rows;

    @TempDir
    private Path folder;

    @BeforeAll
    void tables() throws SQLException {
        server.sql("CREATE SCHEMA copy");
        // several rows have the same time, also at the border of a page
        server.sql("CREATE TABLE events (n bigint PRIMARY KEY, at timestamptz NOT NULL, word text)");
        server.sql("CREATE INDEX ON events (at, n)");
        server.sql("CREATE TABLE state (k int PRIMARY KEY, version bigint GENERATED ALWAYS AS IDENTITY, word text)");
        server.sql("CREATE INDEX ON state (version, k)");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void afterManyDeathsTheCopiesEqualTheTables() throws Exception {
        String login = "host = \"localhost\", port = " + server.port()
                + ", database = \"postgres\", user = \"postgres\", password = \"secret:DB_PASSWORD\", sslmode = \"disable\"";
        Projects.write(folder.resolve("hakiri.toml"), MANIFEST.formatted(login));
        Program hakiri = Program.startedOften(folder).with(Map.of("DB_PASSWORD", "any"));
        Deaths deaths = new Deaths(hakiri, Deaths.FEW, SEED);
        deaths.happen(this);

        try (Connection connection = server.jdbc("postgres")) {
            same(connection, "SELECT n, at, word FROM events", "SELECT n, at, word FROM copy.events");
            same(connection, "SELECT k, version, word FROM state", "SELECT k, version, word FROM copy.state");
        }
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select count(*), count(distinct n), sum(n) from " + lake.jsonl("events")))
                    .as("seed %s", SEED)
                    .containsExactly(rows + "|" + rows + "|" + rows * (rows - 1) / 2);
        }
        assertThat(server.number("SELECT count(*) FROM hakiri_work.object WHERE state = 'staged'"))
                .as("staged objects that nobody committed")
                .isZero();
        assertThat(server.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'hakiri_work'"))
                .isEqualTo(2);
        deaths.wereAtWork("added", "replaced", "lake");
    }

    /** Rows that differ, in either direction, counted with how often they come. */
    private static void same(Connection connection, String one, String other) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet found = sql.executeQuery("SELECT count(*) FROM ((" + one + " EXCEPT ALL " + other
                        + ") UNION ALL (" + other + " EXCEPT ALL " + one + ")) AS d")) {
            found.next();
            assertThat(found.getLong(1)).as("rows that differ, seed %s", SEED).isZero();
        }
    }

    /** A reader looks in between: no row twice, none that is not at the source. */
    @Override
    public void look(int deaths) throws SQLException {
        if (server.number("SELECT count(to_regclass('copy.events'))") == 1) {
            assertThat(server.number("SELECT count(*) - count(DISTINCT n) FROM copy.events"))
                    .as("rows that came twice, seed %s", SEED)
                    .isZero();
        }
    }

    /** Now and then the connections die first. */
    @Override
    public void dying(SplittableRandom random) throws SQLException {
        if (random.nextInt(10) == 0) {
            server.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE application_name LIKE 'hakiri %'");
        }
    }

    @Override
    public void more() throws SQLException {
        server.sql("INSERT INTO events SELECT n, now() + (n - " + rows
                + ") / 37 * interval '1 microsecond' - interval '1 ms'," + " 'w' || n % 97 FROM generate_series(" + rows
                + ", " + (rows + ROWS_PER_ROUND - 1) + ") n");
        rows += ROWS_PER_ROUND;
        server.sql("INSERT INTO state (k, word) SELECT DISTINCT (random() * " + KEYS + ")::int, 'w' || "
                + rows + " FROM generate_series(1, 1500)"
                + " ON CONFLICT (k) DO UPDATE SET word = EXCLUDED.word, version = DEFAULT");
    }
}
