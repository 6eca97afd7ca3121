package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The role that the address names is made, and has its rights, whoever comes first and whatever was there. */
@TestInstance(Lifecycle.PER_CLASS)
class WorkerRoleTest {
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final Actor ANN = new Actor("ann", "test");
    private static final int INSTANCES = 12;
    private static final String SECRET = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:worker-AbCdEf";
    private static final String NO_PASSWORD = "28P01";

    /** Everything that may be granted, to whomever, and what is set of the role. */
    private static final String GRANTED = """
            SELECT (SELECT string_agg(c.relname || c.xmin || c.relacl::TEXT, ';' ORDER BY c.relname) FROM pg_class c
                WHERE c.relnamespace = 'hakiri'::regnamespace AND c.relkind IN ('r', 'v'))
              || (SELECT nspacl::TEXT FROM pg_namespace WHERE nspname = 'hakiri')
              || (SELECT string_agg(defaclacl::TEXT, ';' ORDER BY defaclobjtype) FROM pg_default_acl)
              || (SELECT a.xmin::TEXT FROM pg_authid a WHERE a.rolname = '%s')""";

    /** What one role may do with each table and function, apart from the names. */
    private static final String RIGHTS_OF = """
            SELECT (SELECT string_agg(c.relname || ' ' || a.privilege_type, ',' ORDER BY c.relname, a.privilege_type)
                FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'hakiri'::regnamespace AND a.grantee = '%1$s'::regrole)
              || (SELECT string_agg(c.attname || ' ' || a.privilege_type, ',' ORDER BY c.attname, a.privilege_type)
                FROM pg_attribute c, aclexplode(c.attacl) a WHERE c.attrelid = 'hakiri.catalog'::regclass AND a.grantee = '%1$s'::regrole)
              || (SELECT string_agg(p.proname || ' ' || a.privilege_type, ',' ORDER BY p.proname)
                FROM pg_proc p, aclexplode(p.proacl) a WHERE p.pronamespace = 'hakiri'::regnamespace AND a.grantee = '%1$s'::regrole)
              || (SELECT string_agg(d.defaclobjtype::TEXT || ' ' || a.privilege_type, ',' ORDER BY d.defaclobjtype, a.privilege_type)
                FROM pg_default_acl d, aclexplode(d.defaclacl) a WHERE a.grantee = '%1$s'::regrole)""";

    private final OwnPostgres plain = OwnPostgres.start(Map.of("fsync", "off"));
    private final AtomicInteger numbers = new AtomicInteger();
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    @AfterAll
    void stop() {
        plain.close();
    }

    private String newDatabase(OwnPostgres server, String owner) throws SQLException {
        String name = "d" + numbers.incrementAndGet();
        server.sql("CREATE DATABASE " + name + " OWNER " + owner);
        return as(owner, server.address(name));
    }

    private String newRole() {
        return "worker_" + numbers.incrementAndGet();
    }

    private static String as(String user, String address) {
        return address.replaceFirst("//[^@]*@", "//" + user + "@");
    }

