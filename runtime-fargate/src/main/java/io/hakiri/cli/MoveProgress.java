package io.hakiri.cli;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.migrate.MoveListener;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how a move goes: a bar that changes on a terminal; elsewhere plain lines, now and then. How much of a pipeline's history is
 * copied is told by fences: each run has one, and rows come in their order.
 */
final class MoveProgress implements MoveListener {
    private static final long TERMINAL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int BAR = 24;

    /** The kinds of rows that a run leaves. */
    private static final List<RowKind> HISTORY = List.of(RowKind.FENCE, RowKind.RECEIPT);

    private final PrintWriter err;
    private final boolean terminal = Terminal.present();
    private final long startNanos = System.nanoTime();
    private final Map<PipelineKey, Copied> pipelines = new HashMap<>();
    private long shownNanos = startNanos;
    private long beganNanos = startNanos;
    private double partAtFirst = -1;
    private int ready;
    private int over;
    private long rows;
    private boolean open;

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

    MoveProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void began(ProjectId project, Map<PipelineKey, Fence> moving) {
        pipelines.clear();
        moving.forEach((key, last) -> pipelines.put(key, new Copied(last)));
        beganNanos = System.nanoTime();
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
            beganNanos = System.nanoTime(); // from here on they move
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
        line(pipeline + ": stays where it is: " + why);
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
        long now = System.nanoTime();
        if (partAtFirst < 0) {
            partAtFirst = part; // what an earlier call had copied took this one no time
        }
        if (now - shownNanos < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            return;
        }
        shownNanos = now;
        double gained = part - partAtFirst;
        String text = String.format(
                Locale.ROOT,
                "%s %d of %d pipelines copied, %d moved, %,d rows, %,.0f rows/s%s",
                bar(part),
                ready,
                pipelines.size(),
                over,
                rows,
                rows / ((now - startNanos) / 1e9),
                gained > 0
                        ? String.format(
                                Locale.ROOT,
                                ", %.0f s left to %s",
                                (now - beganNanos) / 1e9 * (1 - part) / gained,
                                copying() ? "copy" : "move")
                        : "");
        if (terminal) {
            err.print(CLEAR_LINE + text + "  " + what);
            err.flush();
            open = true;
        } else {
            line(text);
        }
    }

    private static String bar(double part) {
        int full = (int) Math.round(Math.clamp(part, 0, 1) * BAR);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }

    private void line(String text) {
        end();
        err.println(text);
        err.flush();
    }

    /** Ends the changing line, so that what comes next stands on its own. */
    void end() {
        if (open) {
            err.print(CLEAR_LINE);
            err.flush();
            open = false;
        }
    }
}
