package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.postgres.OwnPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backfills from a database into one, by processes; some of them are killed. */
final class DatabaseBackfillTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20_261_130);
    private static final int WORKERS = 3;
    private static final int DEATHS = 4;

    private static final String MANIFEST = """
            [project]
            name = "test"
            [[pipeline]]
            id = "added"
            source = { connector = "postgres", %1$s, table = "events", page_rows = 700 }
            destination = { connector = "postgres", %1$s, schema = "copy", write = "insert" }
            run = { lease_ttl = "1s" }
              [[pipeline.stream]]
              name = "events"
              cursor = { field = "at" }
              primary_key = ["n"]
            """;

    private final OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"));

    @SuppressWarnings("NullAway.Init") // each test begins with it
    private Program hakiri;

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRowOfARangeComesJustOnce() throws Exception {
        server.sql("CREATE SCHEMA copy");
        // several rows have the same time
        server.sql("CREATE TABLE events (n bigint PRIMARY KEY, at timestamptz NOT NULL, word text)");
        server.sql("CREATE INDEX ON events (at, n)");
        String login = "host = \"localhost\", port = " + server.port()
                + ", database = \"postgres\", user = \"postgres\", password = \"secret:DB_PASSWORD\", sslmode = \"disable\"";
        Projects.write(folder.resolve("hakiri.toml"), MANIFEST.formatted(login));
        hakiri = Program.startedOften(folder).with(Map.of("DB_PASSWORD", "any"));
        rows(0, 1_000);
        hakiri.run("run").expect(0);
        rows(1_000, 60_000);

        work("ahead", "--to", "2026-01-02", "--chunks", "20");
        assertThat(server.number("SELECT count(*) FROM copy.events"))
                .as("seed %s", SEED)
                .isEqualTo(60_000);
        assertThat(server.number("SELECT count(DISTINCT n) FROM copy.events")).isEqualTo(60_000);

        rows(60_000, 61_000);
        work("again", "--from", "2026-01-01 00:10:00+00", "--to", "2026-01-01 00:40:00+00", "--chunks", "20");
        hakiri.run("run").expect(0);
        long again = server.number(
                "SELECT count(*) FROM events WHERE at > '2026-01-01 00:10Z' AND at <= '2026-01-01 00:40Z'");
        assertThat(again).isPositive();
        assertThat(server.number("SELECT count(*) FROM copy.events"))
                .as("seed %s", SEED)
                .isEqualTo(61_000 + again);
        assertThat(
                        server.number(
                                "SELECT count(*) FROM (SELECT n, at FROM copy.events GROUP BY n, at HAVING count(*) <> CASE"
                                        + " WHEN at > '2026-01-01 00:10Z' AND at <= '2026-01-01 00:40Z' THEN 2 ELSE 1 END) wrong"))
                .as("rows that are not there as often as they should be, seed %s", SEED)
                .isZero();
        assertThat(server.number("SELECT count(*) FROM hakiri_work.object WHERE state = 'staged'"))
                .as("staged objects that nobody committed")
                .isZero();
    }

    private void rows(int from, int to) throws SQLException {
        server.sql("INSERT INTO events SELECT n, '2026-01-01 00:00Z'::timestamptz + (n / 37) * interval '2 seconds',"
                + " 'w' || n % 97 FROM generate_series(" + from + ", " + (to - 1) + ") n");
    }

    private void work(String name, String... range) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("backfill", "start", "added", "--name", name, "--reason", "test"));
        words.addAll(List.of(range));
        long start = System.nanoTime();
        hakiri.run(words.toArray(String[]::new)).expect(0);
        long whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        SplittableRandom random = new SplittableRandom(SEED);
        List<Process> working = new ArrayList<>();
        int deaths = 0;
        boolean over = false;
        while (!over) {
            while (working.size() < WORKERS) {
                working.add(hakiri.start(folder.resolve(name + ".log"), "backfill", "work", "added", name));
            }
            Process next = working.removeFirst();
            if (next.waitFor(random.nextLong(whole / 2, 2 * whole), TimeUnit.MILLISECONDS)) {
                assertThat(next.exitValue())
                        .as("a worker; %s", folder.resolve(name + ".log"))
                        .isZero();
                over = true;
            } else if (deaths < DEATHS) {
                next.destroyForcibly().waitFor();
                deaths++;
            } else {
                working.add(next);
            }
        }
        for (Process each : working) {
            assertThat(each.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(each.exitValue()).isZero();
        }
    }
}
