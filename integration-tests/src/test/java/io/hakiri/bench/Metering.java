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
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** DynamoDB Local, a table of a catalog in it, and a client whose requests are metered. */
final class Metering implements AutoCloseable {
    private final DynamoServer server = new DynamoServer();
    private final String table = server.newTableName();
    private final Meter meter = new Meter(DynamoServer.client());
    private final DynamoDbClient client = DynamoServer.client(meter);

    Meter meter() {
        return meter;
    }

    DynamoDbClient client() {
        return client;
    }

    /** One that knows nothing yet; the table is the same. */
    DynamoCatalog catalog() {
        return catalog(client);
    }

    DynamoCatalog catalog(DynamoDbClient through) {
        return DynamoCatalog.open("dynamodb://" + table, through, new SecureRandom());
    }

    /** No catalog reads the stream, and with one DynamoDB Local writes the slower the more was written. */
    void streamOff() {
        DynamoServer.client()
                .updateTable(request -> request.tableName(table)
                        .streamSpecification(specification -> specification.streamEnabled(false)));
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
