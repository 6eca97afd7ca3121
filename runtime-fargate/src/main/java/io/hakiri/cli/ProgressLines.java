package io.hakiri.cli;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.Writer;
import io.hakiri.run.RunListener;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** Shows how a run goes. */
final class ProgressLines implements RunListener {
    private static final double MEBIBYTE = 1024.0 * 1024.0;

    private final ChangingLine line;
    private final PipelineId pipeline;
    private double beganAt;

    ProgressLines(ChangingLine line, PipelineId pipeline) {
        this.line = line;
        this.pipeline = pipeline;
    }

    @Override
    public void began(Writer writer) {
        beganAt = line.seconds();
        if (!line.isTerminal()) {
            say("run " + writer.run() + " began under fence " + writer.fence());
        }
    }

    @Override
    public void read(String stream, long rows, long bytes, OptionalLong ofBytes) {
        if (!line.due()) {
            return;
        }
        double seconds = line.seconds() - beganAt;
        line.show(String.format(
                Locale.ROOT,
                "%s  %s: %,d rows, %,.1f MiB, %,.0f rows/s%s",
                pipeline,
                stream,
                rows,
                bytes / MEBIBYTE,
                rows / seconds,
                left(bytes, ofBytes, seconds)));
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
        say(stream + ": " + trouble + "; trying again in " + delay.toMillis() + " ms");
    }

    /** Ends the changing line, and says a last word where there is one. */
    void end(String last) {
        line.end();
        if (!last.isEmpty()) {
            say(last);
        }
    }

    private void say(String text) {
        line.line(pipeline + "  " + text);
    }
}
