package io.hakiri.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.dynamodb.DynamoCatalog;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.postgres.Certificates;
import io.hakiri.catalog.postgres.OwnPostgres;
import io.hakiri.catalog.postgres.PostgresCatalog;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.deployment.Variables;
import io.hakiri.emulator.Emulator;
import io.hakiri.emulator.FunctionConfiguration;
import io.hakiri.emulator.FunctionPackage;
import io.hakiri.emulator.Outcome;
import io.hakiri.it.AwsStandIn;
import io.hakiri.it.Program;
import io.hakiri.it.Projects;
import io.hakiri.it.Service;
import io.hakiri.pipeline.ManifestReader;
import io.hakiri.pipeline.ManifestResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

/**
 * The real runtimes with exactly the environment, the table and the events that the deployment would give them. What AWS would fill in (the
 * database's host) is that of servers on this machine; and what AWS' own surroundings say (region, credentials, addresses of its services) is
 * added.
 */
class ProvisionedTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The owner is who RDS makes: no superuser, and may make roles and give {@code rds_iam}. Workers by IAM show a token, which is not looked at. */
    private static final String ACCESS = """
            hostssl all hakiri_owner  all scram-sha-256
            hostssl all hakiri_worker all trust
            host    all hakiri_owner  all reject
            host    all hakiri_worker all reject
            """;

    private static final String OWNERS_PASSWORD = "of-the-owner";
    private static final int MEGABYTES = 512;

    @TempDir
    private Path folder;

    private static Map<String, String> surroundings() {
        return Map.of(
                "AWS_REGION", DynamoServer.REGION,
                "AWS_ACCESS_KEY_ID", DynamoServer.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", DynamoServer.SECRET_KEY);
    }

    private static List<String> variables() {
        return Stream.of(Variables.class.getFields())
                .map(ProvisionedTest::value)
                .toList();
    }

    private static String value(Field constant) {
        try {
            return String.valueOf(constant.get(null));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fargate-rds", "fargate-aurora"})
    void aTaskIsGivenVariablesThatThereAre(String topology) {
        Planned planned = Planned.of(topology);

        assertThat(planned.environmentOfTask("service").keySet()).isSubsetOf(variables());
        assertThat(planned.environmentOfTask("migration").keySet()).isSubsetOf(variables());
    }

    @Test
    void theTablesAreMadeByTheOwnerAndTheServiceRunsAsTheWorker() throws Exception {
        Planned planned = Planned.of("fargate-rds");
        try (Rds rds = Rds.made(folder)) {
            Map<String, String> migration = rds.filledIn(planned.environmentOfTask("migration"));
            String[] command = StreamSupport.stream(
                            planned.container("migration").path("command").spliterator(), false)
                    .map(JsonNode::asText)
                    .toArray(String[]::new);
            Program.in(folder)
                    .with(rds.surroundings())
                    .with(migration)
                    .run(command)
                    .expect(0);
            // as the next version's does
            Program.in(folder)
                    .with(rds.surroundings())
                    .with(migration)
                    .run(command)
                    .expect(0);

            Path said = folder.resolve("service.log");
            Map<String, String> serving = rds.filledIn(planned.environmentOfTask("service"));
            assertThat(serving).containsEntry(Variables.PORT, "8080");
            serving.put(Variables.PORT, "0"); // something else may have that one here
            serving.put(Variables.HOST, "127.0.0.1");
            try (Service service = Service.started(
                    Program.in(folder).with(rds.surroundings()).with(serving).startLogged(said, "serve"),
                    folder,
                    said)) {
                assertThat(service.callAs(null, "GET", "/health/ready", null)
                                .expect(200)
                                .json()
                                .path("catalog")
                                .asText())
                        .isEqualTo("available");
                assertThat(service.callAs(null, "GET", "/v1/projects", null).status())
                        .isEqualTo(401);
            }
            assertThat(rds.tablesOfTheWorker()).isZero();
            assertThat(Files.readAllLines(said))
                    .filteredOn(line -> line.startsWith("{"))
                    .allSatisfy(line -> JSON.readTree(line));
        }
    }

    @Test
    void theFunctionMakesTheTablesAsTheOwnerAndRunsWhatIsDueAsTheWorker() throws Exception {
        Planned planned = Planned.of("lambda-rds");
        Path code = folder.resolve("code");
        FunctionPackage.unpack(Path.of(System.getProperty("hakiri.function.postgres")), code);
        Queue<String> log = new ConcurrentLinkedQueue<>();
        try (Rds rds = Rds.made(folder)) {
            Map<String, String> owner = rds.filledIn(planned.environmentOfFunction("migrate-function"));
            assertThat(owner.keySet()).isSubsetOf(variables());
            String asked = planned.inputs("aws:lambda/invocation:Invocation", "migrate")
                    .path("input")
                    .asText();
            try (Emulator migration = new Emulator(
                    _ -> function(planned, "migrate-function", code, owner, rds.surroundings()), log::add)) {
                assertThat(migration.invoke(asked)).as("the log: %s", log).isInstanceOf(Outcome.Answered.class);
            }

            Map<String, String> worker = rds.filledIn(planned.environmentOfFunction("function"));
            assertThat(worker.keySet()).isSubsetOf(variables());
            try (Catalog catalog = PostgresCatalog.open(rds.address(), new SecureRandom());
                    Emulator lambda = new Emulator(
                            endpoint -> {
                                Map<String, String> services = new HashMap<>(rds.surroundings());
                                services.put("AWS_ENDPOINT_URL_LAMBDA", endpoint.toString());
                                return function(planned, "function", code, worker, services);
                            },
                            log::add)) {
                declare(catalog);
                runsWhatIsDue(planned, catalog, lambda, log);
            }
            assertThat(rds.tablesOfTheWorker()).isZero();
        }
    }

    /** A database, and what stands around who uses it. */
    private record Rds(OwnPostgres database, AwsStandIn aws, Map<String, String> surroundings)
            implements AutoCloseable {
        private static final String RESOURCE = "db-ABCDEFGHIJKLMNOPQRSTUVWXY4";
        private static final Pattern SECRET = Pattern.compile("[?&](workers-)?secret=([^&]*)");

        /** As RDS makes it: with TLS, an owner who may make roles, and {@code rds_iam}. */
        static Rds made(Path folder) throws Exception {
            Certificates certificates = Certificates.make(folder, "dns:localhost");
            OwnPostgres database =
                    OwnPostgres.start(Map.of("ssl", "on", "fsync", "off"), data -> prepare(data, certificates));
            database.sql("CREATE ROLE rds_iam");
            database.sql("CREATE ROLE hakiri_owner LOGIN CREATEROLE PASSWORD '" + OWNERS_PASSWORD + "'");
            database.sql("GRANT rds_iam TO hakiri_owner WITH ADMIN OPTION, INHERIT FALSE");
            database.sql("CREATE DATABASE hakiri OWNER hakiri_owner");
            AwsStandIn aws = new AwsStandIn();
            Map<String, String> around = new HashMap<>(ProvisionedTest.surroundings());
            around.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.address());
            around.put(
                    "JAVA_TOOL_OPTIONS",
                    "-Djavax.net.ssl.trustStore=" + trusting(folder, certificates)
                            + " -Djavax.net.ssl.trustStorePassword=changeit");
            return new Rds(database, aws, Map.copyOf(around));
        }

        /** What AWS says once it is there; its secrets are there, too. */
        Map<String, String> filledIn(Map<String, String> environment) {
            Map<String, String> filled = new HashMap<>();
            environment.forEach((name, value) -> filled.put(
                    name,
                    value.replace("${database.address}", "localhost:" + database.port())
                            .replace("${proxy.endpoint}", "localhost:" + database.port())
                            .replace("${database.resourceId}", RESOURCE)
                            .replaceAll("\\$\\{([^}]*)}", "$1")));
            SECRET.matcher(filled.getOrDefault(Variables.CATALOG, "")).results().forEach(secret -> {
                boolean ofTheWorker = secret.group(1) != null;
                aws.secrets.put(
                        secret.group(2).replace("%3A", ":"),
                        ofTheWorker
                                ? "{\"username\":\"hakiri_worker\",\"password\":\"of-the-worker\"}"
                                : "{\"username\":\"hakiri_owner\",\"password\":\"" + OWNERS_PASSWORD + "\"}");
            });
            return filled;
        }

        /** Of the catalog, for the test. */
        String address() {
            return "postgresql://postgres@localhost:" + database.port() + "/hakiri?sslmode=disable&resource-id="
                    + RESOURCE;
        }

        long tablesOfTheWorker() throws Exception {
            return database.number("SELECT count(*) FROM pg_tables WHERE tableowner = 'hakiri_worker'");
        }

        @Override
        public void close() {
            aws.close();
            database.close();
        }
    }

    private static void prepare(Path data, Certificates certificates) {
        try {
            certificates.install(data);
            Path access = data.resolve("pg_hba.conf");
            Files.writeString(access, ACCESS + Files.readString(access));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path trusting(Path folder, Certificates certificates) throws Exception {
        Path store = folder.resolve("trusted.p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "ca",
                        "-file",
                        certificates.authority().toString(),
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        return store;
    }

    @Test
    void theFunctionRunsWhatIsDueOnTheTableWhenTheSchedulerWakesIt() throws Exception {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        String name = "hakiri-" + HexFormat.of().formatHex(random);
        Planned planned = Planned.of("lambda-dynamodb", "name=" + name);
        Map<String, String> environment = planned.environmentOfFunction("function");
        assertThat(environment.keySet()).isSubsetOf(variables());
        JsonNode table = planned.inputs("aws:dynamodb/table:Table", "catalog");
        Path code = folder.resolve("code");
        FunctionPackage.unpack(Path.of(System.getProperty("hakiri.function")), code);
        Queue<String> log = new ConcurrentLinkedQueue<>();
        try (DynamoDbClient client = DynamoServer.client(new ExecutionInterceptor() {});
                AutoCloseable _ = make(client, table);
                Catalog catalog = DynamoCatalog.open(
                        environment.getOrDefault(Variables.CATALOG, ""), client, new SecureRandom());
                Emulator lambda = new Emulator(
                        endpoint -> function(
                                planned,
                                "function",
                                code,
                                environment,
                                Map.of(
                                        "AWS_ENDPOINT_URL_DYNAMODB",
                                                DynamoServer.endpoint().toString(),
                                        "AWS_ENDPOINT_URL_LAMBDA", endpoint.toString())),
                        log::add)) {
            declare(catalog);
            runsWhatIsDue(planned, catalog, lambda, log);
        }
    }

    private void runsWhatIsDue(Planned planned, Catalog catalog, Emulator lambda, Queue<String> log)
            throws InterruptedException {
        String tick = planned.inputs("aws:scheduler/schedule:Schedule", "tick")
                .at("/target/input")
                .asText();

        assertThat(lambda.invoke(tick)).as("the log: %s", log).isInstanceOf(Outcome.Answered.class);
        assertThat(lambda.awaitQuiet(Duration.ofSeconds(60))).isTrue();

        assertThat(runs(catalog))
                .as("the log: %s", log)
                .singleElement()
                .extracting(Run::status)
                .isEqualTo(RunStatus.SUCCEEDED);
        assertThat(folder.resolve("lake")).isDirectory();
    }

    private FunctionConfiguration function(
            Planned planned, String name, Path code, Map<String, String> environment, Map<String, String> services) {
        JsonNode function = planned.inputs("aws:lambda/function:Function", name);
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(surroundings());
        all.putAll(services);
        return new FunctionConfiguration(
                function.path("name").asText(),
                code,
                FunctionConfiguration.QUARKUS,
                folder,
                all,
                Duration.ofSeconds(60),
                MEGABYTES * 2,
                4,
                true,
                List.of("-Xlog:disable"));
    }

    /** As the provider makes it; it is removed at the end. */
    private static AutoCloseable make(DynamoDbClient client, JsonNode table) {
        String name = table.path("name").asText();
        client.createTable(CreateTableRequest.builder()
                .tableName(name)
                .billingMode(table.path("billingMode").asText())
                .attributeDefinitions(
                        StreamSupport.stream(table.path("attributes").spliterator(), false)
                                .map(attribute -> AttributeDefinition.builder()
                                        .attributeName(attribute.path("name").asText())
                                        .attributeType(attribute.path("type").asText())
                                        .build())
                                .toList())
                .keySchema(key(table))
                .globalSecondaryIndexes(StreamSupport.stream(
                                table.path("globalSecondaryIndexes").spliterator(), false)
                        .map(index -> GlobalSecondaryIndex.builder()
                                .indexName(index.path("name").asText())
                                .keySchema(key(index))
                                .projection(projection -> projection.projectionType(
                                        index.path("projectionType").asText()))
                                .build())
                        .toList())
                .build());
        return () -> DynamoServer.delete(name);
    }

    private static List<KeySchemaElement> key(JsonNode of) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(of.path("hashKey").asText())
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(of.path("rangeKey").asText())
                        .keyType(KeyType.RANGE)
                        .build());
    }

    private void declare(Catalog catalog) throws IOException {
        Projects.csv(folder, "jsonl", "", "");
        Files.writeString(folder.resolve("data.csv"), "n,word\n1,one\n");
        if (!(new ManifestReader(BuiltIn.connectors()).read(folder) instanceof ManifestResult.Valid(var manifest))) {
            throw new AssertionError("the manifest of the test is broken");
        }
        manifest.pipelines()
                .forEach(pipeline -> catalog.put(new PutPipeline(
                        PipelineKey.of("test", pipeline.id().value()),
                        pipeline.toCanonicalJson(),
                        Instant.now().minusSeconds(1),
                        null,
                        new Actor("test", "test"))));
    }

    private static List<Run> runs(Catalog catalog) {
        Page<Run> runs =
                catalog.runs(PipelineKey.of("test", "p"), PageRequest.first()).pageOrNull();
        return runs == null ? List.of() : runs.entries();
    }
}
