package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs are explained and proven by the packaged program, and what somebody takes out behind its back is found. */
final class ProveTest {
    @TempDir
    private Path folder;

    private Program hakiri = Program.in(Path.of(""));
    private String first = "";
    private String second = "";

    @BeforeEach
    void twoRuns() {
        Projects.csv(
                folder, "jsonl", "schedule = \"every 15m\"", "cursor = { field = \"n\", strictly_increasing = true }");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n3,three\n");
        hakiri = Program.in(folder);
        first = run();
        Projects.append(folder.resolve("data.csv"), "4,four\n");
        second = run();
    }

    private String run() {
        return hakiri.run("run", "--output", "json")
                .expect(0)
                .pipeline("p")
                .path("run")
                .asText();
    }

    /** What somebody does who has the file. */
    private int behindItsBack(String sql) throws SQLException {
        List<Path> files = new ArrayList<>();
        try (var found = Files.list(folder.resolve(".hakiri"))) {
            found.filter(file -> file.toString().endsWith(".db")).forEach(files::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(files).hasSize(1);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + files.getFirst());
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static List<String> findings(Program.Ended ended) {
        List<String> findings = new ArrayList<>();
        for (JsonNode finding : ended.json().path("findings")) {
            findings.add(
                    finding.path("kind").asText() + " " + finding.path("what").asText());
        }
        return findings;
    }

    @Test
    void aRunIsShownAndKeptInASignedFile() throws Exception {
        Program.Ended ended = hakiri.run("prove", "p", first, "--out", "proof.json", "--output", "json")
                .expect(0);
        JsonNode proof = ended.json();
        assertThat(findings(ended)).isEmpty();
        assertThat(proof.path("whole").asBoolean()).isTrue();
        assertThat(proof.path("run").path("fence").asLong()).isEqualTo(1);
        assertThat(proof.path("run").path("counts").path("s").path("written").asLong())
                .isEqualTo(3);
        assertThat(proof.path("run")
                        .path("moves")
                        .get(0)
                        .path("to")
                        .path("kind")
                        .asText())
                .isEqualTo("monotonic");
        assertThat(proof.path("receipts")).hasSize(1);
        assertThat(proof.path("schemas").get(0).path("seen_by_this_run").asBoolean())
                .isTrue();
        assertThat(proof.path("fences").path("links").asLong()).isEqualTo(2);
        assertThat(hakiri.run("prove", "p", second).expect(0).out())
                .contains("s/0 from 3 to 4")
                .contains("found_in\tcatalog");

        String other = run();
        JsonNode checked = hakiri.run("prove", "--check", "proof.json", "--output", "json")
                .expect(0)
                .json();
        assertThat(checked.path("whole").asBoolean()).isTrue();
        assertThat(checked.path("fences").asLong())
                .as("of the time of the proof")
                .isEqualTo(2);

        String file = Files.readString(folder.resolve("proof.json"));
        Files.writeString(folder.resolve("proof.json"), file.replace("\"payload\" : \"e", "\"payload\" : \"f"));
        hakiri.run("prove", "--check", "proof.json").expect(2);
        assertThat(hakiri.run("prove", "p", other.replace('0', '1')).expect(3).err())
                .contains("is not there");
        assertThat(hakiri.run("prove", "p").expect(2).err()).contains("hakiri runs");
        assertThat(hakiri.run("prove", "p", "no-uuid").expect(2).err()).contains("no-uuid");
    }

    @Test
    void whatWasTakenOutIsFound() throws Exception {
        hakiri.run("prove", "p", first, "--out", "proof.json").expect(0);

        assertThat(behindItsBack("DELETE FROM receipt WHERE fence = 1")).isEqualTo(1);
        Program.Ended checked =
                hakiri.run("prove", "--check", "proof.json", "--output", "json").expect(3);
        assertThat(findings(checked)).contains("missing run " + first, "otherwise fence 1");
        assertThat(findings(checked)).doesNotContain("otherwise fence 2", "missing fence 2");

        allOf(1);
        assertThat(findings(hakiri.run("prove", "p", second, "--output", "json").expect(3)))
                .as("fences have no gaps, also without an earlier proof")
                .contains("missing fence 1");
        assertThat(findings(hakiri.run("prove", "--check", "proof.json", "--output", "json")
                        .expect(3)))
                .contains("missing fence 1");
        run();
        allOf(3);
        assertThat(findings(hakiri.run("prove", "p", second, "--output", "json").expect(3)))
                .as("the newest, too")
                .contains("missing fence 3");
    }

    private void allOf(int fence) throws SQLException {
        for (String table : List.of("run", "run_counts", "move", "receipt")) {
            behindItsBack("DELETE FROM " + table + " WHERE fence = " + fence);
        }
    }

    @Test
    void whatWasChangedIsFound() throws Exception {
        hakiri.run("pipeline", "pause", "p", "--reason", "audit").expect(0);
        hakiri.run("pipeline", "resume", "p", "--reason", "done").expect(0);
        hakiri.run("prove", "p", first, "--out", "proof.json").expect(0);
        assertThat(behindItsBack("UPDATE audit SET reason = 'nothing' WHERE number = 2 AND pipeline > 0"))
                .isEqualTo(1);
        assertThat(findings(hakiri.run("prove", "--check", "proof.json", "--output", "json")
                        .expect(3)))
                .containsExactly("otherwise audit event 2");
        assertThat(behindItsBack("DELETE FROM audit WHERE number = 2 AND pipeline > 0"))
                .isEqualTo(1);
        assertThat(findings(hakiri.run("prove", "p", first, "--output", "json").expect(3)))
                .contains("missing audit 2");
        assertThat(behindItsBack("UPDATE run_counts SET rows_written = 2 WHERE fence = 1"))
                .isEqualTo(1);
        assertThat(findings(hakiri.run("prove", "--check", "proof.json", "--output", "json")
                        .expect(3)))
                .contains("otherwise fence 1");
        assertThat(findings(hakiri.run("prove", "p", first, "--output", "json").expect(3)))
                .contains("missing rows of stream s");
    }

    @Test
    void whyItStandsAsItDoesIsSaid() {
        assertThat(hakiri.run("explain", "p").expect(0).out())
                .contains("it waits until it is due")
                .contains("run succeeded")
                .contains("audit 1");
        hakiri.run("pipeline", "pause", "p", "--reason", "the source is mended").expect(0);
        JsonNode explained =
                hakiri.run("explain", "p", "--output", "json").expect(0).json();
        assertThat(explained.path("standing").path("status").asText()).isEqualTo("paused");
        assertThat(explained.path("why").get(0).path("says").asText()).contains("the source is mended");
        assertThat(explained.path("why").get(0).path("command").asText())
                .isEqualTo("hakiri pipeline resume p --reason TEXT");
        JsonNode then = hakiri.run("explain", "p", "--at", "1d", "--output", "json")
                .expect(0)
                .json();
        assertThat(then.path("standing").path("status").asText()).isEqualTo("undeclared");
        assertThat(then.path("facts")).isEmpty();
        assertThat(hakiri.run("explain", "p", "--at", "soon").expect(2).err()).contains("--at");
        assertThat(hakiri.run("explain", "nobody").expect(2).err()).contains("nobody");
    }

    @Test
    void aServiceSaysTheSame() throws Exception {
        JsonNode here =
                hakiri.run("prove", "p", first, "--output", "json").expect(0).json();
        Path elsewhere = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-elsewhere"));
        Projects.csv(
                elsewhere,
                "jsonl",
                "schedule = \"every 15m\"",
                "cursor = { field = \"n\", strictly_increasing = true }");
        Projects.write(elsewhere.resolve("data.csv"), "n,word\n1,one\n");
        try (Service service = Service.in(folder)) {
            String runs = "/v1/projects/test/pipelines/p/runs/";
            JsonNode proof = service.call("GET", runs + first + "/proof", null)
                    .expect(200)
                    .json();
            assertThat(proof.path("fences")).isEqualTo(here.path("fences"));
            assertThat(proof.path("whole").asBoolean()).isTrue();
            service.call("GET", runs + first.replace('0', '1') + "/proof", null).expect(404);
            JsonNode explained = service.call("GET", "/v1/projects/test/pipelines/p/explanation", null)
                    .expect(200)
                    .json();
            assertThat(explained.path("standing").path("status").asText()).isEqualTo("active");
            assertThat(explained.path("facts")).isNotEmpty();
            service.call("GET", "/v1/projects/test/pipelines/p/explanation?at=2026-01-01T00:00:00Z", null)
                    .expect(200);
            service.call("GET", "/v1/projects/test/pipelines/p/explanation?at=soon", null)
                    .expect(400);

            Program remote = Program.in(elsewhere)
                    .with(Map.of("HAKIRI_SERVER", service.root().toString(), "HAKIRI_TOKEN", service.ownToken()));
            assertThat(remote.run("prove", "p", first, "--output", "json")
                            .expect(0)
                            .json()
                            .path("fences"))
                    .isEqualTo(proof.path("fences"));
            assertThat(remote.run("explain", "p").expect(0).out()).contains("run succeeded");
            remote.run("prove", "p", first, "--archive", "history").expect(2);
        } finally {
            Projects.removeAll(elsewhere);
        }
    }
}
