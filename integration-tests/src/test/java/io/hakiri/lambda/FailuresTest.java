package io.hakiri.lambda;

import static io.hakiri.lambda.LocalFunction.byUrl;
import static io.hakiri.lambda.LocalFunction.direct;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.emulator.Outcome;
import io.hakiri.it.SlowApi;
import java.io.IOException;
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
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NOBODY = "http://127.0.0.1:9";

    @TempDir
    private Path folder;

    /** What the function counts under this name, with how many; each line is a whole document of the embedded metric format. */
    private static List<Integer> counted(LocalFunction function, String name) {
        return function.log().stream()
                .filter(line -> line.startsWith("{\"_aws\""))
                .map(FailuresTest::json)
                .filter(line -> line.at("/_aws/CloudWatchMetrics/0/Metrics/0/Name")
                        .asText()
                        .equals(name))
                .peek(line -> {
                    assertThat(line.at("/_aws/CloudWatchMetrics/0/Namespace").asText())
                            .isEqualTo("Hakiri");
                    assertThat(line.at("/_aws/Timestamp").asLong()).isPositive();
                    for (JsonNode set : line.at("/_aws/CloudWatchMetrics/0/Dimensions")) {
                        set.forEach(dimension -> assertThat(
                                        line.path(dimension.asText()).asText())
                                .isNotEmpty());
                    }
                })
                .map(line -> line.path(name).asInt())
                .toList();
    }

    /** Once. What a process logs comes by a pipe, a moment after what it answers. */
    private static void awaitCounted(LocalFunction function, String name) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counted(function, name).isEmpty()) {
            assertThat(System.nanoTime()).as("%s in %s", name, function.log()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(counted(function, name)).containsExactly(1);
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
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
            awaitCounted(function, "InvocationsFailed");

            assertThat(function.answer(byUrl("GET", "/health/ready", null))
                            .expect(503)
                            .body()
                            .path("catalog")
                            .asText())
                    .isEqualTo("unavailable");
            awaitCounted(function, "InvocationsFailed");
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
    void howRunsEndedIsCounted() throws Exception {
        try (SlowApi api = new SlowApi();
                LocalFunction function = LocalFunction.in(folder, Map.of())) {
            api.hurry();
            api.project(folder, 2, "30s");
            // what the second one reads is not there
            Path manifest = folder.resolve("hakiri.toml");
            Files.writeString(manifest, Files.readString(manifest).replaceFirst("http://127.0.0.1:[0-9]+/1", NOBODY));
            function.declare(folder);
            function.answer(direct("POST", "/v1/reconcile", null)).expect(200);
            assertThat(function.lambda().awaitQuiet(PATIENCE)).isTrue();

            assertThat(function.lambda().asynchronous())
                    .as("a run that failed is no failure of its invocation")
                    .hasSize(2)
                    .allMatch(outcome -> outcome instanceof Outcome.Answered);
            awaitCounted(function, "RunsSucceeded");
            awaitCounted(function, "RunsFailed");
            assertThat(counted(function, "InvocationsFailed")).isEmpty();
        }
    }
}
