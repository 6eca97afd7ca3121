package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is asked to stop (SIGTERM) commits what it has read and gives its lease back at once. */
final class StoppedRunTest {
    private static final int ROWS = 1_500_000;
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void aStoppedRunGivesItsLeaseBackAndTheNextOneGoesOn() throws InterruptedException {
        Projects.csv(folder, "parquet", "run = { lease_ttl = \"1h\" }", "");
        StringBuilder data = new StringBuilder("n,text\n");
        for (int i = 0; i < ROWS; i++) {
            data.append(i).append(",some text that takes its time\n");
        }
        Projects.write(folder.resolve("data.csv"), data.toString());
        Program hakiri = Program.in(folder, "-XX:+UseSerialGC", "-Xint");
        Process run = hakiri.start("run");
        Program quick = Program.in(folder);
        while (quick.run("lease", "list", "--output", "json")
                .json()
                .path("leases")
                .isEmpty()) {
            assertThat(run.isAlive()).as("the run is slow enough to be stopped").isTrue();
        }

        run.destroy();

        assertThat(run.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(128 + 15);
        assertThat(quick.run("lease", "list", "--output", "json").json().path("leases"))
                .isEmpty();
        JsonNode stopped =
                quick.run("runs", "p", "--output", "json").json().path("runs").get(0);
        assertThat(stopped.path("status").asText()).isEqualTo("cancelled");
        assertThat(stopped.path("error").path("kind").asText()).isEqualTo("stopped");

        long rest = quick.run("run", "--output", "json")
                .expect(0)
                .pipeline("p")
                .path("written")
                .asLong();
        assertThat(stopped.path("written").asLong() + rest).isEqualTo(ROWS);
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(distinct n) from " + lake.parquet("s")))
                    .isEqualTo(ROWS);
        }
    }
}
