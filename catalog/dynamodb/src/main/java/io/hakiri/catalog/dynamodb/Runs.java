package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The records of runs: how they end (C-6, C-13), and how they read. The run that goes on is in the head; one that ended has a
 * record under its fence, written in the transaction that closed it.
 *
 * <p>A run is found by its id without an index. Ids of version 7 grow with time: as long as each is greater than those before,
 * records in the order of fences are in the order of ids, and halving finds one. A run whose id was not greater than all
 * before it is marked, and has a pointer under its id.
 */
final class Runs {
    /** What a run is replaced by when only time passed. */
    static final String EXPIRED = "expired";

    private Runs() {}

    // ---- ending

    /** Closes the run that goes on; how far it moved the cursors stays in its record. */
    static void end(
            Work work,
            Head head,
            OpenRun run,
            RunStatus status,
            @Nullable RunError error,
            @Nullable String replacedBy) {
        Instant endedAt = work.recorded(head);
        FenceRecord.Ended ended = new FenceRecord.Ended(run, status, endedAt, head.recordedUntil, error, replacedBy);
        List<FenceRecord.Move> moves = FenceRecord.movesOf(work, head, run.fence());
        work.ends(ended, moves, head.lastRun);
        head.lastRun = run.fence();
        if (!moves.isEmpty() && work.heads().keepRuns() == null) {
            head.leftBy = run.fence();
        }
        if (!run.ordered()) {
            work.beside(new Table.Change.Put(pointer(work.key(), run.id(), run.fence()), new Table.Condition.Any()));
        }
        head.open = null;
    }

    /** Under the id of a run that halving does not find: its fence. */
    static Map<String, AttributeValue> pointer(PipelineKey key, RunId run, Fence fence) {
        Map<String, AttributeValue> pointer = Items.of(Items.queued(key, run));
        pointer.put(
                Table.CONTENT,
                Content.attribute(new Out().flag(true).fence(fence).done()));
        return pointer;
    }

    /** Closes a run that has not begun. */
    static void endQueued(Work work, Head head, QueuedRun run, RunStatus status, Instant at, String replacedBy) {
        head.queue.remove(Key.of(run.id()));
        Fence born = ReceivedPipelines.open(head) ? Fence.NONE : head.bornFence;
        work.beside(new Table.Change.Put(
                neverBegun(head, born, run.ended(status, at, replacedBy)), new Table.Condition.Any()));
    }

    /**
     * A run that ended before it began.
     *
     * @param born tells it from one of another pipeline of the name; {@link Fence#NONE} for one that was laid down, before an
     *     image said it (C-30)
     */
    static Map<String, AttributeValue> neverBegun(Head head, Fence born, QueuedRun run) {
        Map<String, AttributeValue> item = Items.of(Items.queued(head.key, run.id()));
        Out out = new Out().flag(false).fence(born);
        run.write(out);
        item.put(Table.CONTENT, Content.attribute(out.done()));
        return item;
    }

    /**
     * Closes the run that goes on as abandoned, where there is one, and takes the lease (C-6).
     *
     * @return the run
     */
    static @Nullable RunId abandon(Work work, Head head, String replacedBy) {
        OpenRun run = head.open;
        if (run == null) {
            return null;
        }
        end(work, head, run, RunStatus.ABANDONED, null, replacedBy);
        head.failures++;
        head.claim = null;
        return run.id();
    }

    // ---- finding

    /** The run that goes on. */
    static Run going(Work work, Head head, OpenRun run) {
        return new Run(
                run.id(),
                head.key,
                run.fence(),
                run.cause(),
                run.worker(),
                RunStatus.RUNNING,
                run.startedAt(),
                null,
                run.steps().last(),
                run.counts(),
                FenceRecord.cursorMoves(FenceRecord.movesOf(work, head, run.fence())),
                null,
                null);
    }

    static @Nullable Run one(Work work, Head head, RunId id) {
        OpenRun open = head.open;
        if (open != null && open.id().equals(id)) {
            return going(work, head, open);
        }
        QueuedRun waiting = head.queue.get(Key.of(id));
        if (waiting != null) {
            return waiting.run(head.key, work.now());
        }
        FenceRecord record = ended(work, head, id);
        if (record != null) {
            return record.run(head.key);
        }
        QueuedRun queued = queued(head, work.table().get(Items.queued(work.key(), id)));
        return queued == null ? null : queued.run(head.key, work.now());
    }

