package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Backfills by many processes that are killed again and again, ahead of the cursor and behind it, there with runs at the same time,
 * which are killed too. After each backfill: every chunk is done once, every row of its range came just once, all others did not
 * come again, the cursor stands where it must, and nothing is left at the destination that nobody committed.
 *
 * <p>Several rows have the same value of the cursor field, also at the borders of chunks.
 */
public final class BackfillSoak {
    private static final int TIES = 7;
    /** So that a death costs a second, and no more. */
    private static final String MANIFEST = """
            [project]
            name = "soak"
            [[pipeline]]
            id = "p"
            source = { connector = "file", path = "data.csv" }
            destination = { connector = "jsonl", path = "lake" }
            run = { lease_ttl = "1s" }
              [[pipeline.stream]]
              name = "s"
              cursor = { field = "at" }
              primary_key = ["n"]
            """;

    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final Path folder;
    private final Program hakiri;
    private final Settings settings;
    private final SplittableRandom random;
    private final List<Integer> copies = new ArrayList<>();
    private int rounds;
    private int chunks;
    private int kills;
    private int runKills;
    private long workerMillis;

    /**
     * How much of it.
     *
     * @param rows that come in each round
     * @param chunks of each backfill
     * @param workers processes at a time
     * @param kills of workers, in all
     * @param seed of the moments and ranges
     */
    public record Settings(int rows, int chunks, int workers, int kills, long seed) {}

    /**
     * What happened.
     *
     * @param kills of workers
     * @param unfinished chunks that were granted and not done under that grant
     * @param runKills runs beside a backfill that were killed
     */
    public record Report(int backfills, int chunks, int kills, long unfinished, int runKills, Duration took) {}

    /** @param folder where the project is made */
    public BackfillSoak(Path folder, Settings settings) {
        this.folder = folder;
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed);
        this.hakiri = Program.startedOften(folder);
    }

    /** Makes backfills, one ahead and one behind in turn, until there were enough deaths. */
    public Report run() throws InterruptedException {
        long start = System.nanoTime();
        Projects.write(folder.resolve("hakiri.toml"), MANIFEST);
        Projects.write(folder.resolve("data.csv"), "n,at,word\n");
        more();
        hakiri.run("run").expect(0);
        workerMillis = millisOfAShortCommand();
        while (kills < settings.kills) {
            rounds++;
            ahead();
            behind();
        }
        return new Report(
                2 * rounds, chunks, kills, unfinished(), runKills, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Of all fences that there were, those that no run had, no chunk was done under, and no broken lease took. */
    private long unfinished() {
        hakiri.run("run").expect(0);
        long fence =
                json("pipeline", "list").path("pipelines").path(0).path("fence").asLong();
        long runs = json("runs", "p", "--limit", "1000").path("runs").size();
        long broken = json("audit", "p", "--text", "lease.broken", "--limit", "1000")
                .path("events")
                .size();
        return fence - runs - chunks - broken;
    }

    private long millisOfAShortCommand() {
        long start = System.nanoTime();
        hakiri.run("backfill", "list", "p").expect(0);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private void more() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < settings.rows; i++) {
            int n = copies.size();
            text.append(n).append(',').append(at(n)).append(",w").append(n % 97).append('\n');
            copies.add(1);
        }
        try {
            Files.writeString(folder.resolve("data.csv"), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int at(int n) {
        return n / TIES;
    }

    private void ahead() throws InterruptedException {
        more();
        String name = "ahead-" + rounds;
        start(name, "--to", "" + at(copies.size() - 1));
        work(name, false);
        verify(name);
        assertThat(cursor()).as("seed %s", settings.seed).isEqualTo(at(copies.size() - 1) + ", " + (copies.size() - 1));
    }

    private void behind() throws InterruptedException {
        int last = at(copies.size() - 1);
        int from = random.nextInt(last / 2);
        int to = from + settings.chunks + random.nextInt(last - from - settings.chunks);
        more();
        String name = "behind-" + rounds;
        start(name, "--from", "" + from, "--to", "" + to);
        work(name, true);
        hakiri.run("run").expect(0);
        for (int n = 0; n < copies.size(); n++) {
            if (at(n) > from && at(n) <= to) {
                copies.set(n, copies.get(n) + 1);
            }
        }
        verify(name);
    }

    private void start(String name, String... range) {
        Stream<String> words = Stream.concat(
                Stream.of(
                        "backfill", "start", "p", "--name", name, "--chunks", "" + settings.chunks, "--reason", "soak"),
                Arrays.stream(range));
        hakiri.run(words.toArray(String[]::new)).expect(0);
    }

    /** Keeps processes at work until one of them says that all is done; kills them until then. */
    private void work(String name, boolean withRuns) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        List<Process> working = new ArrayList<>();
        Process run = null;
        boolean over = false;
        while (!over) {
            assertThat(System.nanoTime())
                    .as("%s takes too long, seed %s", name, settings.seed)
                    .isLessThan(deadline);
            while (working.size() < settings.workers) {
                working.add(hakiri.start(log(name), "backfill", "work", "p", name));
            }
            if (withRuns && (run == null || !run.isAlive())) {
                run = hakiri.start("run");
            }
            Process next = working.remove(random.nextInt(working.size()));
            if (next.waitFor(random.nextLong(workerMillis, 4 * workerMillis), TimeUnit.MILLISECONDS)) {
                assertThat(next.exitValue())
                        .as("a worker of %s; %s", name, log(name))
                        .isZero();
                over = true;
            } else if (kills < settings.kills) {
                next.destroyForcibly().waitFor();
                kills++;
                if (run != null && random.nextBoolean() && run.isAlive()) {
                    run.destroyForcibly().waitFor();
                    runKills++;
                }
            } else {
                working.add(next);
            }
        }
        for (Process each : working) {
            assertThat(each.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .as("a worker ends")
                    .isTrue();
            assertThat(each.exitValue()).as("a worker of %s", name).isZero();
        }
        if (run != null) {
            assertThat(run.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .as("a run ends")
                    .isTrue();
        }
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private String cursor() {
        return json("cursor", "list", "p").path("cursors").path(0).path("at").asText();
    }

    private JsonNode json(String... words) {
        return hakiri.run(Stream.concat(Arrays.stream(words), Stream.of("--output", "json"))
                        .toArray(String[]::new))
                .expect(0)
                .json();
    }

    private void verify(String name) {
        JsonNode backfill = json("backfill", "list", "p")
                .path("backfills")
                .valueStream()
                .filter(each -> each.path("backfill").asText().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(backfill.path("status").asText()).as("%s", backfill).isEqualTo("done");
        assertThat(backfill.path("done").asInt())
                .isEqualTo(backfill.path("chunks").asInt());
        chunks += backfill.path("chunks").asInt();
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            List<String> seen = lake.rows("select n, count(*) from " + lake.jsonl("s") + " group by n order by n");
            List<String> expected = new ArrayList<>();
            for (int n = 0; n < copies.size(); n++) {
                expected.add(n + "|" + copies.get(n));
            }
            assertThat(seen).as("rows after %s, seed %s", name, settings.seed).isEqualTo(expected);
        }
        assertThat(leftovers())
                .as("staged and not committed, after %s, seed %s", name, settings.seed)
                .isEmpty();
    }

    private List<Path> leftovers() {
        Path staging = folder.resolve("lake/_hakiri/staging");
        if (!Files.exists(staging)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(staging)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
