package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a real run at random instants: the lake never shows what was not committed, and ends up exact. */
final class KilledRunsTest implements Deaths.Scene {
    private static final long SEED = Long.getLong("hakiri.seed", 20260301);
    private static final int DEATHS = 12;
    private static final int ROWS_PER_ROUND = 40_000;
    private static final int ROUNDS_PER_LOOK = 4;

    private static final String MANIFEST = """
            [project]
            name = "kills"
            [[pipeline]]
            id = "by-byte"
            source = { connector = "file", path = "by-byte*.csv" }
            destination = { connector = "parquet", path = "lake" }
            run = { commit_rows = 1, commit_bytes = "64KiB" }
            [[pipeline]]
            id = "by-field"
            source = { connector = "file", path = "by-field.ndjson" }
            destination = { connector = "jsonl", path = "lake" }
            run = { commit_rows = 1, commit_bytes = "64KiB" }
              [[pipeline.stream]]
              name = "by-field"
              cursor = { field = "n", kind = "monotonic", strictly_increasing = true }
            """;

    @TempDir
    private Path folder;

    private long rows;

    @Test
    void afterManyDeathsTheLakeEqualsTheSource() throws Exception {
        Projects.write(folder.resolve("hakiri.toml"), MANIFEST);
        Projects.write(folder.resolve("by-byte.csv"), "n,word\n");
        Projects.write(folder.resolve("by-field.ndjson"), "");
        Deaths deaths = new Deaths(hakiri(), DEATHS, SEED);
        deaths.happen(this);

        try (Lake lake = new Lake(folder.resolve("lake"))) {
            for (String stream : new String[] {lake.parquet("by-byte"), lake.jsonl("by-field")}) {
                assertThat(lake.number("select count(*) from " + stream))
                        .as("rows, seed %s", SEED)
                        .isEqualTo(rows);
                assertThat(lake.number("select count(distinct n) from " + stream))
                        .isEqualTo(rows);
                assertThat(lake.number("select count(*) from " + stream + " where word <> 'w' || (n % 97)"))
                        .isZero();
            }
        }
        deaths.wereAtWork("by-byte", "by-field");
        assertThat(leftovers()).as("staged objects that nobody committed").isZero();
    }

    private Program hakiri() {
        return Program.startedOften(folder);
    }

    /** A reader with a glob looks in between; now and then it compares with what the catalog says is committed. */
    @Override
    public void look(int deaths) {
        boolean compare = deaths % ROUNDS_PER_LOOK == 0;
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            look(lake, "by-byte", "parquet", lake.parquet("by-byte"), compare);
            look(lake, "by-field", "jsonl", lake.jsonl("by-field"), compare);
        }
    }

    private void look(Lake lake, String stream, String ending, String glob, boolean compare) {
        if (!hasObjects(stream, ending)) {
            return;
        }
        long seen = lake.number("select count(*) from " + glob);
        assertThat(lake.number("select count(distinct n) from " + glob))
                .as("each row once, seed %s", SEED)
                .isEqualTo(seen);
        assertThat(seen).isLessThanOrEqualTo(rows);
        if (compare) {
            long committed = 0;
            JsonNode runs = hakiri().run("runs", stream, "--limit", "1000", "--output", "json")
                    .expect(0)
                    .json()
                    .path("runs");
            for (JsonNode run : runs) {
                committed += run.path("written").asLong();
            }
            assertThat(seen).as("only committed rows, seed %s", SEED).isLessThanOrEqualTo(committed);
        }
    }

    private boolean hasObjects(String stream, String ending) {
        String[] names = folder.resolve("lake").resolve(stream).toFile().list();
        return names != null && Arrays.stream(names).anyMatch(name -> name.endsWith(ending));
    }

    private long leftovers() {
        Path staging = folder.resolve("lake/_hakiri/staging");
        if (!Files.exists(staging)) {
            return 0;
        }
        try (var files = Files.walk(staging)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** More rows for both sources; the last line is complete, as a well-behaved writer leaves it. */
    @Override
    public void more() {
        StringBuilder csv = new StringBuilder();
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < ROWS_PER_ROUND; i++) {
            long n = rows++;
            csv.append(n).append(",w").append(n % 97).append('\n');
            json.append("{\"n\":")
                    .append(n)
                    .append(",\"word\":\"w")
                    .append(n % 97)
                    .append("\"}\n");
        }
        Projects.append(folder.resolve("by-byte.csv"), csv.toString());
        Projects.append(folder.resolve("by-field.ndjson"), json.toString());
    }
}
