package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunId;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a pipeline holds, as rows (C-30): from the head, and from items of history from a key on. */
final class TransferRows {
    /** Items that a further request asks for at least: some that came before were no rows. */
    private static final int LEAST = 50;

    /** Items of history that are merged at once. */
    private static final int WINDOW = 100;

    private TransferRows() {}

    /** The rows behind a key, at most so many. */
    static List<Row> of(Work work, RowKind kind, @Nullable String after, int most) {
        Head head = work.head();
        if (head == null) {
            return List.of();
        }
        return switch (kind) {
            case FENCE -> fences(work, head, after, most);
            case RECEIPT -> receipts(work, head, after, most);
            case QUEUED -> queued(work, head, after, most);
            case BACKFILL -> backfills(head, after, most);
            case CHUNK -> chunks(head, after, most);
            case AUDIT -> audit(work, head, after, most);
            case TOKEN, KEY, PROJECT_AUDIT -> throw new IllegalArgumentException("rows of a project");
        };
    }

    /** The items of a part of a partition that are rows, at most so many. */
    static List<Row> read(
            Table table,
            String partition,
            String from,
            String upTo,
            int most,
            Function<Map<String, AttributeValue>, @Nullable Row> reading) {
        List<Row> rows = new ArrayList<>();
        String start = from;
        boolean more = from.compareTo(upTo) <= 0;
        int limit = most;
        while (more && rows.size() < most) {
            Table.Slice slice = table.query(partition, start, upTo, true, limit);
            limit = Math.max(LEAST, most - rows.size());
            for (Map<String, AttributeValue> item : slice.items()) {
                Row row = rows.size() < most ? reading.apply(item) : null;
                if (row != null) {
                    rows.add(row);
                }
            }
            more = slice.more() && !slice.items().isEmpty();
            if (more) {
                start = Items.sortKey(slice.items().getLast()) + "\0";
            }
        }
        return rows;
    }

    // ---- fences

    private static List<Row> fences(Work work, Head head, @Nullable String after, int most) {
        Fence from = after == null ? Fence.NONE : new Fence(RowKeys.number(after)).next();
        return read(
                work.table(),
                Items.partition(head.key),
                Items.fenceSort(Seals.greater(from, Retaining.horizon(work, head))),
                Items.FENCE + Items.LAST,
                most,
                item -> Items.expired(item, work.now()) ? null : fence(work, head, item));
    }

    private static Row fence(Work work, Head head, Map<String, AttributeValue> item) {
        FenceRecord record = FenceRecord.read(head.key, work.pages(), item);
        FenceRecord.Ended ended = record.run();
        return new Row.FenceRow(
                record.fence(),
                ended == null ? null : run(ended),
                record.moves().stream()
                        .map(move -> new Row.Move(move.at(), move.fromRevision(), move.from(), move.to()))
                        .toList(),
                record.backTo());
    }

    private static Row.EndedRun run(FenceRecord.Ended ended) {
        OpenRun run = ended.run();
        return new Row.EndedRun(
                run.id(),
                run.cause(),
                run.worker(),
                ended.status(),
                run.startedAt(),
                ended.endedAt(),
                run.steps().last(),
                run.counts(),
                ended.error(),
                ended.replacedBy());
    }

    // ---- receipts

    /** Of some fences after others all receipts are merged, wherever they are. */
    private static List<Row> receipts(Work work, Head head, @Nullable String after, int most) {
        ReceiptId last = after == null ? null : Laying.receipt(after);
        Fence horizon = Retaining.horizon(work, head);
        List<Row> rows = new ArrayList<>();
        Fence from = last == null ? Fence.NONE : last.fence();
        while (from != null && rows.size() < most) {
            Fence below = endOfWindow(work, from);
            for (ReceiptRow row : Receipts.between(work, head, from, below).values()) {
                ReceiptId id = row.receipt().id();
                boolean there = row.receipt().open() || id.fence().compareTo(horizon) >= 0;
                if (there && (last == null || id.compareTo(last) > 0) && rows.size() < most) {
                    rows.add(new Row.ReceiptRow(row.receipt(), row.history()));
                }
            }
            from = below;
        }
        return rows;
    }

