package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.Trigger;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** How the tables come to be, grow, and are left alone. */
class MigrationsTest {
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final Actor ANN = new Actor("ann", "test");
    private static final int INSTANCES = 20;

    private static final String EVERYTHING = """
            SELECT (SELECT string_agg(c::TEXT, ';') FROM hakiri.catalog c) || (SELECT COALESCE(string_agg(p::TEXT, ';'), '')
              FROM hakiri.project p) || (SELECT COALESCE(string_agg(p::TEXT, ';'), '') FROM hakiri.pipeline p)
              || (SELECT string_agg(h::TEXT, ';') FROM hakiri.flyway_schema_history h)""";

    private static final String SCHEMAS = "SELECT count(*)::TEXT FROM pg_namespace WHERE nspname = 'hakiri'";

    private final PostgresServer server = new PostgresServer();
    private final String address = server.newDatabase();
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    @AfterEach
    void removeDatabases() {
        server.close();
    }

    private static Catalog open(String address) {
        return PostgresCatalog.open(address, new SecureRandom());
    }

    private String as(String role) {
        PostgresAddress owner = PostgresAddress.parse(address);
        return "postgresql://" + role + ":any@" + owner.place() + "?sslmode=disable";
    }

    private static PipelineKey pipeline(String name) {
        return new PipelineKey(SHOP, new PipelineId(name));
    }

    private static PutResult put(Catalog catalog, String name) {
        return catalog.put(new PutPipeline(pipeline(name), "{}", null, null, ANN));
    }

    private Begin begin(String name) {
        return new Begin(
                pipeline(name),
                ids.next(),
                new RequestId("r"),
                "w",
                Duration.ofMinutes(1),
                new Trigger.Manual(),
                Set.of());
    }

