package io.hakiri.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.contract.Documentation;
import io.hakiri.deployment.DirectEvent;
import io.hakiri.emulator.Main;
import io.hakiri.it.Lake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of the example, in the order of its page, by the command that people use. */
final class ExamplesTest {
    private static final Path ROOT = Path.of(System.getProperty("hakiri.root", ".."));
    private static final Path EVENTS = ROOT.resolve("examples/lambda");
    private static final int DEADLINE_SECONDS = 120;
    private static final int CLAIM_SECONDS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path copy;

    private record Said(int exit, String out, String err) {
        JsonNode body() throws IOException {
            return JSON.readTree(JSON.readTree(out).path("body").asText());
        }

        int status() throws IOException {
            return JSON.readTree(out).path("statusCode").asInt();
        }
    }

    private Said invoke(String event) throws IOException, InterruptedException {
        Path out = Files.createTempFile(copy, "said", ".out");
        Path err = Files.createTempFile(copy, "said", ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--zip",
                Path.of(System.getProperty("hakiri.function")).toAbsolutePath().toString()));
        command.add(event);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(copy.resolve("lambda").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("HAKIRI_CATALOG");
        Process process = builder.start();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still at work: " + Files.readString(err));
        }
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void theEventsDoWhatTheirPageSays() throws Exception {
        Files.createDirectories(copy.resolve("lambda"));
        Files.createDirectories(copy.resolve("quickstart/data"));
        try (Stream<Path> events = Files.list(EVENTS)) {
            for (Path event : events.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        event,
                        copy.resolve("lambda").resolve(event.getFileName().toString()));
            }
        }
        Path data = copy.resolve("quickstart/data/seattle-weather.csv");
        Files.copy(ROOT.resolve("examples/quickstart/data/seattle-weather.csv"), data);
        int days = Files.readAllLines(data).size() - 1;

        Said declared = invoke("declare.json");
        assertThat(declared.exit()).as(declared.err()).isZero();
        assertThat(declared.status()).as(declared.out()).isEqualTo(201);

        Said killed = invoke("kill.json");
        assertThat(killed.exit())
                .as("an invocation was killed: %s", killed.err())
                .isEqualTo(1);
        assertThat(killed.body().path("dispatched").asInt()).isEqualTo(1);
        TimeUnit.SECONDS.sleep(CLAIM_SECONDS); // of the claim that nobody began

        Said tick = invoke("schedule.json");
        assertThat(tick.exit()).as(tick.err()).isZero();
        assertThat(tick.body().path("dispatched").asInt()).as(tick.out()).isEqualTo(1);

        Said runs = invoke("url.json");
        assertThat(runs.body().at("/runs/0/status").asText()).as(runs.out()).isEqualTo("succeeded");
        Said late = invoke("work.json");
        assertThat(late.body().path("status").asText()).as(late.out()).isEqualTo("not-due");

        try (Lake lake = new Lake(copy.resolve("lambda/lake"))) {
            assertThat(lake.rows("select count(*), count(distinct \"date\") from " + lake.jsonl("weather")))
                    .containsExactly(days + "|" + days);
        }
    }

    @Test
    void thePagesEventIsThatOfTheExample() throws Exception {
        assertThat(JSON.readTree(Documentation.tested("lambda.md", "the scheduler's event", "json")))
                .isEqualTo(JSON.readTree(EVENTS.resolve("schedule.json").toFile()))
                .isEqualTo(JSON.readTree(DirectEvent.tick()));
    }

    @Test
    void whatIsNoEventIsRefused() throws Exception {
        Files.createDirectories(copy.resolve("lambda"));
        Files.writeString(copy.resolve("lambda/list.json"), "[]");
        assertThat(invoke("none.json").exit()).isEqualTo(2);
        Said list = invoke("list.json");
        assertThat(list.exit()).isEqualTo(2);
        assertThat(list.err()).contains("one JSON object");
    }
}
