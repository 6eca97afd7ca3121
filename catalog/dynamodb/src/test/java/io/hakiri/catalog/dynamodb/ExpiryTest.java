package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.TTL;
import static io.hakiri.catalog.dynamodb.Shop.asking;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.finishing;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static io.hakiri.catalog.dynamodb.Shop.runs;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** What the table removes by itself reads as absent from its time on, also while it is still there. */
class ExpiryTest {
    private static final Duration KEEP_RUNS = Duration.ofDays(30);

    private static final int MOST_LOOKS = 500;

    private final Shop shop = new Shop();
    private final AtomicReference<Instant> time =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final Catalog catalog =
            shop.open(DynamoServer.endpoint(), Shop.workings(time::get, System::nanoTime, Duration.ZERO), KEEP_RUNS);
    private final PipelineKey orders = declared(catalog, "orders");

    @AfterEach
    void close() {
        shop.close();
    }

    private void pass(Duration by) {
        time.updateAndGet(now -> now.plus(by));
    }

    private Map<String, AttributeValue> item(Table.Key key) {
        return shop.items().getOrDefault(key, Map.of());
    }

    private static Instant ttl(Map<String, AttributeValue> item) {
        return Instant.ofEpochSecond(Long.parseLong(
                Objects.requireNonNull(item.get(TableDefinition.TTL)).n()));
    }

    private Writer ranOnce(long revision) {
        Writer writer = granted(catalog.begin(asking(orders))).writer();
        committed(catalog.commit(finishing(writer, 1, revision)));
        return writer;
    }

    @Test
    void aRunIsAbsentFromItsTimeOnAlthoughItIsStored() {
        Writer old = ranOnce(0);
        Map<String, AttributeValue> stored = item(Items.fence(orders, old.fence()));
        assertThat(ttl(stored)).isEqualTo(time.get().plus(KEEP_RUNS).plusSeconds(1));
        pass(KEEP_RUNS);
        assertThat(catalog.run(orders, old.run())).isPresent();
        pass(Duration.ofSeconds(1));
        Writer young = ranOnce(1);
        assertThat(catalog.run(orders, old.run())).isEmpty();
        assertThat(runs(catalog, orders)).extracting(Run::id).containsExactly(young.run());
        assertThat(item(Items.fence(orders, old.fence()))).isEqualTo(stored);
        assertThat(Shop.cursor(catalog, orders).revision()).isEqualTo(2);
    }

    @Test
    void headsCursorsAndTheOpenRunNeverExpire() {
        Writer writer = granted(catalog.begin(asking(orders))).writer();
        assertThat(item(Items.head(orders))).isNotEmpty().doesNotContainKey(TableDefinition.TTL);
        pass(KEEP_RUNS.multipliedBy(2));
        committed(catalog.commit(finishing(writer, 1, 0)));
        assertThat(catalog.run(orders, writer.run())).isPresent();
    }

    @Test
    void aFirstAnswerIsKeptForADayAndThenAbsent() {
        Begin begin = asking(orders, Shop.RUN_IDS.next(), new RequestId("once"), "worker", TTL);
        Writer writer = granted(catalog.begin(begin)).writer();
        committed(catalog.commit(finishing(writer, 1, 0)));
        pass(Duration.ofHours(24));
        assertThat(granted(catalog.begin(begin)).writer()).isEqualTo(writer);
        pass(Duration.ofHours(2));
        assertThat(item(Items.request(orders, begin.request()))).isNotEmpty();
        Begin other = asking(orders, Shop.RUN_IDS.next(), begin.request(), "worker", TTL);
        assertThat(granted(catalog.begin(other)).writer().fence()).isGreaterThan(writer.fence());
    }

    @Test
    void aKeyIsAbsentAfterItsTimeAlthoughItIsStored() {
        KeyId key = new KeyId(Shop.SHOP, "runs", "k");
        KeyStart start = new KeyStart(key, RequestId.random(), TTL, Duration.ofHours(1));
        assertThat(catalog.start(start)).isInstanceOf(KeyStartResult.Started.class);
        pass(Duration.ofHours(2));
        assertThat(ttl(item(Items.key(key)))).isAfter(time.get());
        assertThat(catalog.start(new KeyStart(key, RequestId.random(), TTL, Duration.ofHours(1))))
                .isInstanceOf(KeyStartResult.Started.class);
    }

    /** What an archive of the table's stream gets when the service removes a run: the old image, and in it {@code run}. */
    @Test
    void whatIsRemovedSaysInPlainJsonWhichRunItWas() throws JsonProcessingException {
        Writer writer = ranOnce(0);
        Map<String, AttributeValue> stored = item(Items.fence(orders, writer.fence()));
        JsonNode run = archived(stored);
        assertThat(run.get("form").asInt())
                .isEqualTo(FenceRecord.ARCHIVE_FORMAT)
                .isEqualTo(2);
        assertThat(run.get("id").asText()).isEqualTo(writer.run().toString());
        assertThat(run.get("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(Instant.parse(run.get("started_at").asText())).isEqualTo(time.get());
        assertThat(Instant.parse(run.get("ended_at").asText())).isEqualTo(time.get());
        assertThat(run.get("last_step").asInt()).isEqualTo(1);
        assertThat(run.get("counts").get(Shop.ORDERS.stream())).hasSize(2);
    }

    private static JsonNode archived(Map<String, AttributeValue> item) throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(Objects.requireNonNull(item.get(FenceRecord.ARCHIVED)).s());
    }

    /** The service's own removal shows as this one does, but for who did it. */
    @Test
    void theStreamShowsTheOldImageOfWhatIsRemoved() throws JsonProcessingException {
        DynamoServer.client()
                .updateTable(request -> request.tableName(shop.table())
                        .streamSpecification(
                                TableDefinition.create(shop.table()).streamSpecification()));
        Writer writer = ranOnce(0);
        Table.Key key = Items.fence(orders, writer.fence());
        Map<String, AttributeValue> stored = item(key);
        DynamoServer.client()
                .deleteItem(request -> request.tableName(shop.table()).key(Requests.attributes(key)));
        try (DynamoDbStreamsClient streams = DynamoDbStreamsClient.builder()
                .endpointOverride(DynamoServer.endpoint())
                .region(Region.of(DynamoServer.REGION))
                .credentialsProvider(TroubledTable.credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            Map<String, AttributeValue> image = removed(streams, key);
            assertThat(image).isEqualTo(stored);
            assertThat(archived(image).get("id").asText())
                    .isEqualTo(writer.run().toString());
        }
    }

    private Map<String, AttributeValue> removed(DynamoDbStreamsClient streams, Table.Key key) {
        String stream = DynamoServer.client()
                .describeTable(request -> request.tableName(shop.table()))
                .table()
                .latestStreamArn();
        for (int i = 0; i < MOST_LOOKS; i++) {
            for (Shard shard : streams.describeStream(request -> request.streamArn(stream))
                    .streamDescription()
                    .shards()) {
                String start = streams.getShardIterator(request -> request.streamArn(stream)
                                .shardId(shard.shardId())
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                for (Record record : streams.getRecords(request -> request.shardIterator(start))
                        .records()) {
                    if (record.eventName() == OperationType.REMOVE
                            && record.dynamodb().keys().equals(Requests.attributes(key))) {
                        return record.dynamodb().oldImage();
                    }
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("the stream does not show what was removed");
    }
}
