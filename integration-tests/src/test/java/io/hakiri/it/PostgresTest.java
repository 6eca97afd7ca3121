package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.postgres.OwnPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program with its state in PostgreSQL: what it does with the embedded catalog, it does there. */
@TestInstance(Lifecycle.PER_CLASS)
final class PostgresTest {
    private static final int ROWS = 300_000;
    private static final long LOOK_MILLIS = 20;

    /** Differ from one run to another, whatever the catalog. */
    private static final Pattern CHANGES = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|\"worker\" : \"[^\"]*\"");

    private final OwnPostgres server = OwnPostgres.start(Map.of());
    private int databases;
    private String database = "";
    private String address = "";

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void emptyDatabase() throws SQLException {
        database = "db" + databases++;
        server.sql("CREATE DATABASE " + database);
        address = server.address(database);
    }

    @Test
    void theQuickstartGoesAsWithTheEmbeddedCatalog(@TempDir Path one, @TempDir Path other) {
        Program here = Program.in(Projects.copyOf("quickstart", one));
        Program there = Program.in(Projects.copyOf("quickstart", other)).at(address);

        same(here, there, "run");
        same(here, there, "run");
        for (Path folder : List.of(one, other)) {
            Projects.append(folder.resolve("data/seattle-weather.csv"), "2016-01-01,0.0,5.6,-1.1,2.5,sun\n");
        }
        Program.Ended third = same(here, there, "run");
        assertThat(third.pipeline("weather").path("written").asInt()).isEqualTo(1);
        same(here, there, "plan");
        same(here, there, "pipeline", "list");
        same(here, there, "pipeline", "describe", "weather");
        same(here, there, "runs", "weather");
        same(here, there, "runs", "--status", "succeeded");
        same(here, there, "audit");
        same(here, there, "cursor", "list", "weather");
        same(here, there, "lease", "list");
        same(here, there, "schema", "history", "weather");
        same(here, there, "pipeline", "pause", "weather", "--reason", "r");
        same(here, there, "cursor", "rewind", "weather", "--to-start", "--mode", "replace", "--reason", "r");
        same(here, there, "pipeline", "resume", "weather", "--reason", "r");
        same(here, there, "run", "weather");
        assertThat(Files.exists(other.resolve(".hakiri")))
                .as("an embedded catalog")
                .isFalse();
        try (Lake lake = new Lake(other.resolve("lake"))) {
            assertThat(lake.number("select count(*) from " + lake.parquet("weather")))
                    .isEqualTo(1462);
        }
    }

    private static Program.Ended same(Program here, Program there, String... words) {
        String[] command =
                Stream.concat(Stream.of(words), Stream.of("--output", "json")).toArray(String[]::new);
        Program.Ended expected = here.run(command);
        Program.Ended found = there.run(command).expect(expected.exit());
        assertThat(lasting(found)).as(String.join(" ", words)).isEqualTo(lasting(expected));
        assertThat(found.err())
                .as("what libraries have to say stays out of it")
                .doesNotContain("WARN", "INFO", "igrat", "Unsafe", "HHH");
        return found;
    }

    private static String lasting(Program.Ended ended) {
        return CHANGES.matcher(ended.out()).replaceAll("…");
    }

    @Test
    void aKilledRunIsGoneOnWith(@TempDir Path folder) throws InterruptedException {
        Projects.csv(folder, "parquet", "run = { commit_rows = 1, commit_bytes = \"64KiB\" }", "");
        StringBuilder data = new StringBuilder("n,word\n");
        for (int i = 0; i < ROWS; i++) {
            data.append(i).append(",some word\n");
        }
        Projects.write(folder.resolve("data.csv"), data.toString());
        Program hakiri = Program.in(folder).at(address);

        Process run = hakiri.start("run");
        Path objects = folder.resolve("lake/s");
        do {
            assertThat(run.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS))
                    .as("over before it was killed")
                    .isFalse();
        } while (objects.toFile().list() == null);
        run.destroyForcibly().waitFor();

        hakiri.run("run").expect(0);
        JsonNode runs =
                hakiri.run("runs", "p", "--output", "json").expect(0).json().path("runs");
        assertThat(runs.findValuesAsText("status")).containsExactly("succeeded", "abandoned");
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select count(*), count(distinct n) from " + lake.parquet("s")))
                    .containsExactly(ROWS + "|" + ROWS);
        }
    }

    @Test
    void withoutItsServerItSaysSoAndGoesOnLater(@TempDir Path folder) {
        Program hakiri = project(folder);
        hakiri.run("run").expect(0);
        Projects.append(folder.resolve("data.csv"), "4,four\n");

        server.kill();
        try {
            for (String command : List.of("run", "runs", "plan")) {
                Program.Ended ended = hakiri.run(command).expect(4);
                assertThat(ended.err())
                        .contains("localhost:" + server.port(), "refused", "Nothing was changed")
                        .doesNotContain("\tat ", "Exception in");
            }
        } finally {
            server.startAgain();
        }

        assertThat(hakiri.run("run", "--output", "json")
                        .expect(0)
                        .pipeline("p")
                        .path("written")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aCopiedDatabaseIsWrittenOnceItIsAdopted(@TempDir Path folder) throws SQLException {
        project(folder).run("run").expect(0);
        server.sql("CREATE DATABASE copy TEMPLATE " + database);
        Program copy = Program.in(folder).at(server.address("copy"));

        assertThat(copy.run("run").expect(4).err()).contains("hakiri catalog adopt");
        assertThat(copy.run("catalog", "status").expect(0).out()).contains("a copy within the server");
        copy.run("catalog", "adopt", "--reason", "meant").expect(0);
        assertThat(copy.run("run").expect(3).err()).contains("paused");
        copy.run("pipeline", "resume", "p", "--reason", "looked at").expect(0);
        copy.run("run").expect(0);
    }

    @Test
    void tablesAreMadeOnceAndLookedAt(@TempDir Path folder) {
        Program hakiri = project(folder);

        assertThat(status(hakiri).path("version").asInt()).isZero();
        assertThat(hakiri.run("catalog", "upgrade").expect(3).err()).contains("hakiri catalog init");
        assertThat(doctor(hakiri.run("doctor", "--output", "json").expect(0), "catalog"))
                .contains("no tables yet");

        JsonNode made =
                hakiri.run("catalog", "init", "--output", "json").expect(0).json();
        assertThat(made.path("before").asInt()).isZero();
        int newest = made.path("version").asInt();
        assertThat(newest).isPositive();
        assertThat(hakiri.run("catalog", "init", "--output", "json")
                        .expect(0)
                        .json()
                        .path("before")
                        .asInt())
                .isEqualTo(newest);
        hakiri.run("catalog", "upgrade").expect(0);
        assertThat(status(hakiri).path("newest").asInt()).isEqualTo(newest);
        assertThat(status(hakiri).path("server").asText()).startsWith("PostgreSQL ");

        hakiri.run("run").expect(0);
        Program.Ended looked = hakiri.run("doctor", "--output", "json").expect(0);
        assertThat(doctor(looked, "server")).startsWith("PostgreSQL ");
        assertThat(doctor(looked, "rights")).contains("may make, upgrade and use");
        assertThat(doctor(looked, "clock")).contains("as the database's");
        assertThat(doctor(looked, "catalog")).contains("1 projects");
        assertThat(looked.json().path("checks").findValuesAsText("health")).containsOnly("ok");
    }

    private static JsonNode status(Program hakiri) {
        return hakiri.run("catalog", "status", "--output", "json").expect(0).json();
    }

    private static String doctor(Program.Ended ended, String check) {
        for (JsonNode finding : ended.json().path("checks")) {
            if (finding.path("check").asText().equals(check)) {
                return finding.path("finding").asText();
            }
        }
        throw new AssertionError("no check " + check + " in " + ended.out());
    }

    @Test
    void aRoleThatMayNothingIsToldWhatItLacks(@TempDir Path folder) throws SQLException {
        project(folder).run("run").expect(0);
        server.sql("CREATE ROLE stranger LOGIN");
        Program stranger = Program.in(folder).at(address.replace("postgres@", "stranger@"));

        Program.Ended looked = stranger.run("doctor", "--output", "json").expect(4);

        assertThat(doctor(looked, "rights")).contains("schema hakiri");
    }

    @Test
    void wrongAddressesAreRefusedWithoutTheirPassword(@TempDir Path folder) {
        Program hakiri = project(folder);
        for (String wrong : List.of(
                "postgresql://ann:s3cr3t@localhost/db?pool_size=3",
                "postgresql://ann:s3cr3t@localhost",
                "postgres://ann:s3cr3t@one,two/db",
                "mysql://ann:s3cr3t@localhost/db")) {
            for (String command : List.of("run", "doctor")) {
                Program.Ended ended = hakiri.at(wrong).run(command).expect(2);
                assertThat(ended.err()).startsWith("hakiri: ").doesNotContain("s3cr3t");
                assertThat(ended.out()).isEmpty();
            }
        }
    }

    /** With three rows. */
    private Program project(Path folder) {
        Projects.csv(folder, "jsonl", "", "cursor = { field = \"n\", strictly_increasing = true }");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n3,three\n");
        return Program.in(folder).at(address);
    }
}
