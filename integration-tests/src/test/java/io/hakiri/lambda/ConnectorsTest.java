package io.hakiri.lambda;

import static io.hakiri.lambda.LocalFunction.direct;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.postgres.PostgresServer;
import io.hakiri.connectors.s3.server.S3Server;
import io.hakiri.connectors.s3.server.TestBucket;
import io.hakiri.emulator.Outcome;
import io.hakiri.it.AwsStandIn;
import io.hakiri.it.Lake;
import io.hakiri.it.Projects;
import io.hakiri.it.Routes;
import io.hakiri.it.SlowApi;
import io.hakiri.lambda.names.Name;
import io.hakiri.lambda.names.Registered;
import io.hakiri.lambda.names.Traced;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each connector and each route is at work in the function; and what it asked for by name meanwhile is registered, so that the
 * native program has it, too.
 */
final class ConnectorsTest {
    private static final int ROWS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> PIPELINES = List.of("files", "bucket", "api", "tables");

    /** Who asks, and a native program does without the answer, or has it in another way. */
    private static final List<Pattern> SEEN_TO = List.of(
            // Quarkus, what it is made of and what it makes: most of it asks when the native program is made
            Pattern.compile("(io\\.quarkus|io\\.smallrye|io\\.netty|io\\.vertx|org\\.jboss)\\..*"),
            Pattern.compile(".*(_Bean|_Observer_\\w+)(\\$.*)?"),
            // annotations, which the compiler knows
            Pattern.compile(".*\\.\\$Proxy\\d+"),
            // the client of JVMs: a native program has Quarkus' own
            Pattern.compile("com\\.amazonaws\\.services\\.lambda\\.runtime\\..*"),
            // a format of figures that nobody is given
            Pattern.compile("io\\.prometheus\\.metrics\\.expositionformats\\.PrometheusProtobufWriter"),
            // looks whether collectors can tell of their work, and a native program's cannot
            Pattern.compile("io\\.micrometer\\.core\\.instrument\\.binder\\.jvm\\.JvmGcMetrics"));

    @TempDir
    private Path folder;

    @Test
    void eachConnectorAndEachRouteIsAtWorkAndWhatTheyAskForByNameIsRegistered() throws Exception {
        Traced traced = Traced.in(folder);
        TestBucket bucket = S3Server.bucket();
        try (PostgresServer tables = new PostgresServer();
                AwsStandIn aws = new AwsStandIn();
                SlowApi api = new SlowApi(ROWS);
                LocalFunction function = LocalFunction.alone(folder, surroundings(aws, traced))) {
            api.hurry();
            String database = tables.newDatabase();
            aws.secrets.put("prod/lake", "{\"id\":\"stand-in\",\"key\":\"stand-in\"}");
            aws.parameters.put(
                    "/prod/database", URI.create(database).getUserInfo().split(":", 2)[1]);
            project(api, bucket.name(), URI.create(database));
            prepare(bucket, database);
            function.declare(folder);

            function.answer(direct("POST", "/v1/reconcile", null)).expect(200);
            assertThat(function.lambda().awaitQuiet(PATIENCE)).isTrue();
            assertThat(function.lambda().asynchronous())
                    .as("%s", function.log())
                    .hasSameSizeAs(PIPELINES)
                    .allMatch(outcome -> outcome instanceof Outcome.Answered);

            for (String pipeline : PIPELINES) {
                assertThat(function.runs(pipeline))
                        .as("%s: %s", pipeline, function.log())
                        .extracting(Run::status)
                        .containsExactly(RunStatus.SUCCEEDED);
            }
            everyRowOnce(bucket, database);
            everyRouteAnswers(function);
            function.lambda().endProcesses();
        }
        if (traced.isOfAJvm()) {
            Registered registered = Registered.in(Path.of(System.getProperty("hakiri.native.sources")));
            assertThat(traced.asked())
                    .as("of ours at least")
                    .anyMatch(name -> name.caller().equals("io.hakiri.api.Forms"));
            List<Name> counted = traced.asked().stream()
                    .filter(name -> SEEN_TO.stream()
                            .noneMatch(who -> who.matcher(name.caller()).matches()))
                    .toList();
            assertThat(counted.stream().filter(name -> name.kind().equals("library")))
                    .as(
                            "what native code asks for is not seen: a new library's classes are to be found and listed by hand")
                    .isNotEmpty()
                    .allMatch(name -> name.what().contains("zstd-jni"));
            assertThat(counted.stream().filter(registered::lacks))
                    .as("to be registered in a reachability-metadata.json, or seen to")
                    .isEmpty();
        }
    }

