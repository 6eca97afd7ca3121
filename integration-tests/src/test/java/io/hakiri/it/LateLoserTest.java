package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped in the middle (SIGSTOP), loses its lease to another, and wakes up when that one is done. */
final class LateLoserTest {
    private static final long SEED = Long.getLong("hakiri.seed", 7);
    private static final int LOSERS = 2;
    private static final int MOST_ROUNDS = 20;
    /** So many that a run without a compiler takes a few seconds for them. */
    private static final int ROWS_PER_ROUND = 400_000;

    private static final int ROWS_AT_ONCE = 100_000;
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void aLoserThatFinishesLateAddsNothing() throws Exception {
        Projects.csv(folder, "parquet", "run = { commit_rows = 1, commit_bytes = \"64KiB\", lease_ttl = \"1s\" }", "");
        Path data = folder.resolve("data.csv");
        Projects.write(data, "n\n");
        Program hakiri = Program.in(folder, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        Program slow = Program.in(folder, "-XX:+UseSerialGC", "-Xint");
        SplittableRandom random = new SplittableRandom(SEED);
        long rows = 0;
        int losers = 0;
        for (int round = 0; losers < LOSERS && round < MOST_ROUNDS; round++) {
            StringBuilder more = new StringBuilder();
            for (int i = 0; i < ROWS_PER_ROUND; i++) {
                more.append(rows++).append('\n');
            }
            Projects.append(data, more.toString());
            Process loser = slow.start("run");
            awaitLease(hakiri, loser);
            loser.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
            signal("STOP", loser);

            // its lease of one second runs out while it is stopped
            while (hakiri.run("run").exit() == 3) {
                Thread.onSpinWait();
            }
            signal("CONT", loser);
            assertThat(loser.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            losers += loser.exitValue() == 3 ? 1 : 0;
        }
        hakiri.run("run").expect(0);

        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(*) from " + lake.parquet("s"))).isEqualTo(rows);
            assertThat(lake.number("select count(distinct n) from " + lake.parquet("s")))
                    .isEqualTo(rows);
        }
        assertThat(losers).as("runs that were fenced (seed %s)", SEED).isEqualTo(LOSERS);
    }

    private static void awaitLease(Program hakiri, Process holder) {
        while (holder.isAlive()) {
            JsonNode leases =
                    hakiri.run("lease", "list", "--output", "json").json().path("leases");
            if (!leases.isEmpty()) {
                return;
            }
        }
    }

    private static void signal(String name, Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        kill.waitFor();
    }

    @Test
    void twoRunsAtOnceDoNotMeet() throws Exception {
        Projects.csv(folder, "jsonl", "run = { commit_rows = 1, commit_bytes = \"64KiB\" }", "");
        StringBuilder data = new StringBuilder("n\n");
        for (int i = 0; i < ROWS_AT_ONCE; i++) {
            data.append(i).append('\n');
        }
        Projects.write(folder.resolve("data.csv"), data.toString());
        Program hakiri = Program.in(folder, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        Process one = hakiri.start("run");
        Process two = hakiri.start("run");
        Process three = hakiri.start("run");

        for (Process process : new Process[] {one, two, three}) {
            assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isIn(0, 3);
        }
        hakiri.run("run").expect(0);
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(*) from " + lake.jsonl("s"))).isEqualTo(ROWS_AT_ONCE);
            assertThat(lake.number("select count(distinct n) from " + lake.jsonl("s")))
                    .isEqualTo(ROWS_AT_ONCE);
        }
        assertThat(Files.exists(folder.resolve(".hakiri/test.db"))).isTrue();
    }
}
