package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.transfer.Lots;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Seal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Lays rows of a pipeline down, or removes them (C-30). What may change, and what goes, is written with the head, on the condition
 * that it is still being received; then the items of what happened and never changes, which may be late. Who dies in between has
 * laid down a part, and lays all again.
 */
final class Laying {
    private Laying() {}

    /** @param rows of one kind, in the order of their keys */
    static Laid lay(Work work, List<Row> rows, @Nullable Seal under) {
        Head head = work.head();
        if (head == null || !ReceivedPipelines.open(head)) {
            return Laid.refused(notReceived(work.key(), head));
        }
        Answers.Invalid refusal = Lots.refusal(rows, under, takenBack(head));
        for (Row row : rows) {
            if (refusal == null && row instanceof Row.ChunkRow chunk && !mayHave(head, chunk, under)) {
                refusal = Lots.noBackfill(chunk.backfill().value(), under);
            }
        }
        if (refusal != null) {
            return Laid.refused(refusal);
        }
        Laid laid = Laid.done();
        if (!rows.isEmpty() && changes(work, head, rows, under != null, laid)) {
            work.save();
        }
        return laid;
    }

    static Answers.Invalid notReceived(PipelineKey key, @Nullable Head head) {
        return new Answers.Invalid(
                "pipeline",
                "one that is being received",
                key + (head == null ? ", which is not there" : ", which is " + head.status.word()));
    }

    /** The number of the last seal under which nothing is laid down any more. */
    private static long takenBack(Head head) {
        return Seals.leastSeal(head).value() - 1;
    }

    private static boolean mayHave(Head head, Row.ChunkRow chunk, @Nullable Seal under) {
        BackfillRow backfill = Backfilling.load(head, chunk.backfill());
        return backfill != null && (under != null || backfill.status() != Backfill.Status.RUNNING);
    }

    private static <T extends Row> List<T> of(Class<T> type, List<Row> rows) {
        return rows.stream().map(type::cast).toList();
    }

    /** Whether the head is to be written. */
    private static boolean changes(Work work, Head head, List<Row> rows, boolean sealed, Laid laid) {
        return switch (rows.getFirst().kind()) {
            case FENCE -> LayingFences.lay(work, head, of(Row.FenceRow.class, rows), laid);
            case RECEIPT -> LayingReceipts.lay(work, head, of(Row.ReceiptRow.class, rows), sealed);
            case QUEUED -> queued(work, head, of(Row.QueuedRow.class, rows), sealed, laid);
            case BACKFILL -> backfills(head, of(Row.BackfillRow.class, rows), sealed);
            case CHUNK -> chunks(head, of(Row.ChunkRow.class, rows), sealed);
            case AUDIT -> audit(work, head, of(Row.AuditRow.class, rows), laid);
            case TOKEN, KEY, PROJECT_AUDIT -> throw new IllegalArgumentException("rows of a project");
        };
    }

    // ---- queued runs

    private static boolean queued(Work work, Head head, List<Row.QueuedRow> rows, boolean sealed, Laid laid) {
        Map<Table.Key, Map<String, AttributeValue>> there = work.table()
                .getAll(rows.stream()
                        .map(row -> Items.queued(head.key, row.id()))
                        .toList());
        boolean changed = false;
        for (Row.QueuedRow row : rows) {
            Bytes key = Key.of(row.id());
            Table.Key itemKey = Items.queued(head.key, row.id());
            Map<String, AttributeValue> item = there.get(itemKey);
            if (item != null && begun(item)) {
                continue;
            }
            QueuedRun run = new QueuedRun(
                    row.id(), row.by(), row.queuedAt(), row.waitUntil(), row.status(), row.endedAt(), row.replacedBy());
            QueuedRun waiting = head.queue.get(key);
            if (!sealed && (item != null || waiting != null)) {
                continue;
            }
            changed |= head.isNew(row.id());
            head.used(row.id());
            if (run.status() == RunStatus.QUEUED) {
                changed |= !run.equals(waiting);
                head.queue.put(key, run);
                if (item != null) {
                    laid.remove(itemKey);
                }
            } else {
                changed |= waiting != null;
                head.queue.remove(key);
                if (item == null || !run.equals(Runs.queued(head, item))) {
                    laid.put(Runs.neverBegun(head, Fence.NONE, run));
                }
            }
        }
        return changed;
    }

    /** Whether it says under which fence a run is. */
    private static boolean begun(Map<String, AttributeValue> item) {
        return Content.read(item).flag();
    }

    // ---- backfills

    private static boolean backfills(Head head, List<Row.BackfillRow> rows, boolean sealed) {
        boolean changed = false;
        for (Row.BackfillRow row : rows) {
            BackfillRow backfill = new BackfillRow(
                    row.id().value(),
                    row.at(),
                    row.digest(),
                    row.from(),
                    row.status(),
                    row.ahead(),
                    row.chunks(),
                    row.done(),
                    row.prefix(),
                    row.counts(),
                    row.startedAt());
            BackfillRow known = Backfilling.load(head, row.id());
            if (known == null || (sealed && !backfill.equals(known))) {
                Backfilling.put(head, backfill);
                changed = true;
            }
        }
        Backfilling.ended(head);
        return changed;
    }