    private static Map<String, String> surroundings(AwsStandIn aws, Traced traced) {
        Map<String, String> surroundings = new HashMap<>(Map.of(
                "AWS_ENDPOINT_URL_S3", S3Server.endpoint().toString(),
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.address(),
                "AWS_ENDPOINT_URL_SSM", aws.address()));
        surroundings.putAll(traced.surroundings());
        return surroundings;
    }

    private void project(SlowApi api, String bucket, URI database) {
        Path manifest = folder.resolve("hakiri.toml");
        Projects.write(manifest, """
                [project]
                name = "test"

                [[pipeline]]
                id = "files"
                schedule = "every 1d"
                destination = { connector = "parquet", path = "lake" }
                  [pipeline.source]
                  connector = "file"
                  path = "in/*.csv"
                  format = "csv"
                  [[pipeline.stream]]
                  name = "days"

                [[pipeline]]
                id = "bucket"
                schedule = "every 1d"
                  [pipeline.source]
                  connector = "s3"
                  path = "s3://%1$s/in/*.csv"
                  follow = "keys"
                  path_style = true
                  [pipeline.destination]
                  connector = "parquet"
                  path = "s3://%1$s/lake"
                  path_style = true
                  access_key_id = "secret:aws-sm:prod/lake#id"
                  secret_access_key = "secret:aws-sm:prod/lake#key"
                  [[pipeline.stream]]
                  name = "days"

                [[pipeline]]
                id = "api"
                schedule = "every 1d"
                destination = { connector = "jsonl", path = "lake" }
                  [pipeline.source]
                  connector = "http"
                  url = "%2$s"
                  records = "/data"
                  paging = "token"
                  next = "/next"
                  page_param = "page"
                  [[pipeline.stream]]
                  name = "numbers"

                [[pipeline]]
                id = "tables"
                schedule = "every 1d"
                  [pipeline.source]
                  connector = "postgres"
                  host = "%3$s"
                  port = %4$d
                  database = "%5$s"
                  user = "%6$s"
                  password = "secret:aws-ssm:/prod/database"
                  sslmode = "disable"
                  [pipeline.destination]
                  connector = "postgres"
                  host = "%3$s"
                  port = %4$d
                  database = "%5$s"
                  user = "%6$s"
                  password = "secret:aws-ssm:/prod/database"
                  sslmode = "disable"
                  schema = "copied"
                  [[pipeline.stream]]
                  name = "numbers"
                  cursor = { field = "n", strictly_increasing = true }
                """.formatted(
                        bucket,
                        api.address(),
                        database.getHost(),
                        database.getPort(),
                        database.getPath().substring(1),
                        database.getUserInfo().split(":", 2)[0]));
    }

    private void prepare(TestBucket bucket, String database) throws Exception {
        StringBuilder rows = new StringBuilder("n,at,name\n");
        for (int n = 0; n < ROWS; n++) {
            rows.append(n)
                    .append(",2026-03-01T00:00:")
                    .append("%02d".formatted(n % 60))
                    .append("Z,x\n");
        }
        Projects.write(folder.resolve("in/days.csv"), rows.toString());
        bucket.put("in/days.csv", rows.toString());
        try (Connection connection = PostgresServer.jdbc(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE numbers AS SELECT n, now() AS at, n::text AS name FROM generate_series(1, "
                    + ROWS + ") n");
            statement.execute("CREATE SCHEMA copied");
        }
    }

    private void everyRowOnce(TestBucket bucket, String database) throws Exception {
        bucket.download(".parquet", folder.resolve("bucket"));
        String all = ROWS + "|" + ROWS;
        try (Lake lake = new Lake(folder.resolve("lake"));
                Lake inBucket = new Lake(folder.resolve("bucket/lake"))) {
            String counted = "select count(*), count(distinct n) from ";
            assertThat(lake.rows(counted + lake.parquet("days"))).containsExactly(all);
            assertThat(lake.rows(counted + lake.jsonl("numbers"))).containsExactly(all);
            assertThat(inBucket.rows(counted + inBucket.parquet("days"))).containsExactly(all);
        }
        try (Connection connection = PostgresServer.jdbc(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(DISTINCT n) FROM copied.numbers")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(ROWS);
        }
    }

    /** With what is there where a route asks for it, and a body that is none: an answer of its own, of whatever kind. */
    private static void everyRouteAnswers(LocalFunction function) {
        String run = function.runs("files").getFirst().id().toString();
        for (Routes.Route route : Routes.published().all()) {
            String path = route.path()
                    .replace("{project}", "test")
                    .replace("{pipeline}", "files")
                    .replace("{run}", run)
                    .replace("{stream}", "days")
                    .replace("{version}", "1")
                    .replaceAll("\\{\\w+}", "some");
            String body = route.method().equals("GET") ? null : "{}";
            assertThat(function.status(direct(route.method(), path, body)))
                    .as("%s", route)
                    .isLessThan(500);
        }
    }
}
