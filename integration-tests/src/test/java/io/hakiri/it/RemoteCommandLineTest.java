package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged program with {@code --server}: what it does with a catalog, it does through a service. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RemoteCommandLineTest {
    private static final int ROWS = 300_000;
    private static final long LOOK_MILLIS = 20;

    /** Differ from one project to another, whatever the way to the catalog. */
    private static final Pattern CHANGES = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
                    + "|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|\"worker\" : \"[^\"]*\"|hk_[0-9a-f]{64}|(?<=\"(generation|fence)\" : )[0-9]{7,}");

    @TempDir
    private static Path folders;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @SuppressWarnings("NullAway.Init")
    private static Program here;

    @SuppressWarnings("NullAway.Init")
    private static Program there;

    /** One project with its own catalog; one whose catalog a service has, which runs in a third folder. */
    @BeforeAll
    static void serve() {
        Path one = data(folders.resolve("here"));
        Path other = data(folders.resolve("there"));
        service = Service.in(folders.resolve("server"));
        here = Program.in(one);
        there = asking(other, token(System.getProperty("user.name"), "admin"));
        // the audit names tokens: the one that serve made is the only event besides
        here.run("token", "create", "serve", "--role", "admin", "--reason", "r").expect(0);
        here.run("token", "create", System.getProperty("user.name"), "--role", "admin", "--reason", "r")
                .expect(0);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Path data(Path folder) {
        Projects.csv(folder, "jsonl", "schema_change = \"freeze\"", "");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n");
        return folder;
    }

    private static String token(String name, String role) {
        return Program.in(folders.resolve("server"))
                .run("token", "create", name, "--role", role, "--reason", "r", "--output", "json")
                .expect(0)
                .json()
                .path("token")
                .asText();
    }

    private static Program asking(Path folder, String token) {
        return Program.in(folder).with(Map.of("HAKIRI_SERVER", service.root().toString(), "HAKIRI_TOKEN", token));
    }

    static Stream<String> commandLines() {
        return Stream.of(
                "manifest validate",
                "plan",
                "run",
                "run p",
                "plan",
                "run nobody",
                "pipeline list",
                "pipeline describe p",
                "runs",
                "runs p",
                "runs p --limit 1",
                "runs --status succeeded --text manual --since 1d",
                "runs --until 2026-01-01",
                "audit --text pipeline.created",
                "cursor list p",
                "backfill list p",
                "backfill start p --to 5 --reason r",
                "backfill work p b",
                "backfill cancel p b --reason r",
                "lease list",
                "lease break p --reason r",
                "schema history p",
                "schema decide p --stream s --version 1 --accept --reason r",
                "pipeline pause p --reason r",
                "run p",
                "cursor rewind p --to-start --mode replace --reason r",
                "pipeline resume p --reason r",
                "run p",
                "audit p",
                "token create ci --role reader --expires 90d --reason r",
                "token create ci --role reader --reason r",
                "token revoke ci --reason r",
                "token revoke nobody --reason r",
                "catalog status",
                "catalog init",
                "catalog upgrade",
                "catalog retain --runs 30d",
                "catalog adopt --reason r",
                "pipeline list");
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    @Order(1)
    void saysTheSameAsWithTheCatalogAtHand(String line) {
        String[] words = (line + " --output json").split(" ", -1);
        Program.Ended expected = here.run(words);
        Program.Ended found = there.run(words);
        assertThat(found.exit()).as(expected.err() + found.err()).isEqualTo(expected.exit());
        assertThat(lasting(found.out())).isEqualTo(lasting(expected.out()));
        assertThat(lasting(found.err())).isEqualTo(lasting(expected.err()));
        assertThat(Files.exists(folders.resolve("there/.hakiri")))
                .as("a catalog at hand")
                .isFalse();
    }

    private static String lasting(String text) {
        return CHANGES.matcher(text).replaceAll("…").replaceAll("[^ \"]*/(here|there|server)\\b", "FOLDER");
    }

    @Test
    void aKilledRunIsGoneOnWith() throws InterruptedException {
        Path folder = folders.resolve("killed");
        Projects.csv(folder, "parquet", "run = { commit_rows = 1, commit_bytes = \"64KiB\" }", "");
        Projects.write(
                folder.resolve("hakiri.toml"),
                Projects.read(folder.resolve("hakiri.toml")).replace("id = \"p\"", "id = \"killed\""));
        StringBuilder data = new StringBuilder("n,word\n");
        for (int i = 0; i < ROWS; i++) {
            data.append(i).append(",some word\n");
        }
        Projects.write(folder.resolve("data.csv"), data.toString());
        Program hakiri = asking(folder, service.ownToken());

        Process run = hakiri.start("run");
        Path objects = folder.resolve("lake/s");
        do {
            assertThat(run.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS))
                    .as("over before it was killed")
                    .isFalse();
        } while (objects.toFile().list() == null);
        run.destroyForcibly().waitFor();

        hakiri.run("run").expect(0);
        JsonNode runs = hakiri.run("runs", "killed", "--output", "json")
                .expect(0)
                .json()
                .path("runs");
        assertThat(runs.findValuesAsText("status")).containsExactly("succeeded", "abandoned");
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select count(*), count(distinct n) from " + lake.parquet("s")))
                    .containsExactly(ROWS + "|" + ROWS);
        }
    }

    @Test
    void aBackfillIsStartedAndDoneThroughTheService() {
        Path folder = folders.resolve("filled");
        Projects.csv(folder, "jsonl", "", "cursor = { field = \"n\", strictly_increasing = true }");
        Projects.write(
                folder.resolve("hakiri.toml"),
                Projects.read(folder.resolve("hakiri.toml")).replace("id = \"p\"", "id = \"filled\""));
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n");
        Program hakiri = asking(folder, service.ownToken());
        hakiri.run("run").expect(0);
        Projects.append(folder.resolve("data.csv"), "2,two\n3,three\n4,four\n5,five\n");

        hakiri.run("backfill", "start", "filled", "--name", "rest", "--to", "5", "--chunks", "2", "--reason", "r")
                .expect(0);
        hakiri.run("backfill", "work", "filled", "rest", "--workers", "2").expect(0);

        assertThat(hakiri.run("backfill", "list", "filled").expect(0).out()).contains("rest\ts\tdone\t2\t2\t4");
        hakiri.run("run").expect(0);
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select count(*), count(distinct n) from " + lake.jsonl("s")))
                    .containsExactly("5|5");
        }
    }

    @Test
    void whatTheTokenDoesNotAllowIsRefusedAndSaysWhat() {
        Path folder = data(folders.resolve("refused"));
        String reader = service.token(Role.READER);
        assertThat(asking(folder, reader)
                        .run("pipeline", "pause", "p", "--reason", "r")
                        .expect(3)
                        .err())
                .contains("operator", "reader", service.root().toString())
                .doesNotContain(reader, "hk_", "\tat ");
        asking(folder, reader).run("pipeline", "list").expect(0);

        String unknown = "hk_" + "0".repeat(64) + ".test";
        assertThat(asking(folder, unknown).run("runs").expect(3).err())
                .contains("token", "revoked")
                .doesNotContain("hk_");
        String other = service.token("other", Role.ADMIN, null);
        assertThat(asking(folder, other).run("runs").expect(3).err())
                .contains("another project")
                .doesNotContain("hk_");
    }

    @Test
    void whatCannotBeMeantIsAUsageError() {
        Path folder = data(folders.resolve("usage"));
        String token = service.ownToken();
        String server = service.root().toString();
        Program plain = Program.in(folder);
        assertThat(plain.run("runs", "--server", server).expect(2).err()).contains("HAKIRI_TOKEN");
        assertThat(plain.with(Map.of("HAKIRI_TOKEN", "secret"))
                        .run("runs", "--server", server)
                        .expect(2)
                        .err())
                .contains("HAKIRI_TOKEN", "hk_")
                .doesNotContain("secret");
        Program asking = plain.with(Map.of("HAKIRI_TOKEN", token));
        for (List<String> line : List.of(
                List.of("runs", "--server", server, "--catalog", "sqlite:.hakiri"),
                List.of("serve", "--server", server),
                List.of("runs", "--server", "http://example.org"),
                List.of("runs", "--server", "elsewhere"))) {
            assertThat(asking.run(line.toArray(String[]::new)).expect(2).err())
                    .contains("server")
                    .doesNotContain("hk_", "\tat ");
        }
        assertThat(asking.with(Map.of("HAKIRI_SERVER", server, "HAKIRI_CATALOG", "sqlite:x"))
                        .run("runs")
                        .expect(2)
                        .err())
                .contains("HAKIRI_SERVER", "HAKIRI_CATALOG");
        assertThat(asking.run("runs", "--server", "http://127.0.0.1:1")
                        .expect(4)
                        .err())
                .contains("http://127.0.0.1:1", "nobody answers")
                .doesNotContain("hk_");
        Projects.write(folder.resolve("token"), token + "\n");
        plain.with(Map.of("HAKIRI_TOKEN_FILE", folder.resolve("token").toString()))
                .run("runs", "--server", server)
                .expect(0);
    }

    @Test
    void doctorLooksAtTheServer() {
        Path folder = data(folders.resolve("doctor"));
        String name = "laptop";
        Program.Ended well = asking(folder, token(name, "operator"))
                .run("doctor", "--output", "json")
                .expect(0);
        assertThat(well.json().path("checks").findValuesAsText("check"))
                .containsExactly("jdk", "folder", "manifest", "server", "token", "clock", "catalog");
        assertThat(well.out())
                .contains(service.root().toString(), "laptop of project test, role operator")
                .doesNotContain("hk_");

        assertThat(asking(folder, "hk_" + "0".repeat(64) + ".test")
                        .run("doctor")
                        .expect(3)
                        .out())
                .contains("revoked")
                .doesNotContain("hk_");
        assertThat(Program.in(folder)
                        .with(Map.of("HAKIRI_TOKEN", service.ownToken()))
                        .run("doctor", "--server", "http://127.0.0.1:1")
                        .expect(4)
                        .out())
                .contains("nobody answers");
    }
}
