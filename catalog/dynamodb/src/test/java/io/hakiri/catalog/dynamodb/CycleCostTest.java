package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.dynamodb.server.Meter;
import io.hakiri.catalog.dynamodb.server.Meter.Metered;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The contract's cost budget, in counts; {@code ./hakiri bench dynamodb} has the rest. */
class CycleCostTest {
    private static final PipelineKey KEY = new PipelineKey(new ProjectId("bench"), new PipelineId("p-1"));
    private static final Set<String> STREAMS =
            Set.of("orders", "order_lines", "customers", "addresses", "products", "prices", "shipments", "returns");
    private static final Duration TTL = Duration.ofMinutes(1);

    private final Random random = new Random(1);
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());
    private long number;

    @Test
    void cycleOfEightStreamsCostsThreeRequestsAndTenWriteUnitsAtMost() {
        Meter meter = new Meter(DynamoServer.client());
        try (DynamoServer server = new DynamoServer();
                DynamoDbClient client = DynamoServer.client(meter);
                Catalog catalog =
                        DynamoCatalog.open("dynamodb://" + server.newTableName(), client, new SecureRandom())) {
            catalog.upgrade();
            catalog.put(new PutPipeline(KEY, "{}", null, null, new Actor("bench", "measure")));
            for (int i = 1; i < 10; i++) {
                cycle(catalog);
            }
            meter.take();

            cycle(catalog);

            List<Metered> requests = meter.take();
            assertThat(requests).hasSize(3);
            assertThat(requests)
                    .allSatisfy(request -> assertThat(request.reads()).isZero());
            assertThat(requests.stream().mapToDouble(Metered::writes).sum())
                    .as("write units of %s", requests)
                    .isLessThanOrEqualTo(10);
        }
    }

    private void cycle(Catalog catalog) {
        RunId run = ids.next();
        BeginResult.Granted granted = (BeginResult.Granted) catalog.begin(
                new Begin(KEY, run, new RequestId(run.toString()), "worker-1", TTL, new Trigger.Manual(), STREAMS));
        Map<StreamPartition, Long> revisions = new HashMap<>();
        granted.cursors().forEach(cursor -> revisions.put(cursor.at(), cursor.revision()));
        commit(catalog, granted.writer(), 1, revisions, new Next.GoOn(TTL));
        commit(catalog, granted.writer(), 2, revisions, new Next.Finish(RunStatus.SUCCEEDED, null, null));
    }

    private void commit(Catalog catalog, Writer writer, int step, Map<StreamPartition, Long> revisions, Next next) {
        number++;
        List<Advance> advances = new ArrayList<>();
        Map<String, Counts> counts = new HashMap<>();
        for (String stream : STREAMS) {
            StreamPartition at = StreamPartition.of(stream);
            advances.add(new Advance(at, revisions.getOrDefault(at, 0L), position()));
            revisions.merge(at, 1L, Long::sum);
            int rows = random.nextInt(100_000);
            counts.put(stream, new Counts(rows, rows, 0, rows * 83L));
        }
        assertThat(catalog.commit(new Commit(
                        writer, step, new Progress(advances, List.of(), Map.of(), List.of(), List.of(), counts), next)))
                .isInstanceOf(CommitResult.Committed.class);
    }

    /** A time and a row, and the same as an order key. */
    private Position position() {
        Instant time = Instant.ofEpochSecond(1_795_000_000L + 60 * number, random.nextInt(1_000_000) * 1000L);
        int row = random.nextInt(10_000_000);
        return new Position.Monotonic(
                "%s/%010d".formatted(time, row),
                Bytes.of(ByteBuffer.allocate(16)
                        .putLong(time.getEpochSecond())
                        .putInt(time.getNano())
                        .putInt(row)
                        .array()));
    }
}