    private static void sql(String address, String sql) throws SQLException {
        try (Connection connection = Jdbc.of(PostgresAddress.parse(address)).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String asked(String address, String query) throws SQLException {
        try (Connection connection = Jdbc.of(PostgresAddress.parse(address)).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Catalog open(String address) {
        return PostgresCatalog.open(address, new SecureRandom());
    }

    private static PutResult put(Catalog catalog) {
        return catalog.put(new PutPipeline(new PipelineKey(SHOP, new PipelineId("orders")), "{}", null, null, ANN));
    }

    private static void firstCall(String address) {
        try (Catalog catalog = open(address)) {
            put(catalog);
        }
    }

    private static void upgrade(String address) {
        try (Catalog catalog = open(address)) {
            catalog.upgrade();
        }
    }

    private static List<String> differences(String address) {
        try (Catalog catalog = open(address)) {
            return catalog.status().differences();
        }
    }

    /** It has all that it needs, works, and makes no tables. */
    private void worksAndNoMore(String role, String address) {
        Examination found = PostgresCatalog.examine(as(role, address), InstantSource.system());
        assertThat(found.lacking()).isNull();
        assertThat(found.upgrades()).isFalse();
        try (Catalog catalog = open(as(role, address))) {
            put(catalog);
            assertThat(catalog.begin(new Begin(
                            new PipelineKey(SHOP, new PipelineId("orders")),
                            ids.next(),
                            new RequestId("r"),
                            "w",
                            Duration.ofMinutes(1),
                            new Trigger.Manual(),
                            Set.of())))
                    .isInstanceOf(BeginResult.Granted.class);
        }
        assertThatThrownBy(() -> sql(as(role, address), "ALTER TABLE hakiri.run ADD COLUMN mine BIGINT"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> sql(as(role, address), "UPDATE hakiri.catalog SET least_program = 9"))
                .isInstanceOf(SQLException.class);
    }

    private static void migratedTo(int version, String address) {
        Flyway.configure()
                .loggers(FlywayLog.class.getName())
                .dataSource(Jdbc.of(PostgresAddress.parse(address)))
                .schemas("hakiri")
                .locations("classpath:" + Migrations.SCRIPTS)
                .target(Integer.toString(version))
                .load()
                .migrate();
    }

    /** All at the same moment; what the first of them fails with comes out. */
    private static void atOnce(List<Callable<Void>> all) throws Exception {
        CyclicBarrier start = new CyclicBarrier(all.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(all.size())) {
            List<Future<Void>> answers = new ArrayList<>();
            for (Callable<Void> one : all) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return one.call();
                }));
            }
            for (Future<Void> answer : answers) {
                answer.get();
            }
        }
    }

    @Test
    void theRightsAreThoseOfThePage() {
        assertThat(DocsPage.sql("rights of workers")).isEqualTo(WorkerRole.rights("hakiri", "hakiri_worker"));
    }

    @Nested
    class OnAnOwnServer {
        @Test
        void theFirstCallMakesTheTablesAndTheRole() throws SQLException {
            String address = newDatabase(plain, "postgres");
            String role = newRole();

            firstCall(address + "&workers=" + role);

            worksAndNoMore(role, address);
            assertThat(differences(address + "&workers=" + role)).isEmpty();
        }

        @Test
        void itHasWhatThePageGives() throws SQLException {
            String address = newDatabase(plain, "postgres");
            String role = newRole();
            String byHand = newRole();
            upgrade(address + "&workers=" + role);
            sql(address, "CREATE ROLE " + byHand + " LOGIN");

            sql(address, DocsPage.sql("rights of workers").replace("hakiri_worker", byHand));

            assertThat(asked(address, RIGHTS_OF.formatted(role)))
                    .isNotEmpty()
                    .isEqualTo(asked(address, RIGHTS_OF.formatted(byHand)));
        }

        @Test
        void doingItAgainChangesNothing() throws SQLException {
            String address = newDatabase(plain, "postgres") + "&workers=" + newRole();
            String role = PostgresAddress.parse(address).workers().orElseThrow().role();
            firstCall(address);
            String before = asked(address, GRANTED.formatted(role));

            firstCall(address);
            upgrade(address);

            assertThat(asked(address, GRANTED.formatted(role))).isNotNull().isEqualTo(before);
        }

        @Test
        void tablesThatAreThereAlreadyAreHandedOut() throws SQLException {
            String address = newDatabase(plain, "postgres");
            String role = newRole();
            firstCall(address);

            firstCall(address + "&workers=" + role);

            worksAndNoMore(role, address);
        }

        @Test
        void olderTablesAreUpgradedAndHandedOut() throws SQLException {
            String address = newDatabase(plain, "postgres");
            String role = newRole();
            migratedTo(1, address);
            sql(address, "CREATE ROLE " + role + " LOGIN");
            sql(address, "GRANT USAGE ON SCHEMA hakiri TO " + role);
            sql(address, "GRANT SELECT ON ALL TABLES IN SCHEMA hakiri TO " + role);

            upgrade(address + "&workers=" + role);

            worksAndNoMore(role, address);
        }

        @Test
        void whatARoleLacksOrHasTooMuchIsSaidAndMended() throws SQLException {
            String address = newDatabase(plain, "postgres");
            String role = newRole();
            String named = address + "&workers=" + role;
            upgrade(named);
            sql(address, "ALTER ROLE " + role + " NOLOGIN");
            sql(address, "REVOKE DELETE ON hakiri.run FROM " + role);
            sql(address, "GRANT INSERT ON hakiri.flyway_schema_history TO " + role);
            sql(address, "ALTER DEFAULT PRIVILEGES IN SCHEMA hakiri REVOKE SELECT ON TABLES FROM " + role);

            assertThat(differences(named))
                    .singleElement()
                    .satisfies(said -> assertThat(said)
                            .contains(
                                    role,
                                    "may not log in",
                                    "rights on run, rights on tables to come",
                                    "may change flyway_schema_history",
                                    "hakiri catalog upgrade"));
            firstCall(named);

            assertThat(differences(named)).isEmpty();
            worksAndNoMore(role, address);
        }

        @Test
        void aWordOfSqlIsANameToo() throws SQLException {
            String address = newDatabase(plain, "postgres");

            upgrade(address + "&workers=user");

            assertThat(differences(address + "&workers=user")).isEmpty();
        }

        @Test
        void beforeThereAreTablesTheStatusSaysNothingOfIt() throws SQLException {
            assertThat(differences(newDatabase(plain, "postgres") + "&workers=" + newRole()))
                    .isEmpty();
        }

        @Test
        void manyAtOnceMakeOneRole() throws Exception {
            String address = newDatabase(plain, "postgres");
            String role = newRole();
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                all.add(() -> {
                    firstCall(address + "&workers=" + role);
                    return null;
                });
            }

            atOnce(all);

            worksAndNoMore(role, address);
        }

        @Test
        void aRoleThatOwnsTablesOrMayDoEverythingIsRefused() throws SQLException {
            String owner = newRole();
            plain.sql("CREATE ROLE " + owner + " LOGIN");
            String address = newDatabase(plain, owner);
            firstCall(address);

            for (String role : List.of(owner, "postgres")) {
                String other = as(role.equals(owner) ? "postgres" : owner, address) + "&workers=" + role;
                assertThatThrownBy(() -> firstCall(other))
                        .isInstanceOf(CatalogException.Incompatible.class)
                        .hasMessageContainingAll(role, "can change tables", "not changed");
                assertThat(differences(other)).hasSize(1);
            }
        }
    }

