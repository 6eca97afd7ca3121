package io.hakiri.catalog.relational;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code rewind} (C-9): 1. the first answer, where the request is known; 2. is the pipeline free; 3. where to; 4. a new
 * fence, the cursors, and with {@code replace} the receipts to take back; 5. audit and answer.
 */
final class Rewinds {
    /**
     * Per partition that runs of this fence and later touched: where the first of them found it. The revision tells which
     * was first, for the chunks of a backfill do not move the cursor in the order of their fences.
     */
    private static final String FIRST_MOVES = """
            SELECT stream, part, from_kind, from_value, from_key FROM (
              SELECT stream, part, from_kind, from_value, from_key,
                row_number() OVER (PARTITION BY stream, part ORDER BY from_revision) AS place
              FROM move WHERE pipeline = ? AND fence >= ? AND back_to IS NULL) m
            WHERE place = 1 ORDER BY stream, part""";

    /** Where a replacing rewind since then went further back than this run: what came before is withdrawn. */
    private static final String WENT_FURTHER_BACK = """
            SELECT to_kind, to_value, to_key FROM move
            WHERE pipeline = ? AND fence > ? AND stream = ? AND part = ? AND back_to < ? ORDER BY back_to LIMIT 1""";

    private static final String RECORD_MOVE = """
            INSERT INTO move SELECT pipeline, fence, stream, part, from_revision, from_kind, from_value, from_key, kind,
              value, order_key, ? FROM cursor WHERE pipeline = ? AND fence = ?""";

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

    static RewindResult rewind(Tx tx, Rewind request) {
        PipelineRow pipeline = PipelineRow.load(tx.sql(), request.pipeline());
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        return switch (Requests.recall(tx, pipeline.id, request.request(), request.digest())) {
            case Requests.Recalled.Same(Bytes answer) ->
                Requests.decode(
                        answer,
                        in -> new RewindResult.Rewound(
                                new Fence(in.readLong()), AnswerCodec.cursors(in), in.readInt()));
            case Requests.Recalled.Other() -> Refusals.otherContent(request.request());
            case Requests.Recalled.Unknown() -> {
                RewindResult refusal = refusal(tx, pipeline);
                yield refusal != null ? refusal : go(tx, pipeline, request);
            }
        };
    }

