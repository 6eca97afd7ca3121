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
import io.hakiri.catalog.postgres.PostgresCatalog;
import io.hakiri.catalog.postgres.PostgresServer;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.emulator.Emulator;
import io.hakiri.emulator.FunctionConfiguration;
import io.hakiri.emulator.FunctionPackage;
import io.hakiri.emulator.Outcome;
import io.hakiri.it.Projects;
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
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The packaged function under emulation, with a catalog of its own. */
public final class LocalFunction implements AutoCloseable {
    static final ProjectId PROJECT = new ProjectId("test");

    private static final Actor ACTOR = new Actor("test", "test");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration NO_LIMIT = Duration.ofMinutes(5);
    private static final int MEGABYTES = 1024;
    private static final int AT_ONCE = 4;

    private static final Map<Path, Path> UNPACKED = new ConcurrentHashMap<>();

    private final Store store;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Emulator lambda;

    /**
     * Where a function keeps its state.
     *
     * @param code the build of the function that can
     * @param address as the function is told it
     * @param catalog the same, for the test
     * @param ended closes what is left when the catalog is
     */
    private record Store(Path code, String address, Catalog catalog, Runnable ended) implements AutoCloseable {
        /** A table of its own in DynamoDB Local. */
        static Store onDynamo(Path zip) {
            DynamoServer tables = new DynamoServer();
            DynamoDbClient client = DynamoServer.client(new ExecutionInterceptor() {});
            String table = "dynamodb://" + tables.newTableName();
            return new Store(
                    unpacked(zip),
                    table + "?region=" + DynamoServer.REGION + "&endpoint=" + DynamoServer.endpoint(),
                    DynamoCatalog.open(table, client, new SecureRandom()),
                    () -> {
                        client.close();
                        tables.close();
                    });
        }

        /** A database of its own. */
        static Store onPostgres(Path code) {
            PostgresServer server = new PostgresServer();
            String address = server.newDatabase();
            return new Store(code, address, PostgresCatalog.open(address, new SecureRandom()), server::close);
        }

        @Override
        public void close() {
            catalog.close();
            ended.run();
        }
    }

    private static Path named(String property) {
        return Path.of(System.getProperty(property));
    }

    /** Unpacked once for all tests. */
    private static Path unpacked(Path zip) {
        return UNPACKED.computeIfAbsent(zip, one -> {
            try {
                Path code = Files.createTempDirectory("hakiri-function-");
                FunctionPackage.unpack(one, code);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> Projects.removeAll(code)));
                return code;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private LocalFunction(Store store, Path folder, Duration timeout, boolean recursion, Map<String, String> more) {
        this(store, FunctionConfiguration.QUARKUS, folder, timeout, AT_ONCE, recursion, more);
    }

    private LocalFunction(
            Store store,
            String handler,
            Path folder,
            Duration timeout,
            int atOnce,
            boolean recursion,
            Map<String, String> more) {
        this.store = store;
        store.catalog().upgrade();
        this.lambda = new Emulator(
                endpoint -> new FunctionConfiguration(
                        "hakiri",
                        store.code(),
                        handler,
                        folder,
                        environment(store.address(), endpoint, more),
                        timeout,
                        MEGABYTES,
                        atOnce,
                        recursion,
                        List.of("-Xlog:disable")),
                log::add);
    }

    /** In a folder, with a limit of time that nothing here reaches. */
    public static LocalFunction in(Path folder, Map<String, String> more) {
        return limited(folder, NO_LIMIT, more);
    }

    /** One process for all invocations, which wait for each other. */
    static LocalFunction alone(Path folder, Map<String, String> more) {
        return new LocalFunction(
                Store.onDynamo(named("hakiri.function")),
                FunctionConfiguration.QUARKUS,
                folder,
                NO_LIMIT,
                1,
                true,
                more);
    }

    /** Another package of it. */
    public static LocalFunction packaged(Path zip, Path folder) {
        return new LocalFunction(Store.onDynamo(zip), folder, NO_LIMIT, true, Map.of());
    }

    /** With a limit of time. */
    static LocalFunction limited(Path folder, Duration timeout, Map<String, String> more) {
        return new LocalFunction(Store.onDynamo(named("hakiri.function")), folder, timeout, true, more);
    }

    /** With a limit of time, and Lambda's guard against functions that call themselves as it is unless it is switched off. */
    static LocalFunction guarded(Path folder, Duration timeout) {
        return new LocalFunction(Store.onDynamo(named("hakiri.function")), folder, timeout, false, Map.of());
    }

    /** The build for PostgreSQL, with a limit of time. */
    static LocalFunction onPostgres(Path folder, Duration timeout) {
        return new LocalFunction(
                Store.onPostgres(unpacked(named("hakiri.function.postgres"))), folder, timeout, true, Map.of());
    }

    /** The build for PostgreSQL as an image has it: its code in a folder, and its own name for the handler. */
    static LocalFunction image(Path code, String handler, Path folder) {
        return new LocalFunction(Store.onPostgres(code), handler, folder, NO_LIMIT, AT_ONCE, true, Map.of());
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
        return store.catalog();
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
                .forEach(pipeline -> catalog()
                        .put(new PutPipeline(
                                new PipelineKey(PROJECT, pipeline.id()),
                                pipeline.toCanonicalJson(),
                                Instant.now().minusSeconds(1),
                                null,
                                ACTOR)));
    }

    /** The runs of a pipeline, newest first. */
    List<Run> runs(String pipeline) {
        Page<Run> runs = catalog()
                .runs(PipelineKey.of(PROJECT.value(), pipeline), PageRequest.first())
                .pageOrNull();
        return runs == null ? List.of() : runs.entries();
    }

    /** A token of the project. */
    public BearerToken token(Role role) {
        BearerToken token = BearerToken.of(PROJECT, new SecureRandom());
        catalog()
                .createToken(
                        new ApiToken(PROJECT, role.name().toLowerCase(Locale.ROOT), role, token.hash(), null, null),
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
        return Response.of(answered(event));
    }

    /** The status alone of what the function answers to an event, whatever it has for a body. */
    int status(ObjectNode event) {
        return parsed(answered(event)).path("statusCode").asInt();
    }

    private String answered(ObjectNode event) {
        Outcome outcome = lambda.invoke(event.toString());
        assertThat(outcome).as("the log: %s", log).isInstanceOf(Outcome.Answered.class);
        return ((Outcome.Answered) outcome).body();
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** A response of HTTP. */
    public record Response(int status, JsonNode body) {
        static Response of(String text) {
            JsonNode response = parsed(text);
            String body = response.path("body").asText("");
            return new Response(
                    response.path("statusCode").asInt(),
                    body.isEmpty() ? JsonNodeFactory.instance.missingNode() : parsed(body));
        }

        public Response expect(int expected) {
            assertThat(status).as("%s", body).isEqualTo(expected);
            return this;
        }
    }

    @Override
    public void close() {
        lambda.close();
        store.close();
    }
}
