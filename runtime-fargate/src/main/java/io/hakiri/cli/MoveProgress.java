package io.hakiri.cli;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.migrate.MoveListener;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows how a move goes. How much of a pipeline's history is copied is told by fences: each run has one, and rows come in their order. */
final class MoveProgress implements MoveListener {
    /** The kinds of rows that a run leaves. */
    private static final List<RowKind> HISTORY = List.of(RowKind.FENCE, RowKind.RECEIPT);

    private final ChangingLine line;
    private final Map<PipelineKey, Copied> pipelines = new HashMap<>();
    private double beganAt;
    private double partAtFirst = -1;
    private int ready;
    private int over;
    private long rows;

    /** How far one pipeline is copied. */
    private static final class Copied {
        private final Fence last;
        private final Map<RowKind, Fence> upTo = new EnumMap<>(RowKind.class);
        private boolean whole;

        Copied(Fence last) {
            this.last = last;
        }

        /** One more than its fences, so that a pipeline that never ran counts too. */
        double weight() {
            return last.counter() + 1.0;
        }

        double done() {
            if (whole) {
                return weight();
            }
            double counted = 0;
            for (Fence fence : upTo.values()) {
                // what lies in an earlier generation comes before all of the last one
                counted += fence.generation() == last.generation() ? fence.counter() : 0;
            }
            return Math.min(weight(), counted / HISTORY.size());
        }
    }

    MoveProgress(ChangingLine line) {
        this.line = line;
    }

    @Override
    public void began(ProjectId project, Map<PipelineKey, Fence> moving) {
        pipelines.clear();
        moving.forEach((key, last) -> pipelines.put(key, new Copied(last)));
        beganAt = line.seconds();
        partAtFirst = -1;
        ready = 0;
        over = 0;
    }

    @Override
    public void copied(Owner owner, RowKind kind, List<Row> more) {
        rows += more.size();
        Copied pipeline =
                owner.pipeline() == null ? null : pipelines.get(new PipelineKey(owner.project(), owner.pipeline()));
        if (pipeline != null) {
            switch (more.getLast()) {
                case Row.FenceRow row -> pipeline.upTo.put(kind, row.fence());
                case Row.ReceiptRow row ->
                    pipeline.upTo.put(kind, row.receipt().id().fence());
                case Row.QueuedRow _,
                        Row.BackfillRow _,
                        Row.ChunkRow _,
                        Row.AuditRow _,
                        Row.TokenRow _,
                        Row.KeyRow _ -> {}
            }
        }
        show(owner.toString());
    }

    @Override
    public void ready(PipelineKey key) {
        ready++;
        copiedWhole(key);
        show(key.toString());
    }

    private void copiedWhole(PipelineKey key) {
        boolean before = copying();
        Copied pipeline = pipelines.get(key);
        if (pipeline != null) {
            pipeline.whole = true;
        }
        if (before && !copying()) {
            beganAt = line.seconds(); // from here on they move
            partAtFirst = -1;
        }
    }

    private boolean copying() {
        return pipelines.values().stream().anyMatch(pipeline -> !pipeline.whole);
    }

    @Override
    public void moved(PipelineKey pipeline, Duration pause) {
        over++;
        show(pipeline.toString());
    }

    @Override
    public void skipped(PipelineKey pipeline, String why) {
        over++;
        copiedWhole(pipeline); // as far as it comes
        line.line(pipeline + ": stays where it is: " + why);
    }

    /** How much of what goes on now is done: of the copying, or of the moving after it. */
    private double part() {
        if (!copying()) {
            return pipelines.isEmpty() ? 1 : (double) over / pipelines.size();
        }
        double all = pipelines.values().stream().mapToDouble(Copied::weight).sum();
        return pipelines.values().stream().mapToDouble(Copied::done).sum() / all;
    }

    private void show(String what) {
        double part = part();
        if (partAtFirst < 0) {
            partAtFirst = part; // what an earlier call had copied took this one no time
        }
        if (!line.due()) {
            return;
        }
        double gained = part - partAtFirst;
        line.show(String.format(
                Locale.ROOT,
                "%s %d of %d pipelines copied, %d moved, %,d rows, %,.0f rows/s%s%s",
                ChangingLine.bar(part),
                ready,
                pipelines.size(),
                over,
                rows,
                rows / line.seconds(),
                gained > 0
                        ? String.format(
                                Locale.ROOT,
                                ", %.0f s left to %s",
                                (line.seconds() - beganAt) * (1 - part) / gained,
                                copying() ? "copy" : "move")
                        : "",
                line.isTerminal() ? "  " + what : ""));
    }

    /** Ends the changing line, so that what comes next stands on its own. */
    void end() {
        line.end();
    }
}