    /** The fence before which not many items lie; {@code null} where not many follow at all. */
    private static @Nullable Fence endOfWindow(Work work, Fence from) {
        String partition = Items.partition(work.key());
        Fence ofRecords =
                end(work.table().query(partition, Items.fenceSort(from), Items.FENCE + Items.LAST, true, WINDOW), from);
        Fence ofReceipts = end(
                work.table()
                        .query(
                                partition,
                                Items.RECEIPTS + Items.number(from.value()),
                                Items.RECEIPTS + Items.LAST,
                                true,
                                WINDOW),
                from);
        if (ofRecords == null || ofReceipts == null) {
            return ofRecords == null ? ofReceipts : ofRecords;
        }
        return ofRecords.compareTo(ofReceipts) <= 0 ? ofRecords : ofReceipts;
    }

    private static @Nullable Fence end(Table.Slice slice, Fence from) {
        if (!slice.more() || slice.items().isEmpty()) {
            return null;
        }
        String last = Items.sortKey(slice.items().getLast());
        Fence fence = new Fence(Items.number(last.substring(1, 1 + Items.DIGITS)));
        return fence.compareTo(from) > 0 ? fence : from.next();
    }

    // ---- queued runs

    private static List<Row> queued(Work work, Head head, @Nullable String after, int most) {
        String behind = after == null ? "" : RunId.parse(after).toString();
        NavigableMap<String, Row> rows = new TreeMap<>();
        for (QueuedRun waiting : head.queue.all()) {
            if (waiting.id().toString().compareTo(behind) > 0) {
                rows.put(waiting.id().toString(), row(work, waiting));
            }
        }
        read(
                        work.table(),
                        Items.partition(head.key),
                        Items.QUEUED + (after == null ? "" : behind + "\0"),
                        Items.QUEUED + Items.LAST,
                        most,
                        item -> {
                            QueuedRun ended = Runs.queued(head, item);
                            return ended == null ? null : row(work, ended);
                        })
                .forEach(row -> rows.putIfAbsent(row.key(), row));
        return rows.values().stream().limit(most).toList();
    }

    private static Row row(Work work, QueuedRun run) {
        QueuedRun now = run.asOf(work.now());
        Instant endedAt = now.endedAt();
        return new Row.QueuedRow(
                now.id(),
                now.by(),
                now.queuedAt(),
                endedAt == null ? now.waitUntil() : endedAt,
                now.status(),
                endedAt,
                now.replacedBy());
    }

    // ---- backfills

    private static List<Row> backfills(Head head, @Nullable String after, int most) {
        Bytes behind = Key.of(after == null ? "" : after);
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<Bytes, BackfillRow> entry : head.backfills.from(behind)) {
            if (rows.size() == most) {
                break;
            }
            if (after == null || !entry.getKey().equals(behind)) {
                BackfillRow row = entry.getValue();
                rows.add(new Row.BackfillRow(
                        new BackfillId(row.name()),
                        row.at(),
                        row.digest(),
                        row.from(),
                        row.status(),
                        row.ahead(),
                        row.chunks(),
                        row.done(),
                        row.prefix(),
                        row.counts(),
                        row.startedAt()));
            }
        }
        return rows;
    }

    private static List<Row> chunks(Head head, @Nullable String after, int most) {
        Bytes behind = after == null ? Bytes.of() : Laying.chunk(after);
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<Bytes, ChunkRow> entry : head.chunks.from(behind)) {
            if (rows.size() == most) {
                break;
            }
            if (!entry.getKey().equals(behind)) {
                ChunkRow row = entry.getValue();
                rows.add(new Row.ChunkRow(
                        new BackfillId(Key.nameOf(entry.getKey())),
                        row.number(),
                        row.border(),
                        row.done(),
                        row.fence(),
                        row.worker()));
            }
        }
        return rows;
    }

    // ---- audit

    /** Of a pipeline that waits for its first image all events that were laid down; no number says how many yet. */
    private static List<Row> audit(Work work, Head head, @Nullable String after, int most) {
        boolean counted = head.version > 0 || !ReceivedPipelines.open(head);
        long from = Math.max(head.auditHorizon, after == null ? 0 : RowKeys.number(after)) + 1;
        return read(
                work.table(),
                Items.partition(head.key),
                Items.AUDIT + Items.number(from),
                Items.AUDIT + (counted ? Items.number(head.auditNumber) : Items.LAST),
                most,
                item -> new Row.AuditRow(Audit.read(head.key.project(), head.key.pipeline(), work.pages(), item)));
    }
}
