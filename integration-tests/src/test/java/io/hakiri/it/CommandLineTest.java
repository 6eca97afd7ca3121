package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands beside {@code run}: what they say, and with which exit code. */
final class CommandLineTest {
    @TempDir
    private Path folder;

    private Program hakiri = Program.in(Path.of(""));

    @BeforeEach
    void project() {
        Projects.csv(
                folder, "jsonl", "schedule = \"every 15m\"", "cursor = { field = \"n\", strictly_increasing = true }");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n3,three\n");
        hakiri = Program.in(folder);
    }

    @Test
    void planSaysWhatWouldRunAndWhyNot() {
        assertThat(plan().path("action").asText()).isEqualTo("run");
        hakiri.run("run").expect(0);
        assertThat(plan().path("action").asText()).isEqualTo("wait");
        hakiri.run("pipeline", "pause", "p", "--reason", "audit").expect(0);
        assertThat(plan().path("action").asText()).isEqualTo("skip");
        assertThat(plan().path("reason").asText()).contains("audit");
    }

    private JsonNode plan() {
        return hakiri.run("plan", "--output", "json")
                .expect(0)
                .json()
                .path("pipelines")
                .get(0);
    }

    @Test
    void aPausedPipelineIsRefusedAndRunsAgainWhenResumed() {
        hakiri.run("pipeline", "pause", "p", "--reason", "audit").expect(0);
        assertThat(hakiri.run("run", "--output", "json")
                        .expect(3)
                        .pipeline("p")
                        .path("status")
                        .asText())
                .isEqualTo("paused");
        Program.Ended refused = hakiri.run("run").expect(3);
        assertThat(refused.out() + refused.err()).contains("paused (audit)").contains("hakiri pipeline resume p");
        hakiri.run("pipeline", "resume", "p", "--reason", "done").expect(0);
        hakiri.run("run").expect(0);
    }

    @Test
    void cursorsGoBackInEitherMode() {
        hakiri.run("run").expect(0);
        JsonNode cursor = hakiri.run("cursor", "list", "p", "--output", "json")
                .expect(0)
                .json()
                .path("cursors")
                .get(0);
        assertThat(cursor.path("at").asText()).isEqualTo("3");
        assertThat(cursor.path("kind").asText()).isEqualTo("monotonic");

        hakiri.run("cursor", "rewind", "p", "--to", "1", "--mode", "append", "--reason", "again")
                .expect(0);
        assertThat(hakiri.run("run", "--output", "json")
                        .expect(0)
                        .pipeline("p")
                        .path("written")
                        .asInt())
                .isEqualTo(2);
        assertThat(rows()).as("append: rows after the point came again").isEqualTo(5);

        hakiri.run("cursor", "rewind", "p", "--to-start", "--mode", "replace", "--reason", "all of it")
                .expect(0);
        assertThat(rows()).as("replace: rows after the point are withdrawn").isZero();
        hakiri.run("run").expect(0);
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void aRunCanBeTakenBack() {
        hakiri.run("run").expect(0);
        Projects.append(folder.resolve("data.csv"), "4,four\n");
        String run = hakiri.run("run", "--output", "json")
                .expect(0)
                .pipeline("p")
                .path("run")
                .asText();

        hakiri.run("cursor", "rewind", "p", "--before-run", run, "--mode", "replace", "--reason", "wrong")
                .expect(0);

        assertThat(rows()).isEqualTo(3);
        hakiri.run("run").expect(0);
        assertThat(rows()).isEqualTo(4);
    }

    private long rows() {
        Path stream = folder.resolve("lake/s");
        String[] names = stream.toFile().list();
        if (names == null || names.length == 0) {
            return 0;
        }
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            return lake.number("select count(*) from " + lake.jsonl("s"));
        }
    }

    @Test
    void runsLeasesAndTheStateOfThePipelineCanBeLookedAt() {
        hakiri.run("run").expect(0);
        JsonNode run = hakiri.run("runs", "p", "--output", "json")
                .expect(0)
                .json()
                .path("runs")
                .get(0);
        assertThat(run.path("status").asText()).isEqualTo("succeeded");
        assertThat(run.path("written").asInt()).isEqualTo(3);
        assertThat(run.path("cursors").get(0).path("to").asText()).isEqualTo("3");
        assertThat(hakiri.run("lease", "list", "--output", "json")
                        .expect(0)
                        .json()
                        .path("leases"))
                .isEmpty();
        long before = fence();
        hakiri.run("lease", "break", "p", "--reason", "to be sure").expect(0);
        assertThat(fence()).isGreaterThanOrEqualTo(before);
        JsonNode pipeline = hakiri.run("pipeline", "describe", "p", "--output", "json")
                .expect(0)
                .json();
        assertThat(pipeline.path("manifest").path("source").path("path").asText())
                .isEqualTo("data.csv");
        assertThat(hakiri.run("pipeline", "list").expect(0).out())
                .contains("active")
                .contains("every 15m");
    }

    private long fence() {
        return hakiri.run("pipeline", "describe", "p", "--output", "json")
                .json()
                .path("fence")
                .asLong();
    }

