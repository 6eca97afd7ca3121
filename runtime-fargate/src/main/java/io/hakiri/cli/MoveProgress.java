package io.hakiri.cli;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.migrate.MoveListener;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.RowKind;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows how a move goes: a bar that changes on a terminal; elsewhere plain lines, now and then. */
final class MoveProgress implements MoveListener {
    private static final long TERMINAL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int BAR = 24;

    private final PrintWriter err;
    private final boolean terminal = Terminal.present();
    private final long startNanos = System.nanoTime();
    private long shownNanos = startNanos;
    private int pipelines;
    private int ready;
    private int over;
    private long rows;
    private boolean open;

    MoveProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void began(ProjectId project, int more) {
        pipelines = more;
        ready = 0;
        over = 0;
    }

    @Override
    public void copied(Owner owner, RowKind kind, int more) {
        rows += more;
        show(owner.toString());
    }

    @Override
    public void ready(PipelineKey pipeline) {
        ready++;
        show(pipeline.toString());
    }

    @Override
    public void moved(PipelineKey pipeline, Duration pause) {
        over++;
        show(pipeline.toString());
    }

    @Override
    public void skipped(PipelineKey pipeline, String why) {
        over++;
        line(pipeline + ": stays where it is: " + why);
    }

    private void show(String what) {
        long now = System.nanoTime();
        if (now - shownNanos < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            return;
        }
        shownNanos = now;
        double seconds = (now - startNanos) / 1e9;
        // copying is the long part: half of what is to be done for a pipeline is its copy, half its move
        double part = pipelines == 0 ? 0 : (ready + over) / (2.0 * pipelines);
        String text = String.format(
                Locale.ROOT,
                "%s %d of %d pipelines copied, %d moved, %,d rows, %,.0f rows/s%s",
                bar(part),
                ready,
                pipelines,
                over,
                rows,
                rows / seconds,
                part > 0 ? String.format(Locale.ROOT, ", %.0f s left", seconds * (1 - part) / part) : "");
        if (terminal) {
            err.print(CLEAR_LINE + text + "  " + what);
            err.flush();
            open = true;
        } else {
            line(text);
        }
    }

    private static String bar(double part) {
        int full = (int) Math.round(Math.min(1, part) * BAR);
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
