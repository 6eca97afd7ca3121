package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a real run at random instants: the lake never shows what was not committed, and ends up exact. */
final class KilledRunsTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20260301);
    private static final int DEATHS = 100;
    private static final int ROWS_PER_ROUND = 40_000;
    private static final int MOST_STARTS = 1_000;
    private static final int ROUNDS_PER_LOOK = 10;

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

    private final SplittableRandom random = new SplittableRandom(SEED);
    private long rows;

    @Test
    void afterAHundredDeathsTheLakeEqualsTheSource() throws InterruptedException {
        Projects.write(folder.resolve("hakiri.toml"), MANIFEST);
        Projects.write(folder.resolve("by-byte.csv"), "n,word\n");
        Projects.write(folder.resolve("by-field.ndjson"), "");
        Program hakiri = Program.in(folder, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
        long whole = millisOfAWholeRun(hakiri);
        int deaths = 0;
        int starts = 0;
        while (deaths < DEATHS) {
            assertThat(starts++)
                    .as("starts needed for %s deaths (seed %s)", deaths, SEED)
                    .isLessThan(MOST_STARTS);
            more();
            Process run = hakiri.start("run");
            if (!run.waitFor(random.nextLong(whole * 2 / 5, whole * 9 / 10), TimeUnit.MILLISECONDS)) {
                run.destroyForcibly();
                run.waitFor();
                deaths++;
                look(deaths % ROUNDS_PER_LOOK == 0 ? hakiri : null);
            }
        }
        hakiri.run("run").expect(0);

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
        long atWork = interrupted(hakiri, "by-byte") + interrupted(hakiri, "by-field");
        System.out.println(deaths + " deaths in " + starts + " starts, " + atWork + " of them within a run");
        assertThat(atWork)
                .as("runs that died at work, of %s deaths in %s starts", deaths, starts)
                .isGreaterThan(DEATHS / 4);
        assertThat(leftovers()).as("staged objects that nobody committed").isZero();
    }

    /** So that a death comes while the run is at work, however fast the machine is. */
    private long millisOfAWholeRun(Program hakiri) throws InterruptedException {
        more();
        long start = System.nanoTime();
        assertThat(hakiri.start("run").waitFor()).isZero();
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** A reader with a glob looks in between; now and then it compares with what the catalog says is committed. */
    private void look(@Nullable Program hakiri) {
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            look(lake, "by-byte", "parquet", lake.parquet("by-byte"), hakiri);
            look(lake, "by-field", "jsonl", lake.jsonl("by-field"), hakiri);
        }
    }

    private void look(Lake lake, String stream, String ending, String glob, @Nullable Program hakiri) {
        if (!hasObjects(stream, ending)) {
            return;
        }
        long seen = lake.number("select count(*) from " + glob);
        assertThat(lake.number("select count(distinct n) from " + glob))
                .as("each row once, seed %s", SEED)
                .isEqualTo(seen);
        assertThat(seen).isLessThanOrEqualTo(rows);
        if (hakiri != null) {
            long committed = 0;
            JsonNode runs = hakiri.run("runs", stream, "--limit", "1000", "--output", "json")
                    .expect(0)
                    .json()
                    .path("runs");
            for (JsonNode run : runs) {
                committed += run.path("written").asLong();
            }
            assertThat(seen).as("only committed rows, seed %s", SEED).isLessThanOrEqualTo(committed);
        }
    }

    private static long interrupted(Program hakiri, String pipeline) {
        long interrupted = 0;
        for (JsonNode run : hakiri.run("runs", pipeline, "--limit", "1000", "--output", "json")
                .json()
                .path("runs")) {
            interrupted += run.path("status").asText().equals("abandoned") ? 1 : 0;
        }
        return interrupted;
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
    private void more() {
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
