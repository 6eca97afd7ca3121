package io.hakiri.bench;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The contract's cycle of one pipeline, as the engine makes it: begins are named like their runs. */
final class DynamoCycle {
    static final int STREAMS = 8;
    static final Duration TTL = Duration.ofMinutes(1);

    private static final int MOST_ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Words of streams, as somebody would name them. */
    private static final List<String> NAMES =
            List.of("orders", "order_lines", "customers", "addresses", "products", "prices", "shipments", "returns");

    /** What positions look like. */
    enum Positions {
        /** A time and a row, and the same as an order key. */
        TIMES {
            @Override
            Position next(Random random, long number) {
                long micros = 1_795_000_000_000_000L + number * 60_000_000 + random.nextInt(60_000_000);
                int row = random.nextInt(10_000_000);
                return new Position.Monotonic(
                        "%s/%010d".formatted(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), row),
                        Bytes.of(ByteBuffer.allocate(12)
                                .putLong(micros)
                                .putInt(row)
                                .array()));
            }
        },
        /** 64 characters of which none can be foretold. */
        TOKENS {
            @Override
            Position next(Random random, long number) {
                byte[] bytes = new byte[48];
                random.nextBytes(bytes);
                return new Position.OpaqueToken(Base64.getUrlEncoder().encodeToString(bytes));
            }
        },
        /** A text of 64 characters with any printable character of ASCII, and the same as an order key, with its end. */
        TEXTS {
            @Override
            Position next(Random random, long number) {
                StringBuilder text = new StringBuilder("%08d".formatted(number));
                while (text.length() < 64) {
                    text.append((char) (' ' + random.nextInt('~' - ' ' + 1)));
                }
                byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
                return new Position.Monotonic(text.toString(), Bytes.of(Arrays.copyOf(bytes, bytes.length + 1)));
            }
        };

        abstract Position next(Random random, long number);
    }

    private final Catalog catalog;
    private final PipelineKey key;
    private final Positions positions;
    private final int staged;
    private final Random random = new Random(1);
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());
    private final Map<StreamPartition, Long> revisions = new HashMap<>();
    private final List<Settlement> toSettle = new ArrayList<>();
    private long number;

    /** @param staged objects that each commit stages and the next one settles */
    DynamoCycle(Catalog catalog, PipelineKey key, Positions positions, int staged) {
        this.catalog = catalog;
        this.key = key;
        this.positions = positions;
        this.staged = staged;
    }

    /** Goes on where another one stands. */
    DynamoCycle from(DynamoCycle other) {
        number = other.number;
        return this;
    }

    static Set<String> streams() {
        return new TreeSet<>(NAMES);
    }

    void put(@Nullable Instant nextDue) {
        PutPipeline put = new PutPipeline(key, "{}", nextDue, null, new Actor("bench", "measure"));
        answered(() -> catalog.put(put));
    }

    /** The first run: cursors and accepted shapes. */
    void prepare(@Nullable Instant nextDue) {
        BeginResult.Granted granted = begin(new Trigger.Manual());
        List<SchemaChange> schemas = NAMES.stream()
                .map(stream -> new SchemaChange(
                        stream,
                        0,
                        "{\"fields\":[{\"name\":\"id\",\"type\":\"int64\"},{\"name\":\"of_" + stream
                                + "\",\"type\":\"text\"}]}",
                        new Decision(Verdict.ACCEPT, "policy:evolve", "first")))
                .toList();
        commit(granted.writer(), 1, finish(nextDue), schemas, Map.of());
    }

    BeginResult.Granted begin(Trigger trigger) {
        BeginResult result = ask(trigger);
        if (!(result instanceof BeginResult.Granted granted)) {
            throw new IllegalStateException(result.toString());
        }
        granted(granted);
        return granted;
    }

    /** Goes on from what a begin has granted. */
    void granted(BeginResult.Granted granted) {
        toSettle.clear();
        for (Receipt receipt : granted.unsettled()) {
            toSettle.add(new Settlement(receipt.id(), Receipt.State.PUBLISHED));
        }
        granted.cursors().forEach(cursor -> revisions.put(cursor.at(), cursor.revision()));
    }

    BeginResult ask(Trigger trigger) {
        RunId run = ids.next();
        Begin begin = new Begin(key, run, new RequestId(run.toString()), "worker-1", TTL, trigger, streams());
        return answered(() -> catalog.begin(begin));
    }

    /** What was not answered is asked again, as the engine does: nothing is done twice (C-10). */
    private static <T> T answered(Supplier<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (CatalogException.Unavailable | CatalogException.OutcomeUnknown e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    void goOn(Writer writer, int step) {
        commit(writer, step, new Next.GoOn(TTL), List.of(), under());
    }

    void finish(Writer writer, int step, @Nullable Instant nextDue) {
        commit(writer, step, finish(nextDue), List.of(), under());
    }

    private static Next finish(@Nullable Instant nextDue) {
        return new Next.Finish(RunStatus.SUCCEEDED, null, nextDue);
    }

    private static Map<String, Integer> under() {
        Map<String, Integer> under = new TreeMap<>();
        NAMES.forEach(name -> under.put(name, 1));
        return under;
    }

    private void commit(Writer writer, int step, Next next, List<SchemaChange> schemas, Map<String, Integer> under) {
        number++;
        List<Advance> advances = new ArrayList<>();
        Map<String, Counts> counts = new HashMap<>();
        for (String stream : NAMES) {
            StreamPartition at = StreamPartition.of(stream);
            advances.add(new Advance(at, revisions.getOrDefault(at, 0L), positions.next(random, number)));
            revisions.merge(at, 1L, Long::sum);
            int rows = random.nextInt(100_000);
            counts.put(stream, new Counts(rows, rows, 0, rows * 83L));
        }
        List<StagedObject> objects = new ArrayList<>();
        for (int i = 0; i < staged; i++) {
            byte[] digest = new byte[16];
            random.nextBytes(digest);
            objects.add(new StagedObject(
                    NAMES.get(i),
                    StagedObject.Kind.DATA,
                    "%s/%s-%d-%d.parquet"
                            .formatted(
                                    NAMES.get(i), writer.run(), writer.fence().value(), step),
                    java.util.HexFormat.of().formatHex(digest),
                    random.nextInt(10_000_000),
                    random.nextInt(100_000)));
        }
        Commit commit = new Commit(
                writer, step, new Progress(advances, schemas, under, objects, List.copyOf(toSettle), counts), next);
        CommitResult result = answered(() -> catalog.commit(commit));
        if (!(result instanceof CommitResult.Committed)) {
            throw new IllegalStateException(result.toString());
        }
        toSettle.clear();
        for (int i = 0; i < staged; i++) {
            toSettle.add(
                    new Settlement(new io.hakiri.catalog.ReceiptId(writer.fence(), step, i), Receipt.State.PUBLISHED));
        }
    }
}