    private static @Nullable RewindResult refusal(Tx tx, PipelineRow pipeline) {
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.DELETED)) {
            return new Answers.NotFound();
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new Answers.Moving();
        }
        Lease live = pipeline.liveLease(tx.now());
        if (live != null) {
            return new Answers.Held(live.holder(), live.fence(), live.until());
        }
        String ahead = pipeline.ahead;
        return ahead == null ? null : Refusals.heldBy(tx, pipeline, ahead);
    }

    private static RewindResult go(Tx tx, PipelineRow pipeline, Rewind request) {
        // what it reads and withdraws must not be removed meanwhile
        Horizon.hold(tx);
        // an expired run ends here: so its moves are known, too
        Runs.abandon(tx, pipeline, "rewind: " + request.actor().name());
        Way way = switch (request.target()) {
            case Rewind.Target.Start(Set<String> streams) -> toStart(tx, pipeline, streams, request.mode());
            case Rewind.Target.BeforeRun(RunId run) -> beforeRun(tx, pipeline, run);
            case Rewind.Target.To(StreamPartition at, Position position) ->
                to(tx, pipeline, at, position, request.mode());
        };
        return switch (way) {
            case Way.Wrong(Answers.Invalid why) -> {
                tx.sql().takeBack();
                yield why;
            }
            case Way.Found found -> apply(tx, pipeline, request, found);
        };
    }

    private static Way toStart(Tx tx, PipelineRow pipeline, Set<String> streams, Rewind.Mode mode) {
        if (mode == Rewind.Mode.REPLACE && Horizon.of(tx.sql(), pipeline).compareTo(pipeline.bornFence.next()) > 0) {
            return new Way.Wrong(
                    new Answers.Invalid(
                            "rewind to the start",
                            "append, or replace where all receipts are kept",
                            "replace, where retention has removed receipts of the oldest runs: what they published would stay"));
        }
        List<Cursor> cursors = streams.isEmpty()
                ? Cursors.all(tx.sql(), pipeline)
                : Cursors.ofStreams(tx.sql(), pipeline, streams, Limits.CURSORS_PER_PIPELINE);
        List<Goal> goals =
                cursors.stream().map(cursor -> new Goal(cursor.at(), null)).toList();
        return new Way.Found(goals, Fence.NONE, streams, "start");
    }

    private static Way beforeRun(Tx tx, PipelineRow pipeline, RunId id) {
        Run run = Runs.one(tx.sql(), pipeline, id);
        Fence fence = run == null ? null : run.fence();
        if (run == null
                || fence == null
                || !run.status().ended()
                || fence.compareTo(pipeline.bornFence) <= 0
                || fence.compareTo(Horizon.of(tx.sql(), pipeline)) < 0) {
            return new Way.Wrong(new Answers.Invalid(
                    "run",
                    "an ended run of this pipeline whose record exists",
                    id + (run == null ? ", which is unknown" : ", which is " + run.status())));
        }
        List<Goal> firsts = tx.sql()
                .list(
                        FIRST_MOVES,
                        row -> new Goal(new StreamPartition(row.text(1), row.text(2)), row.position(3)),
                        pipeline.id,
                        fence);
        List<Goal> goals = new ArrayList<>();
        for (Goal first : firsts) {
            Goal further = tx.sql()
                    .one(
                            WENT_FURTHER_BACK,
                            row -> new Goal(first.at(), row.position(1)),
                            pipeline.id,
                            fence,
                            first.at().stream(),
                            first.at().partition(),
                            fence);
            goals.add(further != null ? further : first);
        }
        return new Way.Found(goals, fence, Set.of(), "before run " + id);
    }

    private static Way to(Tx tx, PipelineRow pipeline, StreamPartition at, Position position, Rewind.Mode mode) {
        if (mode == Rewind.Mode.REPLACE) {
            return new Way.Wrong(new Answers.Invalid(
                    "rewind mode", "APPEND, for a position of one's own need not be a commit's border", mode.name()));
        }
        Cursor before = Cursors.one(tx.sql(), pipeline, at);
        Position standing = before == null ? null : before.position();
        if (standing != null && Row.kind(standing) != Row.kind(position)) {
            return new Way.Wrong(new Answers.Invalid(
                    "cursor kind of " + at,
                    standing.getClass().getSimpleName(),
                    position.getClass().getSimpleName()));
        }
        long bytes = pipeline.positionBytes + Cursors.bytes(position) - Cursors.bytes(standing);
        if (bytes > Limits.POSITIONS_BYTES_PER_PIPELINE
                || (before == null && pipeline.cursors >= Limits.CURSORS_PER_PIPELINE)) {
            return new Way.Wrong(new Answers.Invalid(
                    "cursors of the pipeline",
                    "at most " + Limits.CURSORS_PER_PIPELINE + " with " + Limits.POSITIONS_BYTES_PER_PIPELINE
                            + " bytes of positions",
                    pipeline.cursors + " with " + bytes + " bytes"));
        }
        return new Way.Found(List.of(new Goal(at, position)), pipeline.fence, Set.of(at.stream()), "position");
    }

    private static RewindResult apply(Tx tx, PipelineRow pipeline, Rewind request, Way.Found way) {
        Fence before = pipeline.fence;
        pipeline.raiseFence();
        Collection<Cursor> changed = new ArrayList<>();
        for (Goal goal : way.goals()) {
            Cursor cursor = Cursors.one(tx.sql(), pipeline, goal.at());
            if (!Objects.equals(cursor == null ? null : cursor.position(), goal.position())) {
                Cursors.put(tx, pipeline, goal.at(), cursor, goal.position(), pipeline.fence);
                changed.add(Objects.requireNonNull(Cursors.one(tx.sql(), pipeline, goal.at())));
            }
        }
        int withdrawing = 0;
        if (request.mode() == Rewind.Mode.REPLACE) {
            tx.sql().change(RECORD_MOVE, way.before(), pipeline.id, pipeline.fence);
            withdrawing = way.before().equals(Fence.NONE)
                    ? Receipts.withdraw(tx, pipeline, way.withdrawn())
                    : Receipts.withdrawFrom(tx, pipeline, way.before());
        }
        RewindResult.Rewound rewound = new RewindResult.Rewound(
                pipeline.fence,
                changed.stream().limit(Limits.ADVANCES_PER_COMMIT).toList(),
                withdrawing);
        Audit.add(
                tx,
                pipeline,
                request.actor(),
                "pipeline.rewound",
                Audit.json().put("fence", before.value()),
                Audit.json()
                        .put("fence", pipeline.fence.value())
                        .put("to", way.name())
                        .put("mode", request.mode().name())
                        .put("cursors", changed.size())
                        .put("withdrawing", withdrawing));
        Requests.remember(tx, pipeline.id, request.request(), request.digest(), out -> {
            out.writeLong(rewound.fence().value());
            AnswerCodec.cursors(out, rewound.changed());
            out.writeInt(rewound.withdrawing());
        });
        pipeline.save(tx.sql());
        return rewound;
    }
}