    @Nested
    class ForCallersWhoMayNot {
        @Test
        void allIsWellWhereNothingIsMissing() throws SQLException {
            String address = newDatabase(plain, "postgres");
            String role = newRole();
            String colleague = newRole();
            upgrade(address + "&workers=" + role);
            upgrade(address + "&workers=" + colleague);

            firstCall(as(colleague, address) + "&workers=" + role);
            // the password is no matter of theirs
            firstCall(as(colleague, address) + "&workers=" + role + "&workers-secret=" + SECRET);
        }

        @Test
        void whatIsMissingAndWhoGivesItIsSaid() throws SQLException {
            String address = newDatabase(plain, "postgres");
            String role = newRole();
            String missing = newRole();
            String there = newRole();
            upgrade(address + "&workers=" + role);
            plain.sql("CREATE ROLE " + there);

            assertThatThrownBy(() -> firstCall(as(role, address) + "&workers=" + missing))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContainingAll(missing, "is not there", "CREATEROLE", "hakiri catalog upgrade");
            assertThatThrownBy(() -> upgrade(as(role, address) + "&workers=" + there))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContainingAll(there, "may not log in", "USAGE on the schema", "owns the tables");
            assertThat(asked(address, "SELECT rolcanlogin::TEXT FROM pg_roles WHERE rolname = '" + there + "'"))
                    .isEqualTo("false");
        }

