package io.hakiri.lambda;

import static io.hakiri.lambda.LocalFunction.byUrl;
import static io.hakiri.lambda.LocalFunction.direct;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.deployment.DirectEvent;
import io.hakiri.deployment.Figures;
import io.hakiri.emulator.Outcome;
import io.hakiri.it.CountedLine;
import io.hakiri.it.SlowApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong is said, counted, and left for the next tick. */
final class FailuresTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NOBODY = "http://127.0.0.1:9";

    @TempDir
    private Path folder;

    /** What the function counts under this name, with how many. */
    private static List<Integer> counted(LocalFunction function, String name) {
        return CountedLine.of(function.log(), name).stream()
                .peek(line -> assertThat(line.service()).isEqualTo("hakiri"))
                .map(line -> (int) line.value())
                .toList();
    }

    /** Once. What a process logs comes by a pipe, a moment after what it answers. */
    private static void awaitCounted(LocalFunction function, String name) throws InterruptedException {
        awaitLine(function, name);
        assertThat(counted(function, name)).containsExactly(1);
    }

    private static void awaitLine(LocalFunction function, String name) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counted(function, name).isEmpty()) {
            assertThat(System.nanoTime()).as("%s in %s", name, function.log()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void aTickThatFindsNoCatalogIsAFailedInvocationAndOneByUrlIsAProblem() throws InterruptedException {
        try (LocalFunction function =
                LocalFunction.in(folder, Map.of("HAKIRI_CATALOG", "dynamodb://none?endpoint=" + NOBODY))) {
            Outcome tick = function.lambda()
                    .invoke(direct("POST", "/v1/reconcile", null).toString());
            assertThat(tick).isInstanceOf(Outcome.Failed.class);
            assertThat(((Outcome.Failed) tick).error()).contains("503", "urn:hakiri:problem:unavailable");
            awaitCounted(function, Figures.INVOCATIONS_FAILED);
            awaitCounted(function, Figures.CATALOG_FAULTS);

            assertThat(function.answer(byUrl("GET", "/health/ready", null))
                            .expect(503)
                            .body()
                            .path("catalog")
                            .asText())
                    .isEqualTo("unavailable");
            awaitCounted(function, Figures.INVOCATIONS_FAILED);
        }
    }

    @Test
    void aFunctionWhoseSettingsAreWrongSaysAllOfItAndDoesNotStart() throws Exception {
        Map<String, String> settings = Map.of(
                "HAKIRI_CATALOG", "postgresql://somebody:hunter2@host/db",
                "HAKIRI_HAND_OVER_BEFORE", "1h",
                "HAKIRI_MOST_HOPS", "-1",
                "HAKIRI_IAM_GRANTS", "arn:aws:iam::111122223333:user/*ann=test:boss",
                "HAKIRI_EXECUTOR", "lamda:hakiri",
                "HAKIRI_RATE_LIMIT", "many");
        try (LocalFunction function = LocalFunction.in(folder, settings)) {
            Outcome outcome = function.lambda()
                    .invoke(direct("POST", "/v1/reconcile", null).toString());
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!String.join("\n", function.log()).contains("HAKIRI_RATE_LIMIT") && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(String.join("\n", function.log()))
                    .contains(settings.keySet())
                    .contains("dynamodb://TABLE", "1s to 7m", "0 to 1000", "PROJECT:ROLE")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void thatAnInvocationIsCutOffIsInTheLogAsItIsInLambdas() {
        try (LocalFunction function = LocalFunction.limited(folder, Duration.ofMillis(20), Map.of())) {
            Outcome tick = function.lambda()
                    .invoke(direct("POST", "/v1/reconcile", null).toString());
            assertThat(tick).isInstanceOf(Outcome.TimedOut.class);
            assertThat(function.log()).anyMatch(line -> line.endsWith("Task timed out after 0.02 seconds"));
        }
    }

    @Test
    void thatAProcessEndedIsInTheLogAsItIsInLambdas() throws Exception {
        try (SlowApi api = new SlowApi();
                LocalFunction function = LocalFunction.in(folder, Map.of())) {
            api.project(folder, 1, "1h");
            function.declare(folder);
            function.answer(direct("POST", "/v1/reconcile", null)).expect(200);
            while (function.runs("p0").isEmpty()) {
                assertThat(function.lambda().asynchronous()).isEmpty();
                Thread.onSpinWait();
            }
            function.lambda().processes().forEach(ProcessHandle::destroyForcibly);
            assertThat(function.lambda().awaitQuiet(PATIENCE)).isTrue();
            assertThat(function.lambda().asynchronous()).hasSize(1).allMatch(Outcome.Failed.class::isInstance);
            assertThat(function.log())
                    .anyMatch(line -> line.startsWith("RequestId: ") && line.contains("Error: the process ended with"));
        }
    }

    @Test
    void howRunsEndedIsCounted() throws Exception {
        try (SlowApi api = new SlowApi();
                LocalFunction function = LocalFunction.in(folder, Map.of())) {
            api.hurry();
            api.project(folder, 2, "30s");
            // what the second one reads is not there
            Path manifest = folder.resolve("hakiri.toml");
            Files.writeString(manifest, Files.readString(manifest).replaceFirst("http://127.0.0.1:[0-9]+/1", NOBODY));
            function.declare(folder);
            assertThat(function.lambda().invoke(DirectEvent.ready())).isInstanceOf(Outcome.Answered.class);
            assertThat(function.lambda().invoke(DirectEvent.tick())).isInstanceOf(Outcome.Answered.class);
            assertThat(function.lambda().awaitQuiet(PATIENCE)).isTrue();

            assertThat(function.lambda().asynchronous())
                    .as("a run that failed is no failure of its invocation")
                    .hasSize(2)
                    .allMatch(outcome -> outcome instanceof Outcome.Answered);
            awaitCounted(function, Figures.RUNS_SUCCEEDED);
            awaitCounted(function, Figures.RUNS_FAILED);
            assertThat(counted(function, Figures.INVOCATIONS_FAILED)).isEmpty();
            awaitLine(function, Figures.LAG_SECONDS);
            assertThat(CountedLine.of(function.log(), Figures.LAG_SECONDS))
                    .as("both were due for a second, and claimed at once")
                    .first()
                    .satisfies(line -> {
                        assertThat(line.project()).isEqualTo("test");
                        assertThat(line.value()).isBetween(1.0, 120.0);
                    });
        }
    }
}