    /** The record of a run that began and ended. */
    static @Nullable FenceRecord ended(Work work, Head head, RunId id) {
        if (head.isNew(id)) {
            return null;
        }
        Map<String, AttributeValue> pointer = work.table().get(Items.queued(work.key(), id));
        if (pointer != null) {
            In in = Content.read(pointer);
            return in.flag() ? under(work, in.fence()) : null;
        }
        FenceRecord found =
                firstWhere(work, head, record -> Key.of(runOf(record)).compareTo(Key.of(id)) >= 0, true);
        return found != null && runOf(found).equals(id) ? found : null;
    }

    private static RunId runOf(FenceRecord record) {
        FenceRecord.Ended ended = record.run();
        if (ended == null) {
            throw new IllegalStateException("no run under " + record.fence());
        }
        return ended.run().id();
    }

    /** What an item says of a run that ended before it began; nothing where that was in an earlier pipeline of the name. */
    static @Nullable QueuedRun queued(Head head, @Nullable Map<String, AttributeValue> item) {
        if (item == null) {
            return null;
        }
        In in = Content.read(item);
        if (in.flag()) {
            return null;
        }
        Fence born = in.fence();
        boolean laid = born.equals(Fence.NONE) && head.origin != Head.Origin.OWN;
        return laid || born.equals(head.bornFence) ? QueuedRun.read(in) : null;
    }

    /** The record of a fence, where it is not removed. */
    static @Nullable FenceRecord under(Work work, Fence fence) {
        Map<String, AttributeValue> item = work.table().get(Items.fence(work.key(), fence));
        return item == null || Items.expired(item, work.now())
                ? null
                : FenceRecord.read(work.key(), work.pages(), item);
    }

    /**
     * Of the records of runs the first one, by fence, for which something holds that holds for all behind it.
     *
     * @param ordered only of runs whose id was greater than all before
     */
    static @Nullable FenceRecord firstWhere(Work work, Head head, Predicate<FenceRecord> holds, boolean ordered) {
        long low = head.horizon.value();
        long high = head.lastFence.value() + 1;
        FenceRecord best = null;
        while (low < high) {
            long middle = low + (high - low) / 2;
            FenceRecord found = runFrom(work, new Fence(middle), new Fence(high), ordered);
            if (found == null) {
                high = middle;
            } else if (holds.test(found)) {
                best = found;
                high = middle;
            } else {
                low = found.fence().value() + 1;
            }
        }
        return best;
    }

    /** The first record of a run at or above a fence, below another. */
    static @Nullable FenceRecord runFrom(Work work, Fence from, Fence below, boolean ordered) {
        String start = Items.fenceSort(from);
        String end = Items.fenceSort(new Fence(below.value() - 1));
        boolean more = true;
        int limit = 1;
        while (more && start.compareTo(end) <= 0) {
            Table.Slice slice = work.table().query(Items.partition(work.key()), start, end, true, limit);
            for (Map<String, AttributeValue> item : slice.items()) {
                if (!item.containsKey(FenceRecord.ARCHIVED) || Items.expired(item, work.now())) {
                    continue;
                }
                FenceRecord record = FenceRecord.read(work.key(), work.pages(), item);
                FenceRecord.Ended ended = record.run();
                if (ended != null && (!ordered || ended.run().ordered())) {
                    return record;
                }
            }
            more = slice.more() && !slice.items().isEmpty();
            if (more) {
                start = Items.sortKey(slice.items().getLast()) + "\0";
                limit = 50;
            }
        }
        return null;
    }

