package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StreamPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * {@code rewind} (C-9): 1. the first answer, where the request is known; 2. is the pipeline free; 3. where to; 4. a new
 * fence, the cursors, and with {@code replace} the receipts to take back; 5. audit and answer.
 */
final class Rewinds {
    private record Goal(StreamPartition at, @Nullable Position position) {}

    /** Where to, or why not there. */
    private sealed interface Way {
        /**
         * @param before the fence of the run to go back before; 0 for the start
         * @param withdrawn the streams concerned; empty for all
         */
        record Found(List<Goal> goals, Fence before, Set<String> withdrawn, String name) implements Way {}

        record Wrong(Answers.Invalid why) implements Way {}
    }

    private Rewinds() {}

    static RewindResult rewind(Work work, Rewind request) {
        Head head = work.head();
        if (head == null) {
            return new Answers.NotFound();
        }
        return switch (FirstAnswers.recall(work, request.request(), request.digest())) {
            case FirstAnswers.Recalled.Same(In in) ->
                new RewindResult.Rewound(in.fence(), in.list(Rows::cursor), in.count());
            case FirstAnswers.Recalled.Other() -> FirstAnswers.otherContent(request.request());
            case FirstAnswers.Recalled.Unknown() -> {
                RewindResult refusal = refusal(work, head);
                yield refusal != null ? refusal : go(work, head, request);
            }
        };
    }

