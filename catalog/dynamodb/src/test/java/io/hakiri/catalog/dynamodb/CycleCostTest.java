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
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.dynamodb.server.Meter;
import io.hakiri.catalog.dynamodb.server.Meter.Metered;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The contract's cost budget, in counts; {@code ./hakiri bench dynamodb} has the rest. */
class CycleCostTest {
    private static final PipelineKey KEY = new PipelineKey(new ProjectId("bench"), new PipelineId("p-1"));
    private static final Set<String> STREAMS =
            Set.of("orders", "order_lines", "customers", "addresses", "products", "prices", "shipments", "returns");
    private static final Duration TTL = Duration.ofMinutes(1);

    /** What positions of at most 64 bytes look like. */
    enum Positions {
        /** A time and a row, and the same as an order key. */
        TIMES {
            @Override
            Position next(Random random, long number) {
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
        },
        /** 64 characters of 64 kinds of which none can be foretold. */
        TOKENS {
            @Override
            Position next(Random random, long number) {
                byte[] bytes = new byte[48];
                random.nextBytes(bytes);
                return new Position.OpaqueToken(Base64.getUrlEncoder().encodeToString(bytes));
            }
        },
        /** 64 characters, nearly all of any kind that ASCII can print; and the same as an order key, with an end. */
        TEXTS {
            @Override
            Position next(Random random, long number) {
                StringBuilder text = new StringBuilder("%06d".formatted(number));
                while (text.length() < 64) {
                    text.append((char) (' ' + random.nextInt('~' - ' ' + 1)));
                }
                byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
                return new Position.Monotonic(text.toString(), Bytes.of(Arrays.copyOf(bytes, bytes.length + 1)));
            }
        };

        abstract Position next(Random random, long number);
    }

    private final Random random = new Random(1);
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());
    private final List<Settlement> toSettle = new ArrayList<>();
    private long number;

    @ParameterizedTest(name = "{0}, {1} staged by each commit")
    @CsvSource({"TIMES,0", "TOKENS,0", "TEXTS,0", "TIMES,1", "TIMES,2", "TOKENS,1"})
    void cycleOfEightStreamsCostsThreeRequestsAndTenWriteUnitsAtMost(Positions positions, int staged) {
        Meter meter = new Meter(DynamoServer.client());
        try (DynamoServer server = new DynamoServer();
                DynamoDbClient client = DynamoServer.client(meter);
                Catalog catalog =
                        DynamoCatalog.open("dynamodb://" + server.newTableName(), client, new SecureRandom())) {
            catalog.upgrade();
            catalog.put(new PutPipeline(KEY, "{}", null, null, new Actor("bench", "measure")));
            for (int i = 1; i < 10; i++) {
                cycle(catalog, positions, staged);
            }
            meter.take();

            cycle(catalog, positions, staged);

            List<Metered> requests = meter.take();
            assertThat(requests).hasSize(3);
            assertThat(requests)
                    .allSatisfy(request -> assertThat(request.reads()).isZero());
            assertThat(requests.stream().mapToDouble(Metered::writes).sum())
                    .as("write units of %s", requests)
                    .isLessThanOrEqualTo(10);
        }
    }

    private void cycle(Catalog catalog, Positions positions, int staged) {
        RunId run = ids.next();
        BeginResult.Granted granted = (BeginResult.Granted) catalog.begin(
                new Begin(KEY, run, new RequestId(run.toString()), "worker-1", TTL, new Trigger.Manual(), STREAMS));
        Cycle cycle = new Cycle(catalog, granted.writer(), positions, staged, new HashMap<>());
        granted.cursors().forEach(cursor -> cycle.revisions.put(cursor.at(), cursor.revision()));
        commit(cycle, 1, new Next.GoOn(TTL));
        commit(cycle, 2, new Next.Finish(RunStatus.SUCCEEDED, null, null));
    }

    private record Cycle(
            Catalog catalog, Writer writer, Positions positions, int staged, Map<StreamPartition, Long> revisions) {}

    private void commit(Cycle cycle, int step, Next next) {
        number++;
        List<Advance> advances = new ArrayList<>();
        Map<String, Counts> counts = new HashMap<>();
        for (String stream : STREAMS) {
            StreamPartition at = StreamPartition.of(stream);
            advances.add(new Advance(at, cycle.revisions.getOrDefault(at, 0L), cycle.positions.next(random, number)));
            cycle.revisions.merge(at, 1L, Long::sum);
            int rows = random.nextInt(100_000);
            counts.put(stream, new Counts(rows, rows, 0, rows * 83L));
        }
        Writer writer = cycle.writer;
        List<StagedObject> objects = new ArrayList<>();
        List<Settlement> settled = List.copyOf(toSettle);
        toSettle.clear();
        for (int i = 0; i < cycle.staged; i++) {
            objects.add(object(writer, step, i));
            toSettle.add(new Settlement(new ReceiptId(writer.fence(), step, i), Receipt.State.PUBLISHED));
        }
        Progress progress = new Progress(advances, List.of(), Map.of(), objects, settled, counts);
        assertThat(cycle.catalog.commit(new Commit(writer, step, progress, next)))
                .isInstanceOf(CommitResult.Committed.class);
    }

    /** Named as a lake names its files, with a digest of SHA-256. */
    private StagedObject object(Writer writer, int step, int ordinal) {
        byte[] digest = new byte[32];
        random.nextBytes(digest);
        return new StagedObject(
                "orders",
                StagedObject.Kind.DATA,
                "orders/%s-%d-%d-%s.parquet".formatted(writer.fence(), step, ordinal, writer.run()),
                HexFormat.of().formatHex(digest),
                random.nextInt(10_000_000),
                random.nextInt(100_000));
    }
}
