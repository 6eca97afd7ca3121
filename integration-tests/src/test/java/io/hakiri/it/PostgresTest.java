package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.postgres.OwnPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program with its state in PostgreSQL: what it does with the embedded catalog, it does there. */
@TestInstance(Lifecycle.PER_CLASS)
final class PostgresTest {
    private static final int ROWS = 100_000;
    private static final long LOOK_MILLIS = 20;

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
        new SameAsEmbedded(one, other, program -> program.at(address)).quickstart();
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
        assertThat(copy.run("run").expect(3).out()).contains("paused");
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