    private static @Nullable RewindResult refusal(Work work, Head head) {
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.DELETED)) {
            return new Answers.NotFound();
        }
        if (head.is(Head.Status.SEALED)) {
            return new Answers.Moving();
        }
        OpenRun live = work.live(head);
        if (live != null) {
            return new Answers.Held(live.worker(), live.fence(), live.leaseUntil());
        }
        String ahead = head.ahead;
        return ahead == null ? null : Backfilling.heldBy(work, head, ahead);
    }

    private static RewindResult go(Work work, Head head, Rewind request) {
        // an expired run ends here: its moves are part of the way back
        OpenRun expired = head.open;
        FenceRecord closed = expired == null
                ? null
                : FenceRecord.ofMoves(expired.fence(), FenceRecord.movesOf(work, head, expired.fence()), null);
        Runs.abandon(work, head, "rewind: " + request.actor().name());
        Way way = switch (request.target()) {
            case Rewind.Target.Start(Set<String> streams) -> toStart(work, head, streams, request.mode());
            case Rewind.Target.BeforeRun(RunId run) -> beforeRun(work, head, run, expired, closed);
            case Rewind.Target.To(StreamPartition at, Position position) -> to(head, at, position, request.mode());
        };
        return switch (way) {
            case Way.Wrong(Answers.Invalid why) -> why;
            case Way.Found found -> apply(work, head, request, found);
        };
    }

    private static Way toStart(Work work, Head head, Set<String> streams, Rewind.Mode mode) {
        if (mode == Rewind.Mode.REPLACE && Retaining.lost(work, head)) {
            return new Way.Wrong(
                    new Answers.Invalid(
                            "rewind to the start",
                            "append, or replace where all receipts are kept",
                            "replace, where retention has removed receipts of the oldest runs: what they published would stay"));
        }
        List<Cursor> cursors =
                streams.isEmpty() ? all(head) : Begins.cursors(head, streams, Limits.CURSORS_PER_PIPELINE);
        List<Goal> goals =
                cursors.stream().map(cursor -> new Goal(cursor.at(), null)).toList();
        return new Way.Found(goals, Fence.NONE, streams, "start");
    }

    static List<Cursor> all(Head head) {
        List<Cursor> cursors = new ArrayList<>();
        for (Map.Entry<Bytes, CursorRow> entry : head.cursors.from(Bytes.of())) {
            cursors.add(entry.getValue().cursor(Key.at(entry.getKey())));
        }
        return cursors;
    }

    private static Way beforeRun(
            Work work, Head head, RunId id, @Nullable OpenRun expired, @Nullable FenceRecord closed) {
        OpenRun justEnded = expired != null && expired.id().equals(id) ? expired : null;
        Run run = justEnded != null ? null : Runs.one(work, head, id);
        Fence fence = justEnded != null ? justEnded.fence() : run == null ? null : run.fence();
        boolean ended = justEnded != null || (run != null && run.status().ended());
        if (fence == null || !ended || fence.compareTo(head.bornFence) <= 0 || fence.compareTo(head.horizon) < 0) {
            return new Way.Wrong(new Answers.Invalid(
                    "run",
                    "an ended run of this pipeline whose record exists",
                    id + (run == null ? ", which is unknown" : ", which is " + run.status())));
        }
        List<FenceRecord> records = records(work, fence);
        if (closed != null) {
            records.add(closed);
        }
        return new Way.Found(firstFinds(records, fence), fence, Set.of(), "before run " + id);
    }

    private static List<FenceRecord> records(Work work, Fence from) {
        List<FenceRecord> records = new ArrayList<>();
        for (Map<String, AttributeValue> item : Paging.items(
                work.table(), Items.partition(work.key()), Items.fenceSort(from), Items.FENCE + Items.LAST)) {
            records.add(FenceRecord.read(work.key(), work.pages(), item));
        }
        return records;
    }

    /**
     * Per partition that fences from this one on moved: where the first of them found it. The revision tells which was first,
     * for the chunks of a backfill do not move the cursor in the order of their fences. Where a replacing rewind since then
     * went further back than this run, there: what came before is withdrawn.
     */
    private static List<Goal> firstFinds(List<FenceRecord> records, Fence fence) {
        Map<StreamPartition, FenceRecord.Move> firsts = new TreeMap<>();
        for (FenceRecord record : records) {
            for (FenceRecord.Move move : record.backTo() == null ? record.moves() : List.<FenceRecord.Move>of()) {
                firsts.merge(move.at(), move, (one, other) -> other.fromRevision() < one.fromRevision() ? other : one);
            }
        }
        List<Goal> goals = new ArrayList<>();
        firsts.forEach((at, move) -> {
            FenceRecord.Move further = null;
            Fence furthest = fence;
            for (FenceRecord record : records) {
                Fence back = record.backTo();
                for (FenceRecord.Move other : record.moves()) {
                    boolean concerns = back != null
                            && record.fence().compareTo(fence) > 0
                            && other.at().equals(at)
                            && back.compareTo(furthest) < 0;
                    if (concerns) {
                        further = other;
                        furthest = Objects.requireNonNull(back);
                    }
                }
            }
            goals.add(new Goal(at, further != null ? further.to() : move.from()));
        });
        return goals;
    }

    private static Way to(Head head, StreamPartition at, Position position, Rewind.Mode mode) {
        if (mode == Rewind.Mode.REPLACE) {
            return new Way.Wrong(new Answers.Invalid(
                    "rewind mode", "APPEND, for a position of one's own need not be a commit's border", mode.name()));
        }
        Cursor before = head.cursor(at);
        Position standing = before == null ? null : before.position();
        if (standing != null && Out.kind(standing) != Out.kind(position)) {
            return new Way.Wrong(new Answers.Invalid(
                    "cursor kind of " + at,
                    standing.getClass().getSimpleName(),
                    position.getClass().getSimpleName()));
        }
        long bytes = head.positionBytes + Commits.bytes(position) - Commits.bytes(standing);
        if (bytes > Limits.POSITIONS_BYTES_PER_PIPELINE
                || (before == null && head.cursorCount >= Limits.CURSORS_PER_PIPELINE)) {
            return new Way.Wrong(new Answers.Invalid(
                    "cursors of the pipeline",
                    "at most " + Limits.CURSORS_PER_PIPELINE + " with " + Limits.POSITIONS_BYTES_PER_PIPELINE
                            + " bytes of positions",
                    head.cursorCount + " with " + bytes + " bytes"));
        }
        return new Way.Found(List.of(new Goal(at, position)), head.fence, Set.of(at.stream()), "position");
    }

    private static RewindResult apply(Work work, Head head, Rewind request, Way.Found way) {
        Fence before = head.fence;
        head.raiseFence();
        List<Cursor> changed = new ArrayList<>();
        List<FenceRecord.Move> moves = new ArrayList<>();
        for (Goal goal : way.goals()) {
            CursorRow row = head.cursors.get(Key.of(goal.at()));
            if (!Objects.equals(row == null ? null : row.position(), goal.position())) {
                CursorRow moved = Commits.move(head, goal.at(), row, goal.position(), head.fence, work.now());
                CursorRow.Found found = Objects.requireNonNull(moved.found());
                Position from = work.heads().standings().found(work, Key.of(goal.at()), found);
                moves.add(new FenceRecord.Move(goal.at(), found.revision(), from, goal.position()));
                changed.add(moved.cursor(goal.at()));
            }
        }
        int withdrawing = 0;
        if (request.mode() == Rewind.Mode.REPLACE) {
            if (!moves.isEmpty()) {
                work.beside(FenceRecord.ofMoves(head.fence, moves, way.before()).put(work));
            }
            withdrawing = Receipts.withdraw(head, concerned(work, head, way));
        }
        RewindResult.Rewound rewound = new RewindResult.Rewound(
                head.fence, changed.stream().limit(Limits.ADVANCES_PER_COMMIT).toList(), withdrawing);
        Audit.add(
                work,
                head,
                request.actor(),
                "pipeline.rewound",
                Audit.json().put("fence", before.value()),
                Audit.json()
                        .put("fence", head.fence.value())
                        .put("to", way.name())
                        .put("mode", request.mode().name())
                        .put("cursors", changed.size())
                        .put("withdrawing", withdrawing));
        FirstAnswers.remember(
                work,
                request.request(),
                request.digest(),
                out -> out.fence(rewound.fence())
                        .list(rewound.changed(), Rows::cursor)
                        .number(rewound.withdrawing()));
        work.save();
        return rewound;
    }

    /** Receipts of the way back: from the start those of its streams, else all from a fence on but for history done again. */
    private static Collection<ReceiptRow> concerned(Work work, Head head, Way.Found way) {
        boolean start = way.before().equals(Fence.NONE);
        Fence from = start ? head.bornFence : way.before();
        return Receipts.between(work, head, from, null).values().stream()
                .filter(row -> start
                        ? way.withdrawn().isEmpty() || way.withdrawn().contains(row.receipt().object().stream())
                        : !row.history())
                .toList();
    }
}
