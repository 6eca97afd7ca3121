package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.asking;
import static io.hakiri.catalog.dynamodb.Shop.at;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.cursor;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.finishing;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static io.hakiri.catalog.dynamodb.Shop.run;
import static io.hakiri.catalog.dynamodb.Shop.runs;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A worker's process that stands still across the end of its lease, as a machine does that is suspended (C-3, C-4). */
class PausedWorkerTest {
    private static final int MOST_TRIES = 2_000;
    private static final long DEADLINE_SECONDS = 120;

    @Test
    void whoStoodStillWhileAnotherTookOverChangesNothing() throws IOException, InterruptedException {
        try (Shop shop = new Shop();
                Catalog taker = shop.open()) {
            PipelineKey orders = declared(taker, "orders");
            Process worker = start(shop);
            try (BufferedReader said = worker.inputReader()) {
                assertThat(said.readLine()).startsWith("begun ");
                for (int step = 1; step <= 3; step++) {
                    assertThat(said.readLine()).isEqualTo("Committed " + step);
                }
                signal("STOP", worker);

                Granted taken = awaitGrant(taker, orders);
                long found = cursor(taker, orders).revision();
                assertThat(taken.cursors().getFirst().revision())
                        .isEqualTo(found)
                        .isGreaterThanOrEqualTo(3);
                committed(taker.commit(Shop.goingOn(taken.writer(), 1, found)));
                signal("CONT", worker);

                long acknowledged = 3;
                String line = said.readLine();
                while (line != null && line.startsWith("Committed")) {
                    acknowledged++;
                    line = said.readLine();
                }
                assertThat(line).isEqualTo("Fenced " + (acknowledged + 1));
                assertThat(worker.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(acknowledged).isEqualTo(found);
                committed(taker.commit(finishing(taken.writer(), 2, found + 1)));
                assertThat(cursor(taker, orders).position()).isEqualTo(at(found + 2));
                assertThat(cursor(taker, orders).revision()).isEqualTo(found + 2);
                List<Run> runs = runs(taker, orders);
                assertThat(runs).extracting(Run::status).containsExactly(RunStatus.SUCCEEDED, RunStatus.ABANDONED);
                assertThat(runs.getLast().lastStep()).isEqualTo((int) found);
                assertThat(runs.getLast().replacedBy())
                        .isEqualTo(run(taker, taken.writer()).id().toString());
            } finally {
                worker.destroyForcibly().waitFor();
            }
        }
    }

    private static Process start(Shop shop) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PausedWorker.class.getName(),
                        DynamoServer.endpoint().toString(),
                        shop.table(),
                        "orders")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Until its lease is over by the real time. */
    private static Granted awaitGrant(Catalog taker, PipelineKey pipeline) {
        for (int i = 0; i < MOST_TRIES; i++) {
            BeginResult answer = taker.begin(asking(pipeline));
            if (!(answer instanceof Answers.Held)) {
                return granted(answer);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("the lease of a worker that stands still does not end");
    }
}