        @Test
        void anOwnerWithoutTheRightToMakeRolesGivesRightsToOneThatIsThere() throws SQLException {
            String owner = newRole();
            String role = newRole();
            plain.sql("CREATE ROLE " + owner + " LOGIN");
            String address = newDatabase(plain, owner);

            assertThatThrownBy(() -> firstCall(address + "&workers=" + role))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContainingAll("is not there", "CREATEROLE");
            plain.sql("CREATE ROLE " + role + " LOGIN");
            firstCall(address + "&workers=" + role);

            worksAndNoMore(role, address);
        }

        @Test
        void throughAPoolerItIsOnlyLookedAt() throws SQLException {
            String address = newDatabase(plain, "postgres");
            String role = newRole();
            String pooled = address + "&pooler=transaction&workers=" + role;
            upgrade(address);

            assertThatThrownBy(() -> firstCall(pooled))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContainingAll("is not there", "without pooler=transaction");
            upgrade(address + "&workers=" + role);

            firstCall(pooled);
            firstCall(pooled + "&workers-secret=" + SECRET);
        }
    }

    /** With the role that RDS has for logins by IAM, and an owner who is no superuser. */
    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class OnRds {
        private static final String MASTER = "master";
        private static final String BY_PASSWORD = "proxied";

        private final EmulatedSecrets secrets = new EmulatedSecrets();
        private final OwnPostgres rds = OwnPostgres.start(
                Map.of("fsync", "off", "log_statement", "all", "logging_collector", "on", "log_directory", "said"),
                OnRds::passwordsForSome);

        private static void passwordsForSome(Path data) {
            Path access = data.resolve("pg_hba.conf");
            try {
                Files.writeString(
                        access, "host all " + BY_PASSWORD + " all scram-sha-256\n" + Files.readString(access));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @BeforeAll
        void makeRoles() throws SQLException {
            rds.sql("CREATE ROLE rds_iam NOLOGIN");
            rds.sql("CREATE ROLE master LOGIN CREATEROLE CREATEDB");
            rds.sql("GRANT rds_iam TO master WITH ADMIN OPTION");
        }

        @AfterAll
        void stop() {
            rds.close();
            secrets.close();
        }

        private String withSecret(String address, String role) {
            return address + "&workers=" + role + "&workers-secret=" + SECRET;
        }

        private boolean byIam(String role) throws SQLException {
            return rds.number("SELECT CASE WHEN pg_has_role('" + role + "', 'rds_iam', 'MEMBER') THEN 1 ELSE 0 END")
                    == 1;
        }

        private void logIn(String role, String password) throws SQLException {
            DriverManager.getConnection("jdbc:postgresql://localhost:" + rds.port() + "/postgres", role, password)
                    .close();
        }

        @Test
        void theRoleLogsInByIam() throws SQLException {
            String address = newDatabase(rds, MASTER);
            String role = newRole();

            firstCall(address + "&workers=" + role);

            assertThat(byIam(role)).isTrue();
            worksAndNoMore(role, address);
            String before = asked(as("postgres", address), GRANTED.formatted(role));
            upgrade(address + "&workers=" + role);
            assertThat(asked(as("postgres", address), GRANTED.formatted(role))).isEqualTo(before);
        }

        @Test
        void withASecretItLogsInByThePasswordThere() throws SQLException {
            String address = newDatabase(rds, MASTER);
            secrets.holds("{\"username\": \"proxied\", \"password\": \"früh-ling's \\\\ \\\" $1\"}");

            firstCall(withSecret(address, BY_PASSWORD));

            assertThat(secrets.asked()).contains("/eu-west-3/secretsmanager/", SECRET);
            assertThat(byIam(BY_PASSWORD)).isFalse();
            logIn(BY_PASSWORD, "früh-ling's \\ \" $1");
            assertThatThrownBy(() -> logIn(BY_PASSWORD, "another"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NO_PASSWORD));

            secrets.holds("{\"username\": \"proxied\", \"password\": \"sommer-nacht\"}");
            firstCall(withSecret(address, BY_PASSWORD));
            logIn(BY_PASSWORD, "sommer-nacht");
            assertThat(said()).contains("SCRAM-SHA-256$4096:").doesNotContain("sommer-nacht", "ling's");
        }

        /** What the server wrote to its log. */
        private String said() {
            try (Stream<Path> files = Files.list(rds.data().resolve("said"))) {
                StringBuilder all = new StringBuilder();
                for (Path file : files.toList()) {
                    all.append(Files.readString(file, StandardCharsets.UTF_8));
                }
                return all.toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Test
        void oneThatLoggedInByIamDoesSoByPasswordWhenThereIsASecret() throws SQLException {
            String address = newDatabase(rds, MASTER);
            String role = newRole();
            upgrade(address + "&workers=" + role);
            secrets.holds("{\"username\": \"" + role + "\", \"password\": \"any\"}");

            assertThat(differences(withSecret(address, role)))
                    .singleElement()
                    .satisfies(said -> assertThat(said).contains("rds_iam"));
            upgrade(withSecret(address, role));

            assertThat(byIam(role)).isFalse();
            assertThat(differences(withSecret(address, role))).isEmpty();
        }

        @Test
        void inManyDatabasesAtOnceItIsOneRole() throws Exception {
            String role = newRole();
            secrets.holds("{\"username\": \"" + role + "\", \"password\": \"any\"}");
            List<String> addresses = new ArrayList<>();
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                if (i % 3 == 0) {
                    addresses.add(newDatabase(rds, MASTER));
                }
                String address = addresses.getLast();
                all.add(() -> {
                    firstCall(withSecret(address, role));
                    return null;
                });
            }

            atOnce(all);

            for (String address : addresses) {
                worksAndNoMore(role, address);
            }
        }

        @Test
        void aSecretThatIsNotTheRolesIsRefusedAndShowsNoPassword() throws SQLException {
            String address = newDatabase(rds, MASTER);
            String role = newRole();
            for (Map.Entry<String, String> wrong : Map.of(
                            "{\"username\": \"other\", \"password\": \"hidden\"}",
                            "its username is another one",
                            "{\"username\": \"" + role + "\", \"password\": \"\"}",
                            "has an empty password",
                            "{\"password\": \"hidden\"}",
                            "lacks username or password",
                            "hidden",
                            "is no JSON",
                            EmulatedSecrets.REFUSED,
                            "could not be read")
                    .entrySet()) {
                secrets.holds(wrong.getKey());

                assertThatThrownBy(() -> firstCall(withSecret(address, role)))
                        .isInstanceOf(CatalogException.class)
                        .hasMessageContainingAll(role, wrong.getValue(), "not changed", "workers-secret")
                        .hasMessageNotContaining("hidden");
            }
            assertThat(rds.number("SELECT count(*) FROM pg_roles WHERE rolname = '" + role + "'"))
                    .isZero();
        }

        @Test
        void aMasterWhoMayNotGrantLoginsByIamIsTold() throws SQLException {
            String owner = newRole();
            String role = newRole();
            rds.sql("CREATE ROLE " + owner + " LOGIN CREATEROLE");
            String address = newDatabase(rds, owner);

            assertThatThrownBy(() -> firstCall(address + "&workers=" + role))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContainingAll(role, "may not change that", "hakiri catalog upgrade");
            assertThat(rds.number("SELECT count(*) FROM pg_roles WHERE rolname = '" + role + "'"))
                    .isZero();
        }
    }
}
