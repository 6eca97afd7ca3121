package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.ANN;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Of calls that write one pipeline at a time, the slowest one gets its turn too. */
class TurnsTest {
    private static final int MOST_LOOKS = 20_000;
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final String LATE = "{\"put\":\"late\"}";

    private final Shop shop = new Shop();
    private final Catalog fast = shop.open();
    private final PipelineKey orders = declared(fast, "orders");
    private final AtomicLong written = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void whoIsOutrunEachTimeGetsItsTurn() throws ExecutionException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Catalog slow = DynamoCatalog.open(
                        "dynamodb://" + shop.table(), DynamoServer.client(new Outrun()), new SecureRandom())) {
            Future<?> others = threads.submit(this::writesAndWrites);
            try {
                slow.put(new PutPipeline(orders, LATE, null, null, ANN));
            } finally {
                over.set(true);
            }
            others.get();
        }
        assertThat(fast.pipeline(orders).orElseThrow().manifest()).isEqualTo(LATE);
        assertThat(head()).doesNotContainKey(Turns.MARK);
    }

    private void writesAndWrites() {
        for (int i = 0; !over.get(); i++) {
            ChangeResult changed = i % 2 == 0 ? fast.pause(orders, false, ANN) : fast.resume(orders, null, ANN);
            assertThat(changed).isInstanceOf(ChangeResult.Done.class);
            written.incrementAndGet();
        }
    }

    /** Whatever is changed through this one comes after another's change, unless that one waits. */
    private final class Outrun implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            if (context.request() instanceof TransactWriteItemsRequest) {
                long before = written.get();
                for (int i = 0; i < MOST_LOOKS && written.get() == before && !marked(); i++) {
                    LockSupport.parkNanos(MOMENT.toNanos());
                }
            }
        }
    }

    private boolean marked() {
        return head().containsKey(Turns.MARK);
    }

    private Map<String, AttributeValue> head() {
        return DynamoServer.client()
                .getItem(get -> get.tableName(shop.table())
                        .key(Requests.attributes(Items.head(orders)))
                        .consistentRead(true))
                .item();
    }

    @Test
    void whoDiesWithAMarkHoldsNobodyUpForLong() {
        DynamoServer.client()
                .updateItem(update -> update.tableName(shop.table())
                        .key(Requests.attributes(Items.head(orders)))
                        .updateExpression("SET " + Turns.MARK + " = :true")
                        .expressionAttributeValues(Map.of(":true", AttributeValue.fromBool(true))));
        AtomicLong nanos = new AtomicLong();
        long look = Duration.ofMillis(300).toNanos();
        Catalog other = shop.open(InstantSource.fixed(Instant.now()), () -> nanos.addAndGet(look), Duration.ZERO);
        assertThat(other.pause(orders, false, ANN)).isInstanceOf(ChangeResult.Done.class);
        assertThat(nanos).hasValueBetween(4 * look, 40 * look);
        assertThat(head()).doesNotContainKey(Turns.MARK);
    }
}
