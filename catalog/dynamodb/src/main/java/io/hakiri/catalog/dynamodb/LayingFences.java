package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunId;
import io.hakiri.transfer.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Lays down what happened under fences (C-30). Searches find a place in time and a run by halving: each record has bounds that
 * never go back, which go on from the record before, and a run whose id is not greater than all that were used has a pointer.
 */
final class LayingFences {
    private final Work work;
    private final Head head;
    private final Laid laid;
    private Instant startedUntil = Instant.EPOCH;
    private Instant endedUntil = Instant.EPOCH;

    /** Whether the head has to be written: for its queue, or with pages of what is laid down. */
    private boolean writes;

    private LayingFences(Work work, Head head, Laid laid) {
        this.work = work;
        this.head = head;
        this.laid = laid;
    }

    /** What the head remembers of all runs. */
    private record Marks(
            Fence lastFence, Fence lastRun, @Nullable RunId greatestRun, Instant recordedUntil, Fence runsWentBack) {
        static Marks of(Head head) {
            return new Marks(head.lastFence, head.lastRun, head.greatestRun, head.recordedUntil, head.runsWentBack);
        }
    }

    /**
     * Lays them down.
     *
     * @param rows in the order of their fences
     * @return whether the head has changed
     */
    static boolean lay(Work work, Head head, List<Row.FenceRow> rows, Laid laid) {
        Marks before = Marks.of(head);
        LayingFences laying = new LayingFences(work, head, laid);
        laying.lay(rows);
        return laying.writes || !before.equals(Marks.of(head));
    }

    private void lay(List<Row.FenceRow> rows) {
        Fence first = rows.getFirst().fence();
        Map<Fence, Map<String, AttributeValue>> there = new HashMap<>();
        for (Map<String, AttributeValue> item : Paging.items(
                work.table(),
                Items.partition(head.key),
                Items.fenceSort(first),
                Items.fenceSort(rows.getLast().fence()))) {
            there.put(Runs.fenceOf(item), item);
        }
        goOnFrom(first);
        for (Row.FenceRow row : rows) {
            lay(row, there.get(row.fence()));
        }
    }

    private void goOnFrom(Fence first) {
        Fence before = Runs.lastBelow(work, head, first.value());
        FenceRecord last = before == null ? null : Runs.under(work, before);
        if (last != null) {
            startedUntil = last.startedUntil();
            endedUntil = last.endedUntil();
        }
    }

    private void lay(Row.FenceRow row, @Nullable Map<String, AttributeValue> item) {
        FenceRecord known = item == null ? null : FenceRecord.read(head.key, work.pages(), item);
        Row.EndedRun run = row.run();
        FenceRecord record = new FenceRecord(
                row.fence(),
                run == null ? null : ended(row.fence(), run, known),
                row.moves().stream()
                        .map(move -> new FenceRecord.Move(move.at(), move.fromRevision(), move.from(), move.to()))
                        .toList(),
                row.backTo(),
                known == null ? List.of() : known.receipts());
        if (!record.equals(known)) {
            put(record, known, item);
        }
        head.lastFence = Seals.greater(head.lastFence, row.fence());
        if (run != null) {
            head.used(run.id());
            head.lastRun = Seals.greater(head.lastRun, row.fence());
            writes |= head.queue.get(Key.of(run.id())) != null;
            head.queue.remove(Key.of(run.id()));
        }
    }

    private void put(FenceRecord record, @Nullable FenceRecord known, @Nullable Map<String, AttributeValue> item) {
        if (item != null && known != null) {
            removeBeside(head.key, known, item, laid);
        }
        FenceRecord.Ended ended = record.run();
        if (ended != null && !ended.run().ordered()) {
            laid.pointer(Runs.pointer(head.key, ended.run().id(), record.fence()));
        }
        laid.put(record.put(work).item());
        writes = true;
    }

    private FenceRecord.Ended ended(Fence fence, Row.EndedRun run, @Nullable FenceRecord known) {
        boolean ordered = ordered(fence, run.id(), known == null ? null : known.run());
        if (run.startedAt().isBefore(startedUntil)) {
            head.runsWentBack = Seals.greater(head.runsWentBack, fence);
        }
        startedUntil = later(startedUntil, run.startedAt());
        endedUntil = later(endedUntil, run.endedAt());
        head.recordedUntil = later(head.recordedUntil, later(startedUntil, endedUntil));
        OpenRun was = new OpenRun(
                run.id(),
                fence,
                ordered,
                run.trigger(),
                run.worker(),
                run.startedAt(),
                startedUntil,
                run.startedAt(),
                Duration.ZERO,
                null,
                run.startedAt(),
                0,
                null,
                new OpenRun.Steps(run.lastStep(), null, null, Map.of()),
                run.counts());
        return new FenceRecord.Ended(was, run.status(), run.endedAt(), endedUntil, run.error(), run.replacedBy());
    }

    /** Whether its id is greater than all before it: once said, that stays. */
    private boolean ordered(Fence fence, RunId id, FenceRecord.@Nullable Ended before) {
        if (before != null && before.run().id().equals(id)) {
            return before.run().ordered();
        }
        return fence.compareTo(head.lastRun) > 0 && head.isNew(id);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    /** What an item of a fence has elsewhere: pages, a pointer. */
    private static void removeBeside(PipelineKey key, FenceRecord record, Map<String, AttributeValue> item, Laid laid) {
        removePages(key, item, laid);
        Table.Key pointer = pointer(key, record);
        if (pointer != null) {
            laid.remove(pointer);
        }
    }

    private static void removePages(PipelineKey key, Map<String, AttributeValue> item, Laid laid) {
        String partition = Items.partition(key);
        FenceRecord.pages(item).forEach(page -> laid.remove(Pages.key(partition, page)));
    }

    private static Table.@Nullable Key pointer(PipelineKey key, FenceRecord record) {
        FenceRecord.Ended ended = record.run();
        return ended == null || ended.run().ordered()
                ? null
                : Items.queued(key, ended.run().id());
    }

    static void remove(Work work, Head head, List<Fence> fences, Laid laid) {
        Map<Table.Key, Map<String, AttributeValue>> items = work.table()
                .getAll(fences.stream()
                        .map(fence -> Items.fence(head.key, fence))
                        .toList());
        items.forEach((key, item) -> {
            FenceRecord record = FenceRecord.read(head.key, work.pages(), item);
            work.beside(Laying.gone(Objects.requireNonNull(key)));
            Table.Key pointer = pointer(head.key, record);
            if (pointer != null) {
                work.beside(Laying.gone(pointer));
            }
            removePages(head.key, item, laid);
        });
    }
}
