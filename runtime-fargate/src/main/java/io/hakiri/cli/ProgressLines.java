package io.hakiri.cli;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.Writer;
import io.hakiri.run.RunListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** Shows how a run goes: one line that changes on a terminal; elsewhere plain lines, now and then. */
final class ProgressLines implements RunListener {
    private static final long TERMINAL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final double MEBIBYTE = 1024.0 * 1024.0;

    private final PrintWriter err;
    private final PipelineId pipeline;
    private final boolean terminal = Terminal.present();
    private long startNanos = System.nanoTime();
    private long shownNanos = startNanos;
    private boolean open;

    ProgressLines(PrintWriter err, PipelineId pipeline) {
        this.err = err;
        this.pipeline = pipeline;
    }

    @Override
    public void began(Writer writer) {
        startNanos = System.nanoTime();
        if (!terminal) {
            line("run " + writer.run() + " began under fence " + writer.fence());
        }
    }

    @Override
    public void read(String stream, long rows, long bytes, OptionalLong ofBytes) {
        long now = System.nanoTime();
        if (now - shownNanos < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            return;
        }
        shownNanos = now;
        double seconds = (now - startNanos) / 1e9;
        String text = String.format(
                Locale.ROOT,
                "%s: %,d rows, %,.1f MiB, %,.0f rows/s%s",
                stream,
                rows,
                bytes / MEBIBYTE,
                rows / seconds,
                left(bytes, ofBytes, seconds));
        if (terminal) {
            err.print(CLEAR_LINE + pipeline + "  " + text);
            err.flush();
            open = true;
        } else {
            line(text);
        }
    }

    private static String left(long bytes, OptionalLong ofBytes, double seconds) {
        if (ofBytes.isEmpty() || bytes <= 0 || ofBytes.getAsLong() <= 0) {
            return "";
        }
        double part = Math.min(1, (double) bytes / ofBytes.getAsLong());
        return String.format(Locale.ROOT, ", %.0f %%, %.0f s left", part * 100, seconds * (1 - part) / part);
    }

    @Override
    public void retrying(String stream, String trouble, Duration delay) {
        line(stream + ": " + trouble + "; trying again in " + delay.toMillis() + " ms");
    }

    /** Ends the changing line, so that what comes next stands on its own. */
    void end(String last) {
        if (open) {
            err.print(CLEAR_LINE);
            open = false;
        }
        if (!last.isEmpty()) {
            line(last);
        }
        err.flush();
    }

    private void line(String text) {
        if (open) {
            err.print(CLEAR_LINE);
            open = false;
        }
        err.println(pipeline + "  " + text);
        err.flush();
    }
}
