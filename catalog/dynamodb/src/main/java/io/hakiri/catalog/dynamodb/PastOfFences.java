package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PastRows.Kind;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.StagedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What retention lets go of what is recorded under fences, and how it is removed (C-29). */
final class PastOfFences {
    private static final int SLICE = 100;

    private PastOfFences() {}

    /** The rows of a kind below a border, after a key and after what was removed before, at most so many. */
    static List<PastRow> rows(Work work, Head head, Fence border, Kind kind, List<String> after, int most) {
        List<String> from = after;
        Head.Removal removal = head.removal;
        if (removal != null && removal.kind().compareTo(kind) > 0) {
            return List.of();
        }
        if (removal != null && removal.kind() == kind && later(kind, removal.key(), after)) {
            from = removal.key();
        }
        return kind == Kind.RECEIPT
                ? receipts(work, head, border, from, most)
                : ofRecords(work, border, kind, from, most);
    }

    private static boolean later(Kind kind, List<String> one, List<String> other) {
        return other.isEmpty() || compare(kind, one, other) > 0;
    }

    /** Numbers come first in a key, then names. */
    private static int compare(Kind kind, List<String> one, List<String> other) {
        int numbers = kind == Kind.RECEIPT ? 3 : 1;
        for (int i = 0; i < one.size(); i++) {
            int order = i < numbers
                    ? Long.compare(Long.parseLong(one.get(i)), Long.parseLong(other.get(i)))
                    : Key.of(one.get(i)).compareTo(Key.of(other.get(i)));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    // ---- receipts

    private static List<PastRow> receipts(Work work, Head head, Fence border, List<String> after, int most) {
        // below the horizon the record of the first run that is kept has receipts that went before
        Fence from = after.isEmpty() ? head.horizon : new Fence(Long.parseLong(after.getFirst()));
        ReceiptId last = after.isEmpty() ? null : receiptId(after);
        List<PastRow> rows = new ArrayList<>();
        for (ReceiptRow row : Receipts.between(work, head, from, border).values()) {
            Receipt receipt = row.receipt();
            if ((last == null || receipt.id().compareTo(last) > 0) && rows.size() < most) {
                rows.add(new PastRow(
                        List.of(
                                receipt.id().fence().toString(),
                                Integer.toString(receipt.id().step()),
                                Integer.toString(receipt.id().ordinal())),
                        line(receipt)));
            }
        }
        return rows;
    }

    private static ReceiptId receiptId(List<String> key) {
        return new ReceiptId(
                new Fence(Long.parseLong(key.get(0))), Integer.parseInt(key.get(1)), Integer.parseInt(key.get(2)));
    }

    private static ObjectNode line(Receipt receipt) {
        StagedObject object = receipt.object();
        return Audit.json()
                .put("fence", receipt.id().fence().value())
                .put("step", (long) receipt.id().step())
                .put("ordinal", (long) receipt.id().ordinal())
                .put("stream", object.stream())
                .put("kind", object.kind().name())
                .put("name", object.name())
                .put("digest", object.digest())
                .put("bytes", object.bytes())
                .put("rows", object.rows())
                .put("state", receipt.state().name());
    }

    /** Settled receipts that are still in the head leave it here. */
    static void forgetReceipts(Head head, Fence border, List<String> through) {
        ReceiptId last = receiptId(through);
        int gone = head.receipts.removeIf(row -> !row.receipt().open()
                && row.receipt().id().fence().compareTo(border) < 0
                && row.receipt().id().compareTo(last) <= 0);
        head.settledHere -= gone;
    }

    // ---- runs, their sums and moves

    private static List<PastRow> ofRecords(Work work, Fence border, Kind kind, List<String> after, int most) {
        List<PastRow> rows = new ArrayList<>();
        String start = Items.fenceSort(after.isEmpty() ? Fence.NONE : new Fence(Long.parseLong(after.getFirst())));
        String end = Items.fenceSort(new Fence(border.value() - 1));
        boolean more = true;
        while (more && rows.size() < most && start.compareTo(end) <= 0) {
            Table.Slice slice =
                    work.table().query(Items.partition(work.key()), start, end, true, Math.min(SLICE, most + 1));
            for (Map<String, AttributeValue> item : slice.items()) {
                for (PastRow row : rowsOf(FenceRecord.read(work.key(), work.pages(), item), kind)) {
                    if (rows.size() < most && later(kind, row.key(), after)) {
                        rows.add(row);
                    }
                }
            }
            more = slice.more() && !slice.items().isEmpty();
            if (more) {
                start = Items.sortKey(slice.items().getLast()) + "\0";
            }
        }
        return rows;
    }

    private static List<PastRow> rowsOf(FenceRecord record, Kind kind) {
        List<PastRow> rows = new ArrayList<>();
        String fence = record.fence().toString();
        FenceRecord.Ended ended = record.run();
        switch (kind) {
            case RUN -> {
                if (ended != null) {
                    rows.add(new PastRow(List.of(fence), line(ended)));
                }
            }
            case COUNTS -> {
                if (ended != null) {
                    Map<Bytes, PastRow> byName = new TreeMap<>();
                    ended.run()
                            .counts()
                            .forEach((stream, counts) -> byName.put(
                                    Key.of(stream),
                                    new PastRow(List.of(fence, stream), line(record.fence(), stream, counts))));
                    rows.addAll(byName.values());
                }
            }
            case MOVE -> {
                Map<Bytes, PastRow> byName = new TreeMap<>();
                record.moves()
                        .forEach(move -> byName.put(
                                Key.of(move.at()),
                                new PastRow(
                                        List.of(
                                                fence,
                                                move.at().stream(),
                                                move.at().partition()),
                                        line(record, move))));
                rows.addAll(byName.values());
            }
            case RECEIPT, QUEUED_RUN, AUDIT, KEY -> throw new IllegalArgumentException(kind.name());
        }
        return rows;
    }

    private static ObjectNode line(Fence fence, String stream, Counts counts) {
        return Audit.json()
                .put("fence", fence.value())
                .put("stream", stream)
                .put("rows_read", counts.read())
                .put("rows_written", counts.written())
                .put("rows_quarantined", counts.quarantined())
                .put("bytes_read", counts.bytes());
    }

    private static ObjectNode line(FenceRecord record, FenceRecord.Move move) {
        ObjectNode line = Audit.json()
                .put("fence", record.fence().value())
                .put("stream", move.at().stream())
                .put("partition", move.at().partition())
                .put("from_revision", move.fromRevision());
        line.set("from", position(move.from()));
        line.set("to", position(move.to()));
        Fence backTo = record.backTo();
        return line.put("back_to", backTo == null ? null : backTo.value());
    }

    private static @Nullable ObjectNode position(@Nullable Position position) {
        if (position == null) {
            return null;
        }
        return Audit.json()
                .put("kind", (long) Out.kind(position))
                .put("value", position.value())
                .put(
                        "order_key",
                        position instanceof Position.Monotonic(var _, Bytes orderKey) ? orderKey.toHex() : null);
    }

    private static ObjectNode line(FenceRecord.Ended ended) {
        OpenRun run = ended.run();
        RunError error = ended.error();
        return Audit.json()
                .put("fence", run.fence().value())
                .put("id", run.id().toString())
                .put("trigger", run.cause())
                .put("worker", run.worker())
                .put("status", ended.status().name())
                .put("started_at", run.startedAt().toString())
                .put("ended_at", ended.endedAt().toString())
                .put("last_step", (long) run.steps().last())
                .put("error_kind", error == null ? null : error.kind())
                .put("error_message", error == null ? null : error.message())
                .put("replaced_by", ended.replacedBy());
    }

    // ---- deleting

    /** The items of a fence and of those below it. */
    static void delete(Heads heads, PipelineKey key, Fence through) {
        String partition = Items.partition(key);
        List<Table.Key> gone = new ArrayList<>();
        for (Map<String, AttributeValue> item :
                Paging.items(heads.table(), partition, Items.FENCE, Items.fenceSort(through))) {
            gone.add(Items.keyOf(item));
            FenceRecord.pages(item).forEach(page -> gone.add(Pages.key(partition, page)));
            FenceRecord.Ended ended = heads.read(key, work -> FenceRecord.read(key, work.pages(), item))
                    .run();
            if (ended != null && !ended.run().ordered()) {
                gone.add(Items.queued(key, ended.run().id()));
            }
        }
        for (Map<String, AttributeValue> item : Paging.items(
                heads.table(),
                partition,
                Items.RECEIPTS,
                Items.RECEIPTS + Items.number(through.value()) + "." + Items.LAST)) {
            gone.add(Items.keyOf(item));
        }
        heads.table().deleteAll(gone);
    }
}