    @Test
    void runsAreSearchedByStatusTimeAndText() {
        hakiri.run("run").expect(0);
        Projects.remove(folder.resolve("data.csv"));
        hakiri.run("run").expect(1);

        assertThat(statuses("runs")).containsExactly("failed", "succeeded").isEqualTo(statuses("runs", "p"));
        assertThat(statuses("runs", "--status", "succeeded,partial")).containsExactly("succeeded");
        assertThat(statuses("runs", "p", "--since", "1h", "--text", "DATA.CSV")).containsExactly("failed");
        assertThat(statuses("runs", "--until", "1h")).isEmpty();
        assertThat(statuses("runs", "--since", "2020-01-01", "--until", "2020-01-01T00:00:01-01:00", "--text", "%"))
                .isEmpty();
        JsonNode first = json("runs", "--limit", "1");
        assertThat(first.path("lag_seconds").asInt()).isZero();
        assertThat(statuses("runs", "--limit", "1", "--page", first.path("next").asText()))
                .containsExactly("succeeded");
        assertThat(hakiri.run("runs", "--limit", "1").expect(0).err())
                .contains("--page " + first.path("next").asText());
        assertThat(hakiri.run("runs", "nobody").expect(2).err()).contains("[p]");
        assertThat(hakiri.run("runs", "--since", "yesterday").expect(2).err()).contains("--since");
        assertThat(hakiri.run("runs", "--since", "1h", "--until", "2h")
                        .expect(2)
                        .err())
                .contains("until");
        assertThat(hakiri.run("runs", "--status", "queued").expect(2).err()).contains("status");
    }

    private List<String> statuses(String... arguments) {
        List<String> found = new ArrayList<>();
        json(arguments).path("runs").forEach(run -> found.add(run.path("status").asText()));
        return found;
    }

    private JsonNode json(String... arguments) {
        return hakiri.run(Stream.concat(Stream.of(arguments), Stream.of("--output", "json"))
                        .toArray(String[]::new))
                .expect(0)
                .json();
    }

    @Test
    void theAuditSaysWhoDidWhat() {
        hakiri.run("run").expect(0);
        hakiri.run("pipeline", "pause", "p", "--reason", "the Source is repaired")
                .expect(0);
        hakiri.run("pipeline", "resume", "p", "--reason", "done").expect(0);

        JsonNode events = json("audit").path("events");
        assertThat(events).hasSize(3).isEqualTo(json("audit", "p").path("events"));
        assertThat(events.get(0).path("action").asText()).isEqualTo("pipeline.resumed");
        JsonNode found =
                json("audit", "--text", "source is REPAIRED", "--since", "1h").path("events");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("reason").asText()).isEqualTo("the Source is repaired");
        assertThat(events.get(2).path("after").path("source").path("path").asText())
                .isEqualTo("data.csv");
        assertThat(hakiri.run("audit", "--until", "1h").expect(0).out()).doesNotContain("paused");
        assertThat(hakiri.run("audit", "p").expect(0).out()).contains("pipeline.paused");
    }

    @Test
    void whatIsNotDeclaredAnyMoreKeepsItsHistory() {
        hakiri.run("run").expect(0);
        String manifest = Projects.read(folder.resolve("hakiri.toml"));
        Projects.write(folder.resolve("hakiri.toml"), manifest.replace("id = \"p\"", "id = \"q\""));

        assertThat(json("runs").path("runs").get(0).path("pipeline").asText()).isEqualTo("p");
        assertThat(statuses("runs", "p")).containsExactly("succeeded");
        assertThat(json("audit", "p").path("events")).hasSize(1);
        assertThat(statuses("runs", "q")).isEmpty();
    }

    @Test
    void aCopiedCatalogIsRefusedUntilItIsAdopted() throws Exception {
        hakiri.run("run").expect(0);
        Path copy = folder.resolve("copy");
        Files.createDirectories(copy);
        try (var files = Files.list(folder.resolve(".hakiri"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        assertThat(hakiri.run("run", "--catalog", "sqlite:copy").expect(4).err())
                .contains("hakiri catalog adopt");
        assertThat(hakiri.run("catalog", "status", "--catalog", "sqlite:copy")
                        .expect(0)
                        .out())
                .contains("test");

        JsonNode adopted = hakiri.run(
                        "catalog", "adopt", "--catalog", "sqlite:copy", "--reason", "new home", "--output", "json")
                .expect(0)
                .json();
        assertThat(adopted.path("generation").asInt()).isPositive();
        assertThat(adopted.path("paused").asInt()).isEqualTo(1);
        hakiri.run("pipeline", "resume", "p", "--catalog", "sqlite:copy", "--reason", "looked at")
                .expect(0);
        assertThat(hakiri.run("run", "--catalog", "sqlite:copy", "--output", "json")
                        .expect(0)
                        .pipeline("p")
                        .path("written")
                        .asInt())
                .isZero();
    }

    @Test
    void initWritesAManifestThatIsValidAndOverwritesNone() {
        Program fresh = Program.in(folder.resolve("fresh"));
        fresh.run("init").expect(0);
        fresh.run("manifest", "validate").expect(0);
        assertThat(fresh.run("init").expect(2).err()).contains("exists already");
    }

    @Test
    void doctorFindsNothingWrongHere() {
        hakiri.run("run").expect(0);
        JsonNode checks =
                hakiri.run("doctor", "--output", "json").expect(0).json().path("checks");
        assertThat(checks).hasSizeGreaterThanOrEqualTo(6);
        checks.forEach(check ->
                assertThat(check.path("health").asText()).as(check.toString()).isNotEqualTo("bad"));
    }

    @Test
    void helpCompletionSchemaAndUsageErrors() {
        assertThat(hakiri.run("help", "run").expect(0).out()).contains("hakiri run");
        assertThat(hakiri.run("generate-completion").expect(0).out()).contains("complete");
        assertThat(hakiri.run("manifest", "schema")
                        .expect(0)
                        .json()
                        .path("$schema")
                        .asText())
                .contains("2020-12");
        assertThat(hakiri.run("rum").expect(2).err()).contains("run");
        assertThat(hakiri.run("run", "nobody").expect(2).err())
                .contains("nobody")
                .contains("[p]");
        assertThat(hakiri.run("cursor", "rewind", "p", "--to-start", "--mode", "append")
                        .expect(2)
                        .err())
                .contains("--reason");
    }
}