    /** The fence of the last run that ended below one; {@code null} where there is none. */
    static @Nullable Fence lastBelow(Work work, Head head, long below) {
        long top = below;
        while (top > head.horizon.value()) {
            Table.Slice slice = work.table()
                    .query(
                            Items.partition(head.key),
                            Items.fenceSort(head.horizon),
                            Items.fenceSort(new Fence(top - 1)),
                            false,
                            10);
            for (Map<String, AttributeValue> item : slice.items()) {
                if (item.containsKey(FenceRecord.ARCHIVED)) {
                    return fenceOf(item);
                }
            }
            if (!slice.more() || slice.items().isEmpty()) {
                return null;
            }
            top = fenceOf(slice.items().getLast()).value();
        }
        return null;
    }

    static Fence fenceOf(Map<String, AttributeValue> item) {
        return new Fence(Items.number(Items.sortKey(item).substring(Items.FENCE.length())));
    }

    // ---- listing

    static Listing<Run> page(Work work, PageRequest request) {
        return Paging.listing(work, true, head -> {
            long below = Paging.numberAfter(request, Long.MAX_VALUE);
            List<Run> runs = newest(work, head, below, request.entries() + 1).stream()
                    .map(Backwards.Entry::what)
                    .toList();
            return Paging.page(runs, request, last -> Paging.token(String.valueOf(last.fence())));
        });
    }

    /** The runs below a fence, the newest first, at most so many. */
    static List<Backwards.Entry<Run>> newest(Work work, Head head, long below, int most) {
        List<Backwards.Entry<Run>> runs = new ArrayList<>();
        OpenRun open = head.open;
        if (open != null && open.fence().value() < below) {
            runs.add(entry(going(work, head, open), open.startedUntil()));
        }
        long top = Math.min(
                below, open == null ? head.lastFence.value() + 1 : open.fence().value());
        while (runs.size() < most && top > head.horizon.value()) {
            Table.Slice slice = work.table()
                    .query(
                            Items.partition(head.key),
                            Items.fenceSort(head.horizon),
                            Items.fenceSort(new Fence(top - 1)),
                            false,
                            most - runs.size());
            for (Map<String, AttributeValue> item : slice.items()) {
                if (item.containsKey(FenceRecord.ARCHIVED) && !Items.expired(item, work.now())) {
                    FenceRecord record = FenceRecord.read(head.key, work.pages(), item);
                    runs.add(entry(record.run(head.key), record.startedUntil()));
                }
            }
            if (!slice.more() || slice.items().isEmpty()) {
                break;
            }
            top = fenceOf(slice.items().getLast()).value();
        }
        return runs;
    }

    private static Backwards.Entry<Run> entry(Run run, Instant startedUntil) {
        Fence fence = run.fence();
        return new Backwards.Entry<>(run, fence == null ? 0 : fence.value(), run.startedAt(), startedUntil);
    }

    static Listing<Run> queue(Work work, PageRequest request) {
        return Paging.listing(work, false, head -> queuePage(work, head, request));
    }

    private static Page<Run> queuePage(Work work, Head head, PageRequest request) {
        String after = Paging.textAfter(request);
        if (!after.isEmpty()) {
            RunId.parse(after);
        }
        Map<Bytes, Run> runs = new TreeMap<>();
        for (QueuedRun waiting : head.queue.all()) {
            if (after.isEmpty() || Key.of(waiting.id()).compareTo(Key.of(RunId.parse(after))) > 0) {
                runs.put(Key.of(waiting.id()), waiting.run(head.key, work.now()));
            }
        }
        String start = after.isEmpty() ? Items.QUEUED : Items.QUEUED + after + "\0";
        boolean more = true;
        int read = 0;
        while (more && read <= request.entries()) {
            Table.Slice slice = work.table()
                    .query(Items.partition(head.key), start, Items.QUEUED + Items.LAST, true, request.entries() + 1);
            for (Map<String, AttributeValue> item : slice.items()) {
                QueuedRun ended = queued(head, item);
                if (ended != null && runs.putIfAbsent(Key.of(ended.id()), ended.run(head.key, work.now())) == null) {
                    read++;
                }
            }
            more = slice.more() && !slice.items().isEmpty();
            if (more) {
                start = Items.sortKey(slice.items().getLast()) + "\0";
            }
        }
        return Paging.page(
                List.copyOf(runs.values()).subList(0, Math.min(runs.size(), request.entries() + 1)),
                request,
                last -> Paging.token(last.id().toString()));
    }
}