    private void sql(String sql) {
        try (Connection connection = Jdbc.of(PostgresAddress.parse(address)).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private String asked(String query) {
        try (Connection connection = Jdbc.of(PostgresAddress.parse(address)).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** As a program of that version left it. */
    private void migratedTo(int version) {
        Flyway.configure()
                .loggers(FlywayLog.class.getName())
                .dataSource(Jdbc.of(PostgresAddress.parse(address)))
                .schemas("hakiri")
                .locations("classpath:" + Migrations.SCRIPTS)
                .target(Integer.toString(version))
                .load()
                .migrate();
    }

    private void migrated() {
        migratedTo(Migrations.NEWEST);
    }

    @Test
    void newestIsTheNumberOfTheNewestScript() throws IOException, URISyntaxException {
        Path scripts = Path.of(Objects.requireNonNull(Migrations.class.getResource("migration"))
                .toURI());
        try (Stream<Path> files = Files.list(scripts)) {
            assertThat(files.mapToInt(file -> Integer.parseInt(
                                    file.getFileName().toString().replaceFirst("V(\\d+)__.*\\.sql", "$1")))
                            .max())
                    .hasValue(Migrations.NEWEST);
        }
    }

    @Nested
    class OnAnEmptyDatabase {
        @Test
        void twentyInstancesThatStartAtOnceMakeOneCatalog() throws Exception {
            CyclicBarrier start = new CyclicBarrier(INSTANCES);
            try (ExecutorService threads = Executors.newFixedThreadPool(INSTANCES)) {
                List<Future<PutResult>> answers = new ArrayList<>();
                for (int i = 0; i < INSTANCES; i++) {
                    String name = "p" + i;
                    answers.add(threads.submit(() -> {
                        try (Catalog catalog = open(address)) {
                            start.await();
                            return put(catalog, name);
                        }
                    }));
                }
                for (Future<PutResult> answer : answers) {
                    assertThat(answer.get()).isInstanceOf(PutResult.Stored.class);
                }
            }
            try (Catalog catalog = open(address)) {
                assertThat(catalog.pipelines(SHOP, PageRequest.first()).entries())
                        .hasSize(INSTANCES);
                assertThat(catalog.begin(begin("p7"))).isInstanceOf(BeginResult.Granted.class);
            }
            assertThat(asked("SELECT count(*)::TEXT FROM hakiri.catalog")).isEqualTo("1");
        }

        @Test
        void manyCallersOfOneProcessMakeItOnce() throws Exception {
            try (Catalog catalog = open(address);
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<PutResult>> answers = new ArrayList<>();
                for (int i = 0; i < INSTANCES; i++) {
                    String name = "p" + i;
                    answers.add(callers.submit(() -> put(catalog, name)));
                }
                for (Future<PutResult> answer : answers) {
                    assertThat(answer.get()).isInstanceOf(PutResult.Stored.class);
                }
            }
        }

        @Test
        void theStatusSaysSoAndMakesNothing() {
            try (Catalog catalog = open(address)) {
                CatalogStatus status = catalog.status();

                assertThat(status.version()).isZero();
                assertThat(status.newest()).isEqualTo(Migrations.NEWEST);
                assertThat(status.server()).matches("PostgreSQL \\d+.*");
                assertThat(status.projects()).isEmpty();
            }
            assertThat(asked(SCHEMAS)).isEqualTo("0");
        }

        @Test
        void aRoleThatMayNotIsToldWhoMustAndWhatToDo() {
            server.role("nobody_special");
            try (Catalog catalog = open(as("nobody_special"))) {
                assertThatThrownBy(() -> put(catalog, "p"))
                        .isInstanceOf(CatalogException.Incompatible.class)
                        .hasMessageContainingAll("role", "Nothing was changed", "hakiri catalog init");
            }
            assertThat(asked(SCHEMAS)).isEqualTo("0");
        }

        @Test
        void itIsNotMadeThroughAPooler() {
            try (Catalog catalog = open(address + "&pooler=transaction")) {
                assertThatThrownBy(() -> put(catalog, "p"))
                        .isInstanceOf(CatalogException.Incompatible.class)
                        .hasMessageContainingAll("hakiri catalog init", "without pooler=transaction");
            }
            assertThat(asked(SCHEMAS)).isEqualTo("0");

            migrated();
            try (Catalog catalog = open(address + "&pooler=transaction")) {
                assertThat(put(catalog, "p")).isInstanceOf(PutResult.Stored.class);
            }
        }

        @Test
        void aSchemaOfAnotherNameIsUsedAlone() {
            try (Catalog catalog = open(address + "&schema=other")) {
                assertThat(put(catalog, "p")).isInstanceOf(PutResult.Stored.class);
            }
            assertThat(asked(SCHEMAS)).isEqualTo("0");
        }
    }

    @Nested
    class OnTablesOfAnotherVersion {
        @Test
        void olderOnesAreUpgradedByTheFirstCallAndKeepWhatTheyHold() {
            migratedTo(1);
            sql("INSERT INTO hakiri.project (name, place, generation, sealed, audit_number)"
                    + " VALUES ('shop', hakiri.place(''), 5, 0, 0)");

            try (Catalog catalog = open(address)) {
                assertThat(catalog.status().version()).isEqualTo(1);
                put(catalog, "p");
                assertThat(catalog.begin(begin("p"))).isInstanceOf(BeginResult.Granted.class);
                assertThat(catalog.status().version()).isEqualTo(Migrations.NEWEST);
                assertThat(catalog.status().projects().getFirst().generation()).isEqualTo(5);
            }
        }

        @Test
        void olderOnesAreLeftAloneByARoleThatMayNot() {
            migratedTo(1);
            server.role("nobody_special");
            sql("GRANT USAGE ON SCHEMA hakiri TO nobody_special");
            sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hakiri TO nobody_special");

            try (Catalog catalog = open(as("nobody_special"))) {
                assertThatThrownBy(() -> put(catalog, "p"))
                        .isInstanceOf(CatalogException.Incompatible.class)
                        .hasMessageContaining("hakiri catalog upgrade");
                assertThat(catalog.status().version()).isEqualTo(1);
            }
        }

        @Test
        void aNewerOneThatOnlyAddedGoesOnWorking() {
            migrated();
            sql("ALTER TABLE hakiri.pipeline ADD COLUMN something_new BIGINT");
            sql(
                    "INSERT INTO hakiri.flyway_schema_history SELECT 1000, '1000', 'later', 'SQL', 'V1000__later.sql', 1, 'x',"
                            + " now(), 1, TRUE");

            try (Catalog catalog = open(address)) {
                put(catalog, "p");
                assertThat(catalog.begin(begin("p"))).isInstanceOf(BeginResult.Granted.class);
                catalog.upgrade();
                assertThat(catalog.status().version()).isEqualTo(1000);
                assertThat(catalog.status().newest()).isEqualTo(Migrations.NEWEST);
            }
        }

        @Test
        void oneThatNeedsANewerProgramIsRefusedByEveryCallAndStaysAsItIs() {
            migrated();
            try (Catalog catalog = open(address)) {
                put(catalog, "p");
            }
            sql("UPDATE hakiri.catalog SET least_program = " + (Migrations.NEWEST + 1));
            String before = asked(EVERYTHING);

            try (Catalog catalog = open(address)) {
                Stream.<Executable>of(
                                () -> put(catalog, "q"),
                                () -> catalog.begin(begin("p")),
                                () -> catalog.pipeline(pipeline("p")),
                                () -> catalog.pipelines(SHOP, PageRequest.first()),
                                () -> catalog.runs(pipeline("p"), PageRequest.first()),
                                () -> catalog.projects(PageRequest.first()),
                                () -> catalog.claimDue(new ClaimDue(SHOP, 1, Duration.ofMinutes(1))),
                                () -> catalog.start(new KeyStart(
                                        new KeyId(SHOP, "s", "k"),
                                        new RequestId("r"),
                                        Duration.ofMinutes(1),
                                        Duration.ofHours(1))),
                                () -> catalog.delete(pipeline("p"), ANN),
                                () -> catalog.adopt(new Adopt(SHOP, 9, ANN)),
                                catalog::status,
                                catalog::upgrade)
                        .forEach(call -> assertThatThrownBy(call::execute)
                                .isInstanceOf(CatalogException.Incompatible.class)
                                .hasMessageContainingAll("Use the newer program", "version " + Migrations.NEWEST));
            }
            assertThat(asked(EVERYTHING)).isEqualTo(before);
        }

        @Test
        void aSchemaThatIsSomebodyElsesStaysHis() {
            sql("CREATE SCHEMA hakiri");
            sql("CREATE TABLE hakiri.mine (x BIGINT)");

            try (Catalog catalog = open(address)) {
                assertThatThrownBy(() -> put(catalog, "p"))
                        .isInstanceOf(CatalogException.Incompatible.class)
                        .hasMessageContaining("?schema=NAME");
            }
            assertThat(asked("SELECT count(*)::TEXT FROM pg_tables WHERE schemaname = 'hakiri'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void aProcessLooksOnce() {
        try (Catalog catalog = open(address)) {
            put(catalog, "p");
            sql("DROP TABLE hakiri.flyway_schema_history");

            assertThat(catalog.begin(begin("p"))).isInstanceOf(BeginResult.Granted.class);
        }
    }

    @Test
    void upgradingTwiceChangesNothing() {
        try (Catalog catalog = open(address)) {
            catalog.upgrade();
            String before = asked(EVERYTHING);
            catalog.upgrade();

            assertThat(asked(EVERYTHING)).isEqualTo(before);
        }
    }
}
