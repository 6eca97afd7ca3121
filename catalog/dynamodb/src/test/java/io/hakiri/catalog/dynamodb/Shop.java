package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** A table, catalogs of it as processes of their own have them, and short words for what tests do with them. */
final class Shop implements AutoCloseable {
    static final ProjectId SHOP = new ProjectId("shop");
    static final Duration TTL = Duration.ofMinutes(1);
    static final Actor ANN = new Actor("ann", "the test says so");
    static final RunIds RUN_IDS = RunIds.uuid7(InstantSource.system(), new SecureRandom());
    static final StreamPartition ORDERS = StreamPartition.of("orders");

    private final DynamoServer server = new DynamoServer();
    private final String table = server.newTableName();
    private final List<Catalog> opened = new ArrayList<>();

    Shop() {
        DynamoFixture.create(table);
    }

    String table() {
        return table;
    }

    // ---- opening

    /** By the real time, without a margin. */
    DynamoCatalog open() {
        return open(InstantSource.system());
    }

    DynamoCatalog open(InstantSource clock) {
        return open(clock, System::nanoTime, Duration.ZERO);
    }

    DynamoCatalog open(InstantSource clock, LongSupplier nanos, Duration margin) {
        return open(DynamoServer.endpoint(), workings(clock, nanos, margin), null);
    }

    DynamoCatalog open(URI endpoint, Workings workings, @Nullable Duration keepRuns) {
        DynamoCatalog catalog = open(
                endpoint,
                table,
                new Attempts(Attempts.Pace.STANDARD, new SecureRandom(), Waiting.REAL),
                workings,
                keepRuns);
        opened.add(catalog);
        return catalog;
    }

    /** On any endpoint and table. */
    static DynamoCatalog open(
            URI endpoint, String table, Attempts attempts, Workings workings, @Nullable Duration keepRuns) {
        var client = TroubledTable.client(endpoint, TroubledTable.credentials());
        return new DynamoCatalog(
                new TableStorage(
                        new Table(client, table, attempts, true),
                        new TableSetup(client, table, attempts, Waiting.REAL),
                        endpoint + "/" + table,
                        keepRuns),
                workings);
    }

    static Workings workings(InstantSource clock, LongSupplier nanos, Duration margin) {
        return new Workings(clock, InstantSource.system(), nanos, new SecureRandom(), margin);
    }

    // ---- asking

    static PipelineKey declared(Catalog catalog, String name) {
        PipelineKey key = PipelineKey.of(SHOP.value(), name);
        catalog.put(new PutPipeline(key, "{}", null, null, ANN));
        return key;
    }

    static Begin asking(PipelineKey pipeline) {
        return asking(pipeline, "worker", TTL);
    }

    static Begin asking(PipelineKey pipeline, String worker, Duration ttl) {
        RunId run = RUN_IDS.next();
        return asking(pipeline, run, new RequestId(run.toString()), worker, ttl);
    }

    static Begin asking(PipelineKey pipeline, RunId run, RequestId request, String worker, Duration ttl) {
        return new Begin(pipeline, run, request, worker, ttl, new Trigger.Manual(), Set.of(ORDERS.stream()));
    }

    static Granted granted(BeginResult answer) {
        if (answer instanceof Granted granted) {
            return granted;
        }
        throw new AssertionError("expected Granted, was " + answer);
    }

    static CommitResult.Committed committed(CommitResult answer) {
        if (answer instanceof CommitResult.Committed committed) {
            return committed;
        }
        throw new AssertionError("expected Committed, was " + answer);
    }

    /** Moves the one cursor by one. */
    static Commit goingOn(Writer writer, int step, long revision) {
        return new Commit(writer, step, moving(revision), new Next.GoOn(TTL));
    }

    /** Moves the one cursor by one, and ends. */
    static Commit finishing(Writer writer, int step, long revision) {
        return new Commit(writer, step, moving(revision), succeeded());
    }

    static Commit ending(Writer writer, int step) {
        return new Commit(writer, step, Progress.NONE, succeeded());
    }

    static Next succeeded() {
        return new Next.Finish(RunStatus.SUCCEEDED, null, null);
    }

    /** From this revision to the next, at a position of the same number. */
    private static Progress moving(long revision) {
        return new Progress(
                List.of(new Advance(ORDERS, revision, at(revision + 1))),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(ORDERS.stream(), new Counts(1, 1, 0, 1)));
    }

    static Progress moving(List<Advance> advances) {
        return new Progress(advances, List.of(), Map.of(), List.of(), List.of(), Map.of());
    }

    static Position.Monotonic at(long number) {
        return new Position.Monotonic(
                Long.toString(number),
                Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
    }

    // ---- looking

    static Cursor cursor(Catalog catalog, PipelineKey pipeline) {
        return cursors(catalog, pipeline).getFirst();
    }

    static List<Cursor> cursors(Catalog catalog, PipelineKey pipeline) {
        return all(page -> catalog.cursors(pipeline, page));
    }

    static Run run(Catalog catalog, Writer writer) {
        return catalog.run(writer.pipeline(), writer.run()).orElseThrow();
    }

    static List<Run> runs(Catalog catalog, PipelineKey pipeline) {
        return all(page -> catalog.runs(pipeline, page));
    }

    static <T> List<T> all(Function<PageRequest, Listing<T>> listing) {
        List<T> entries = new ArrayList<>();
        String next = null;
        do {
            Page<T> page = listing.apply(
                            new PageRequest(next, PageRequest.first().entries()))
                    .pageOrNull();
            if (page == null) {
                throw new AssertionError("expected a page");
            }
            entries.addAll(page.entries());
            next = page.next();
        } while (next != null);
        return entries;
    }

    /** All that is stored, as it is. */
    Map<Table.Key, Map<String, AttributeValue>> items() {
        Map<Table.Key, Map<String, AttributeValue>> items = new HashMap<>();
        Map<String, AttributeValue> from = Map.of();
        do {
            @Nullable Map<String, AttributeValue> start = from.isEmpty() ? null : from;
            ScanResponse part =
                    DynamoServer.client().scan(scan -> scan.tableName(table).exclusiveStartKey(start));
            part.items().forEach(item -> items.put(Table.Key.of(item), item));
            from = part.hasLastEvaluatedKey() ? part.lastEvaluatedKey() : Map.of();
        } while (!from.isEmpty());
        return items;
    }

    /** The sort keys of a pipeline's items that begin so. */
    List<String> sortKeys(PipelineKey pipeline, String prefix) {
        return items().keySet().stream()
                .filter(key -> key.pk().equals(Items.partition(pipeline)))
                .map(Table.Key::sk)
                .filter(key -> key.startsWith(prefix))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        opened.forEach(Catalog::close);
        server.close();
    }
}