    private static boolean chunks(Head head, List<Row.ChunkRow> rows, boolean sealed) {
        boolean changed = false;
        for (Row.ChunkRow row : rows) {
            Bytes key = Key.of(row.backfill().value(), row.number());
            ChunkRow chunk =
                    new ChunkRow(row.number(), row.border(), row.done(), row.fence(), row.worker(), null, null, 0);
            ChunkRow known = head.chunks.get(key);
            if (known == null || (sealed && !chunk.equals(known))) {
                head.chunks.put(key, chunk);
                head.lastFence = Seals.greater(head.lastFence, row.fence());
                changed = true;
            }
        }
        return changed;
    }

    // ---- audit

    private static boolean audit(Work work, Head head, List<Row.AuditRow> rows, Laid laid) {
        String partition = Items.partition(head.key);
        long first = rows.getFirst().event().number();
        Map<Table.Key, Map<String, AttributeValue>> there = work.table()
                .getAll(rows.stream()
                        .map(row -> event(partition, row.event().number()))
                        .toList());
        Instant until = untilBefore(work, partition, first);
        boolean changed = false;
        for (Row.AuditRow row : rows) {
            AuditEvent event = row.event();
            if (event.at().isBefore(until) && event.number() > head.auditWentBack) {
                head.auditWentBack = event.number();
                changed = true;
            }
            until = event.at().isAfter(until) ? event.at() : until;
            Map<String, AttributeValue> item = there.get(event(partition, event.number()));
            if (item == null || !same(work, event, until, item)) {
                if (item != null) {
                    Audit.pages(item).forEach(page -> laid.remove(Pages.key(partition, page)));
                }
                laid.put(Audit.ofPipeline(work, event, until));
                changed = true; // pages are written with the head
            }
        }
        if (until.isAfter(head.recordedUntil)) {
            head.recordedUntil = until;
            changed = true;
        }
        return changed;
    }

    private static Table.Key event(String partition, long number) {
        return new Table.Key(partition, Items.AUDIT + Items.number(number));
    }

    private static boolean same(Work work, AuditEvent event, Instant until, Map<String, AttributeValue> item) {
        return Audit.read(event.project(), event.pipeline(), work.pages(), item).equals(event)
                && Audit.until(item).equals(until);
    }

    private static Instant untilBefore(Work work, String partition, long number) {
        List<Map<String, AttributeValue>> before = number <= 0
                ? List.of()
                : work.table()
                        .query(
                                partition,
                                Items.AUDIT + Items.number(0),
                                Items.AUDIT + Items.number(number - 1),
                                false,
                                1)
                        .items();
        return before.isEmpty() ? Instant.EPOCH : Audit.until(before.getFirst());
    }

    // ---- removing

    static Laid remove(Work work, RowKind kind, List<String> keys, Seal under) {
        Head head = work.head();
        if (head == null || !ReceivedPipelines.open(head)) {
            return Laid.refused(notReceived(work.key(), head));
        }
        Answers.Invalid refusal = Lots.refusal(under, takenBack(head));
        if (refusal != null) {
            return Laid.refused(refusal);
        }
        Laid laid = Laid.done();
        if (!keys.isEmpty() && removes(work, head, kind, keys, laid)) {
            work.save();
        }
        return laid;
    }

    /** Whether the head is to be written. */
    private static boolean removes(Work work, Head head, RowKind kind, List<String> keys, Laid laid) {
        return switch (kind) {
            case FENCE -> {
                List<Fence> fences =
                        keys.stream().map(key -> new Fence(RowKeys.number(key))).toList();
                LayingFences.remove(work, head, fences, laid);
                yield true;
            }
            case RECEIPT ->
                LayingReceipts.remove(
                        work, head, keys.stream().map(Laying::receipt).toList());
            case QUEUED ->
                removeQueued(work, head, keys.stream().map(RunId::parse).toList());
            case BACKFILL -> {
                for (String key : keys) {
                    head.backfills.remove(Key.of(key));
                    head.chunks.within(Key.within(key)).forEach(chunk -> head.chunks.remove(chunk.getKey()));
                }
                Backfilling.ended(head);
                yield true;
            }
            case CHUNK -> {
                keys.forEach(key -> head.chunks.remove(chunk(key)));
                yield true;
            }
            case AUDIT -> {
                removeAudit(work, head, keys.stream().map(RowKeys::number).toList(), laid);
                yield true;
            }
            case TOKEN, KEY, PROJECT_AUDIT -> throw new IllegalArgumentException("rows of a project");
        };
    }

    static Table.Change gone(Table.Key key) {
        return new Table.Change.Delete(key, new Table.Condition.Any());
    }

    static ReceiptId receipt(String key) {
        String[] parts = RowKeys.parts(key, 3);
        return new ReceiptId(
                new Fence(RowKeys.number(parts[0])), (int) RowKeys.number(parts[1]), (int) RowKeys.number(parts[2]));
    }

    static Bytes chunk(String key) {
        String[] parts = RowKeys.parts(key, 2);
        return Key.of(parts[0], (int) RowKeys.number(parts[1]));
    }

    private static boolean removeQueued(Work work, Head head, List<RunId> runs) {
        runs.forEach(run -> head.queue.remove(Key.of(run)));
        work.table()
                .getAll(runs.stream().map(run -> Items.queued(head.key, run)).toList())
                .forEach((key, item) -> {
                    if (!begun(item)) {
                        work.beside(gone(key));
                    }
                });
        return true;
    }

    private static void removeAudit(Work work, Head head, List<Long> numbers, Laid laid) {
        String partition = Items.partition(head.key);
        work.table()
                .getAll(numbers.stream().map(number -> event(partition, number)).toList())
                .forEach((key, item) -> {
                    work.beside(gone(key));
                    Audit.pages(item).forEach(page -> laid.remove(Pages.key(partition, page)));
                });
    }
}
