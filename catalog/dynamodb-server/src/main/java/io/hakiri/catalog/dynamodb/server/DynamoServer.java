package io.hakiri.catalog.dynamodb.server;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Tables for tests, on one DynamoDB for all tests of a JVM: a container where a Docker engine answers, DynamoDB Local in this
 * process otherwise; other processes reach it too. It starts with the first use, keeps everything in memory, and ends with the
 * JVM. Every region and every access key see the same tables.
 */
public final class DynamoServer implements AutoCloseable {
    /** Any will do, but all signatures need one. */
    public static final String REGION = "eu-central-1";

    /** Letters and digits, or it is refused. */
    public static final String ACCESS_KEY = "local";

    public static final String SECRET_KEY = "local";

    /** Not every version that is a library is an image too. */
    private static final String IMAGE = "amazon/dynamodb-local:latest";

    private static final int PORT = 8000;

    private final List<String> tables = new ArrayList<>();

    private static final class Shared {
        static final URI ENDPOINT = start();
        static final DynamoDbClient CLIENT = client(ENDPOINT);

        private static URI start() {
            boolean docker = docker();
            URI endpoint = docker ? container() : inProcess();
            System.out.println(
                    "The tests use DynamoDB Local " + (docker ? "in a container of " + IMAGE : "in process"));
            return endpoint;
        }

        /** Where there is none, the library is loud about it. */
        private static boolean docker() {
            Logger library = Logger.getLogger("org.testcontainers");
            library.setLevel(Level.OFF);
            try {
                return DockerClientFactory.instance().isDockerAvailable();
            } finally {
                library.setLevel(null);
            }
        }

        @SuppressWarnings("resource") // it ends with the JVM
        private static URI container() {
            GenericContainer<?> container = new GenericContainer<>(IMAGE)
                    .withExposedPorts(PORT)
                    .withCommand("-jar", "DynamoDBLocal.jar", "-inMemory", "-sharedDb", "-disableTelemetry");
            container.start();
            Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
            return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
        }

        @SuppressWarnings("resource") // it ends with the JVM
        private static URI inProcess() {
            LocalDynamo server = new LocalDynamo(null, 0);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server.endpoint();
        }
    }

    /** Where it listens, as a client's {@code endpointOverride}. */
    public static URI endpoint() {
        return Shared.ENDPOINT;
    }

    /** A plain client of it, shared by all tests, to look at what is stored from outside. */
    public static DynamoDbClient client() {
        return Shared.CLIENT;
    }

    /** A plain client of another endpoint, with the credentials and the region given here. */
    public static DynamoDbClient client(URI endpoint) {
        return builder(endpoint).build();
    }

    /** A client of it that is watched, and that never tries again by itself. Whoever asks for it closes it. */
    public static DynamoDbClient client(ExecutionInterceptor watching) {
        return builder(endpoint())
                .overrideConfiguration(override ->
                        override.addExecutionInterceptor(watching).retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    private static DynamoDbClientBuilder builder(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .httpClientBuilder(UrlConnectionHttpClient.builder());
    }

    /** A name that no table has yet; nothing is made. */
    public String newTableName() {
        String name = "test-" + UUID.randomUUID();
        tables.add(name);
        return name;
    }

    /** Removes a table, also one that is protected. */
    public static void delete(String table) {
        client().updateTable(request -> request.tableName(table).deletionProtectionEnabled(false));
        client().deleteTable(request -> request.tableName(table));
    }

    /** Removes the tables made under names from here. */
    @Override
    public void close() {
        for (String table : tables) {
            try {
                delete(table);
            } catch (ResourceNotFoundException _) {
                // never made, or removed by its test
            }
        }
        tables.clear();
    }
}
