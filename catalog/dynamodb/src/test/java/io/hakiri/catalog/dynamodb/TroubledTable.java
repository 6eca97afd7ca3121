package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A table as our program sees it through a faulty service, and as it is. */
final class TroubledTable implements AutoCloseable {
    /** For tries that have to come to nothing. */
    static final Duration SHORT = Duration.ofMillis(300);

    private static final AtomicLong VERSIONS = new AtomicLong();

    private final DynamoServer server = new DynamoServer();
    private final FaultyService service = new FaultyService(DynamoServer.endpoint());
    private final MovedTime time = new MovedTime();
    private final String name = server.newTableName();
    private final Table real;
    private final Table table;

    TroubledTable() {
        DynamoFixture.create(name);
        real = table(DynamoServer.endpoint(), Attempts.Pace.STANDARD);
        table = table(service.endpoint(), Attempts.Pace.STANDARD);
    }

    /** As our program sees it. */
    Table table() {
        return table;
    }

    /** As it is: for others that write, and to look. */
    Table real() {
        return real;
    }

    FaultyService service() {
        return service;
    }

    MovedTime time() {
        return time;
    }

    String name() {
        return name;
    }

    /** The same table, by other bounds. */
    Table table(Attempts.Pace pace) {
        return table(service.endpoint(), pace);
    }

    Table table(URI endpoint, Attempts.Pace pace) {
        return new Table(client(endpoint, credentials()), name, attempts(pace), true);
    }

    Attempts attempts(Attempts.Pace pace) {
        return new Attempts(pace, new Random(1), time);
    }

    static AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(DynamoServer.ACCESS_KEY, DynamoServer.SECRET_KEY));
    }

    static DynamoDbClient client(URI endpoint, AwsCredentialsProvider credentials) {
        return Client.open(Region.of(DynamoServer.REGION), endpoint, credentials);
    }

    /** Bounds by which a try ends soon. */
    static Attempts.Pace impatient(int most) {
        return new Attempts.Pace(most, Attempts.FIRST_PAUSE, Attempts.LONGEST_PAUSE, SHORT, Attempts.OVERALL);
    }

    static Table.Key key(String sk) {
        return new Table.Key("p", sk);
    }

    /** A version that no item has yet. */
    static SdkBytes version() {
        return SdkBytes.fromUtf8String("%08d".formatted(VERSIONS.incrementAndGet()));
    }

    static SdkBytes version(Map<String, AttributeValue> item) {
        return Objects.requireNonNull(item.get(Table.VERSION)).b();
    }

    /** With a new version. */
    static Map<String, AttributeValue> item(String sk, String content) {
        Map<String, AttributeValue> item = new HashMap<>(Requests.attributes(key(sk)));
        item.put(Table.VERSION, AttributeValue.fromB(version()));
        item.put(Table.CONTENT, AttributeValue.fromB(SdkBytes.fromUtf8String(content)));
        return Map.copyOf(item);
    }

    @Override
    public void close() {
        table.close();
        real.close();
        service.close();
        server.close();
    }
}
