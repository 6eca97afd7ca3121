package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Verdict;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How what a pipeline keeps is written and read. */
final class Rows {
    static final Tree.Codec<SchemaVersion> SCHEMA = codec(Rows::schema, Rows::schema);
    static final Tree.Codec<ReceiptRow> RECEIPT = codec(Rows::receipt, Rows::receipt);
    static final Tree.Codec<QueuedRun> QUEUED = codec(QueuedRun::write, QueuedRun::read);
    static final Tree.Codec<BackfillRow> BACKFILL = codec(BackfillRow::write, BackfillRow::read);
    static final Tree.Codec<ChunkRow> CHUNK = codec(ChunkRow::write, ChunkRow::read);

    private Rows() {}

    private static <V> Tree.Codec<V> codec(BiConsumer<Out, V> writing, Function<In, V> reading) {
        return new Tree.Codec<>() {
            @Override
            public void write(Out out, V value) {
                writing.accept(out, value);
            }

            @Override
            public V read(In in) {
                return reading.apply(in);
            }
        };
    }

    // ---- schema versions

    private static void schema(Out out, SchemaVersion version) {
        out.text(version.stream()).number(version.version()).text(version.shape());
        decision(out, version.decision());
        out.instant(version.seenAt()).fence(version.seenBy());
    }

    private static SchemaVersion schema(In in) {
        return new SchemaVersion(in.text(), in.count(), in.text(), decision(in), in.instant(), in.fence());
    }

    static void decision(Out out, @Nullable Decision decision) {
        out.orNull(decision, (o, d) -> o.word(d.verdict()).text(d.by()).text(d.reason()));
    }

    static @Nullable Decision decision(In in) {
        return in.orNull(i -> new Decision(i.word(Verdict.class), i.text(), i.text()));
    }

    // ---- receipts

    static void receipt(Out out, ReceiptRow row) {
        receipt(out, row.receipt());
        out.flag(row.history());
    }

    static ReceiptRow receipt(In in) {
        return new ReceiptRow(plainReceipt(in), in.flag());
    }

    static void receipt(Out out, Receipt receipt) {
        StagedObject object = receipt.object();
        out.fence(receipt.id().fence())
                .number(receipt.id().step())
                .number(receipt.id().ordinal())
                .text(object.stream())
                .word(object.kind())
                .name(object.name())
                .digits(object.digest())
                .number(object.bytes())
                .number(object.rows())
                .word(receipt.state());
    }

    static Receipt plainReceipt(In in) {
        return new Receipt(
                new ReceiptId(in.fence(), in.count(), in.count()),
                new StagedObject(
                        in.text(), in.word(StagedObject.Kind.class), in.name(), in.digits(), in.number(), in.number()),
                in.word(Receipt.State.class));
    }

    // ---- parts

    static void counts(Out out, Counts counts) {
        out.number(counts.read())
                .number(counts.read() - counts.written())
                .number(counts.quarantined())
                .number(counts.bytes());
    }

    static Counts plainCounts(In in) {
        long read = in.number();
        return new Counts(read, read - in.number(), in.number(), in.number());
    }

    static void counts(Out out, Map<String, Counts> counts) {
        out.list(new TreeMap<>(counts).entrySet(), (o, entry) -> counts(o.text(entry.getKey()), entry.getValue()));
    }

    static Map<String, Counts> counts(In in) {
        Map<String, Counts> counts = new TreeMap<>();
        in.list(i -> counts.put(i.text(), plainCounts(i)));
        return counts;
    }

    static void at(Out out, StreamPartition at) {
        out.text(at.stream()).text(at.partition());
    }

    static StreamPartition at(In in) {
        return new StreamPartition(in.text(), in.text());
    }

    static void cursor(Out out, Cursor cursor) {
        at(out, cursor.at());
        out.position(cursor.position())
                .number(cursor.revision())
                .fence(cursor.fence())
                .instant(cursor.movedAt());
    }

    static Cursor cursor(In in) {
        return new Cursor(at(in), in.position(), in.number(), in.fence(), in.instant());
    }

    static Position.@Nullable Monotonic monotonic(In in) {
        return (Position.Monotonic) in.position();
    }

    static Backfill.Status backfillStatus(In in) {
        return in.word(Backfill.Status.class);
    }

    static Bytes bytes(In in) {
        return Bytes.of(in.bytes());
    }
}
