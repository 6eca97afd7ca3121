package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.contract.CatalogFixture;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** Tables of DynamoDB catalogs. The time begins now: what the table itself removes, it removes by the real time. */
public final class DynamoFixture implements CatalogFixture {
    private final DynamoServer server = new DynamoServer();
    private final Map<Catalog, ItemCount> counts = new HashMap<>();
    private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** The kit makes one by name in other processes. */
    public DynamoFixture() {}

    @Override
    public String backend() {
        return "DynamoDB";
    }

    /** With the endpoint, for other processes. */
    @Override
    public String newAddress() {
        String table = server.newTableName();
        create(table);
        return DynamoServer.endpoint() + "/" + table;
    }

    /**
     * Without the stream, which no catalog reads, and with which DynamoDB Local writes the slower the more was written. The name is
     * nobody else's: what is there already is what a first try has made whose answer came too late.
     */
    static void create(String table) {
        CreateTableRequest.Builder definition = TableDefinition.create(table).toBuilder();
        try {
            DynamoServer.client()
                    .createTable(definition
                            .streamSpecification((StreamSpecification) null)
                            .build());
        } catch (ResourceInUseException _) {
            // made
        }
    }

    @Override
    public Catalog open(String address) {
        return open(address, () -> now);
    }

    @Override
    public Catalog openOnRealTime(String address) {
        return open(address, InstantSource.system());
    }

    /** Without a margin: the kit has one clock. */
    private Catalog open(String address, InstantSource clock) {
        ItemCount count = new ItemCount();
        DynamoDbClient client = client(endpoint(address), count);
        Attempts attempts = new Attempts(Attempts.Pace.STANDARD, new SecureRandom(), Waiting.REAL);
        Catalog catalog = new DynamoCatalog(
                new TableStorage(
                        new Table(client, table(address), attempts, true),
                        new TableSetup(client, table(address), attempts, Waiting.REAL),
                        address,
                        null),
                new Workings(clock, InstantSource.system(), System::nanoTime, new SecureRandom(), Duration.ZERO));
        counts.put(catalog, count);
        return catalog;
    }

    private static DynamoDbClient client(URI endpoint, ItemCount count) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(DynamoServer.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(DynamoServer.ACCESS_KEY, DynamoServer.SECRET_KEY)))
                // who never speaks TLS need not read all authorities: a third of a worker's start
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().tlsTrustManagersProvider(() -> new TrustManager[0]))
                .overrideConfiguration(
                        client -> client.addExecutionInterceptor(count).retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    private static URI endpoint(String address) {
        return URI.create(address.substring(0, address.lastIndexOf('/')));
    }

    private static String table(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public String copy(String address) {
        String copy = newAddress();
        write(table(copy), items(table(address)));
        return copy;
    }

    /** A restore makes a new table; under the old name once the old one is gone. */
    @Override
    public void restore(String address, String copy) {
        List<Map<String, AttributeValue>> items = items(table(copy));
        DynamoServer.delete(table(address));
        create(table(address));
        write(table(address), items);
    }

    private static List<Map<String, AttributeValue>> items(String table) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        Map<String, AttributeValue> from = Map.of();
        do {
            @Nullable Map<String, AttributeValue> start = from.isEmpty() ? null : from;
            ScanResponse part = DynamoServer.client()
                    .scan(request -> request.tableName(table).exclusiveStartKey(start));
            items.addAll(part.items());
            from = part.hasLastEvaluatedKey() ? part.lastEvaluatedKey() : Map.of();
        } while (!from.isEmpty());
        return items;
    }

    private static void write(String table, List<Map<String, AttributeValue>> items) {
        items.forEach(item -> DynamoServer.client()
                .putItem(request -> request.tableName(table).item(item)));
    }

    /** Items that were sent or came back, and the requests themselves. */
    @Override
    public long workOf(Catalog catalog, ProjectId project, Runnable calls) {
        ItemCount count = counts.getOrDefault(catalog, new ItemCount());
        long before = count.items();
        calls.run();
        return count.items() - before;
    }

    @Override
    public void close() {
        server.close();
    }
}
