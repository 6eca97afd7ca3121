package io.hakiri.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.dynamodb.DynamoCatalog;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.emulator.Emulator;
import io.hakiri.emulator.FunctionConfiguration;
import io.hakiri.emulator.FunctionPackage;
import io.hakiri.emulator.Outcome;
import io.hakiri.pipeline.ManifestReader;
import io.hakiri.pipeline.ManifestResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The packaged function under emulation, with its state in a table of its own in DynamoDB Local. */
public final class LocalFunction implements AutoCloseable {
    static final ProjectId PROJECT = new ProjectId("test");

    private static final Path ZIP =
            Path.of(System.getProperty("hakiri.function", "../runtime-lambda/target/function.zip"));
    private static final Actor ACTOR = new Actor("test", "test");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MEGABYTES = 1024;
    private static final int AT_ONCE = 4;

    private final DynamoServer tables = new DynamoServer();
    private final DynamoDbClient client = DynamoServer.client(new ExecutionInterceptor() {});
    private final Catalog catalog;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Emulator lambda;

    /** Unpacked once for all tests. */
    private static final class Unpacked {
        static final Path CODE = code();

        private static Path code() {
            try {
                Path code = Files.createTempDirectory("hakiri-function-");
                FunctionPackage.unpack(ZIP, code);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> removeAll(code)));
                return code;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void removeAll(Path folder) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private LocalFunction(Path folder, Duration timeout, boolean recursion, Map<String, String> more) {
        String table = "dynamodb://" + tables.newTableName();
        catalog = DynamoCatalog.open(table, client, new SecureRandom());
        catalog.upgrade();
        String address = table + "?region=" + DynamoServer.REGION + "&endpoint=" + DynamoServer.endpoint();
        lambda = new Emulator(
                endpoint -> new FunctionConfiguration(
                        "hakiri",
                        Unpacked.CODE,
                        FunctionConfiguration.QUARKUS,
                        folder,
                        environment(address, endpoint, more),
                        timeout,
                        MEGABYTES,
                        AT_ONCE,
                        recursion,
                        List.of("-Xlog:disable")),
                log::add);
    }

    /** In a folder, with a limit of time that nothing here reaches. */
    public static LocalFunction in(Path folder, Map<String, String> more) {
        return limited(folder, Duration.ofSeconds(60), more);
    }

    /** With a limit of time. */
    static LocalFunction limited(Path folder, Duration timeout, Map<String, String> more) {
        return new LocalFunction(folder, timeout, true, more);
    }

    private static Map<String, String> environment(String catalog, URI lambda, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "HAKIRI_CATALOG", catalog,
                "HAKIRI_EXECUTOR", "lambda:hakiri?starts-within=10s&endpoint=" + lambda,
                "AWS_REGION", DynamoServer.REGION,
                "AWS_ACCESS_KEY_ID", DynamoServer.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", DynamoServer.SECRET_KEY));
        environment.putAll(more);
        return environment;
    }

    public Emulator lambda() {
        return lambda;
    }

    public Catalog catalog() {
        return catalog;
    }

    /** What the function said, all of its processes. */
    List<String> log() {
        return List.copyOf(log);
    }

    /** The catalog learns what the folder declares; all of it is due. */
    void declare(Path folder) {
        if (!(new ManifestReader(BuiltIn.connectors()).read(folder) instanceof ManifestResult.Valid(var manifest))) {
            throw new AssertionError("the manifest of the test is broken");
        }
        manifest.pipelines()
                .forEach(pipeline -> catalog.put(new PutPipeline(
                        new PipelineKey(PROJECT, pipeline.id()),
                        pipeline.toCanonicalJson(),
                        Instant.now().minusSeconds(1),
                        null,
                        ACTOR)));
    }

    /** The runs of a pipeline, newest first. */
    List<Run> runs(String pipeline) {
        Page<Run> runs = catalog.runs(PipelineKey.of(PROJECT.value(), pipeline), PageRequest.first())
                .pageOrNull();
        return runs == null ? List.of() : runs.entries();
    }

    /** A token of the project. */
    public BearerToken token(Role role) {
        BearerToken token = BearerToken.of(PROJECT, new SecureRandom());
        catalog.createToken(
                new ApiToken(PROJECT, role.name().toLowerCase(java.util.Locale.ROOT), role, token.hash(), null, null),
                ACTOR);
        return token;
    }

    /** A request as an event: of whoever may invoke the function directly. */
    public static ObjectNode direct(String method, String path, @Nullable String body) {
        ObjectNode event = request(method, path, body);
        event.withObject("/requestContext").put("apiId", "hakiri-direct");
        return event;
    }

    /** A request as an event: of somebody who comes by the function's URL. */
    static ObjectNode byUrl(String method, String path, @Nullable String body) {
        ObjectNode event = request(method, path, body);
        event.withObject("/requestContext").put("apiId", "abcdefghijklmnopqrstuvwxyz012345");
        return event;
    }

    /** The same of somebody who signed it, and whose signature was right. */
    static ObjectNode signed(String arn, String method, String path, @Nullable String body) {
        ObjectNode event = byUrl(method, path, body);
        event.withObject("/requestContext/authorizer/iam").put("userArn", arn).put("accountId", "111122223333");
        return event;
    }

    private static ObjectNode request(String method, String path, @Nullable String body) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("version", "2.0")
                .put("rawPath", path)
                .put("rawQueryString", "")
                .put("isBase64Encoded", false);
        event.putObject("headers").put("content-type", "application/json");
        event.withObject("/requestContext/http").put("method", method).put("path", path);
        return body == null ? event : event.put("body", body);
    }

    /** What the function answers to an event. */
    public Response answer(ObjectNode event) {
        Outcome outcome = lambda.invoke(event.toString());
        assertThat(outcome).as("the log: %s", log).isInstanceOf(Outcome.Answered.class);
        return Response.of(((Outcome.Answered) outcome).body());
    }

    /** A response of HTTP. */
    public record Response(int status, JsonNode body) {
        static Response of(String text) {
            try {
                JsonNode response = JSON.readTree(text);
                String body = response.path("body").asText("");
                return new Response(
                        response.path("statusCode").asInt(),
                        body.isEmpty() ? JsonNodeFactory.instance.missingNode() : JSON.readTree(body));
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }

        public Response expect(int expected) {
            assertThat(status).as("%s", body).isEqualTo(expected);
            return this;
        }
    }

    @Override
    public void close() {
        lambda.close();
        catalog.close();
        client.close();
        tables.close();
    }
}
