package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a service as JSON: each line is an object, and what is about a run says which. */
final class LogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POSITION = "position-4711";

    @TempDir
    private Path folder;

    @Test
    void eachLineIsAnObjectAndLinesOfRunsNameThem() throws Exception {
        Projects.write(folder.resolve("data.csv"), "n,word\n4712,secretly\n");
        Projects.csv(
                folder,
                "jsonl",
                "schedule = \"every 1d\"",
                "cursor = { field = \"n\", kind = \"monotonic\", strictly_increasing = true }");
        String said;
        String token;
        JsonNode run;
        try (Service service = Service.of(Program.in(folder).with(Map.of("HAKIRI_LOG", "json")), folder)) {
            token = service.ownToken();
            Worker worker = new Worker(service, "w");
            run = worker.begin("a worker", "1");
            worker.commit(run, 1, Worker.rows(POSITION) + Worker.GO_ON).expect(200);
            worker.breakLease();
            worker.commit(run, 2, Worker.GO_ON).expect(409);
            worker.commit(worker.begin("a worker", "2"), 1, Worker.FAILED).expect(200);
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (!service.said().contains("test/p: run ") || !service.said().contains(" succeeded")) {
                assertThat(System.nanoTime()).as(service.said()).isLessThan(deadline);
            }
            service.stop();
            said = service.said();
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : said.lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines).allSatisfy(line -> {
            assertThat(Instant.parse(line.path("timestamp").asText())).isNotNull();
            assertThat(line.path("level").asText()).isIn("INFO", "WARN");
            assertThat(line.path("logger").isTextual()).isTrue();
            assertThat(line.path("message").isTextual()).isTrue();
        });
        List<JsonNode> ofRuns = lines.stream()
                .filter(line -> line.path("logger").asText().equals("io.hakiri.run"))
                .toList();
        assertThat(ofRuns).hasSizeGreaterThanOrEqualTo(9).allSatisfy(line -> {
            assertThat(line.path("project").asText()).isEqualTo("test");
            assertThat(line.path("pipeline").asText()).isIn("p", "w");
            assertThat(line.path("run").asText()).matches("[0-9a-f-]{36}");
            assertThat(line.path("fence").isIntegralNumber()).isTrue();
            assertThat(line.path("message").asText()).contains(line.path("run").asText());
        });
        assertThat(ofRuns.stream()
                        .filter(line -> line.path("run").equals(run.path("run")))
                        .map(line -> line.path("message").asText().replaceAll("^.* run [0-9a-f-]+ ", "")))
                .as("one run, from its begin on")
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("began under fence " + run.path("fence")),
                        line -> assertThat(line)
                                .startsWith("committed step 1: 1 cursors moved, 0 objects, 5 rows written, 2"),
                        line -> assertThat(line).isEqualTo("abandoned"),
                        line -> assertThat(line).startsWith("was fenced at step 2"));
        assertThat(messages(ofRuns, "p"))
                .anyMatch(line -> line.contains("began under fence"))
                .anyMatch(line -> line.contains("1 rows written"))
                .anyMatch(line -> line.endsWith(" succeeded"));
        assertThat(messages(ofRuns, "w")).anyMatch(line -> line.endsWith(" failed: transient"));
        assertThat(said).doesNotContain(POSITION, "4712", "secretly", "it said no", token, "a worker");
    }

    private static List<String> messages(List<JsonNode> lines, String pipeline) {
        return lines.stream()
                .filter(line -> line.path("pipeline").asText().equals(pipeline))
                .map(line -> line.path("message").asText())
                .toList();
    }

    @Test
    void anotherFormIsRefused() {
        Projects.csv(folder, "jsonl", "", "");
        assertThat(Program.in(folder).run("serve", "--log", "xml").expect(2).err())
                .contains("--log", "xml");
    }
}
