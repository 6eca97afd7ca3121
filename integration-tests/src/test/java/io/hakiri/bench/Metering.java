package io.hakiri.bench;

import io.hakiri.catalog.dynamodb.DynamoCatalog;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.dynamodb.server.Meter;
import io.hakiri.catalog.dynamodb.server.Meter.Metered;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** DynamoDB Local, a table of a catalog in it, and a client whose requests are metered. */
final class Metering implements AutoCloseable {
    private final DynamoServer server = new DynamoServer();
    private final String table = server.newTableName();
    private final Meter meter = new Meter(DynamoServer.client());
    private final DynamoDbClient client = client(meter);

    static DynamoDbClient client(ExecutionInterceptor watching) {
        return DynamoDbClient.builder()
                .endpointOverride(DynamoServer.endpoint())
                .region(Region.of(DynamoServer.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(DynamoServer.ACCESS_KEY, DynamoServer.SECRET_KEY)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override ->
                        override.addExecutionInterceptor(watching).retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    Meter meter() {
        return meter;
    }

    DynamoDbClient client() {
        return client;
    }

    DynamoServer server() {
        return server;
    }

    /** One that knows nothing yet; the table is the same. */
    DynamoCatalog catalog() {
        return catalog(client);
    }

    DynamoCatalog catalog(DynamoDbClient through) {
        return DynamoCatalog.open("dynamodb://" + table, through, new SecureRandom());
    }

    void report(String name, List<Metered> requests) {
        double writes = requests.stream().mapToDouble(Metered::writes).sum();
        double reads = requests.stream().mapToDouble(Metered::reads).sum();
        Map<String, Integer> names = new TreeMap<>();
        requests.forEach(request -> names.merge(request.name(), 1, Integer::sum));
        System.out.printf(
                Locale.ROOT,
                "%-52s %2d requests, %4.1f write units, %4.1f read units  %s%n",
                name,
                requests.size(),
                writes,
                reads,
                names);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
