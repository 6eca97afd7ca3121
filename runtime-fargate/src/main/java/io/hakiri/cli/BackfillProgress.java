package io.hakiri.cli;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Counts;
import io.hakiri.run.BackfillListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how a backfill goes: a bar that changes on a terminal; elsewhere plain lines, now and then. The rows and their rate are of
 * this process; chunks, and the time left, of all who work at it. Used by many threads.
 */
final class BackfillProgress implements BackfillListener {
    private static final long TERMINAL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int BAR = 24;

    private final PrintWriter err;
    private final Backfill before;
    private final boolean terminal = Terminal.present();
    private final long startNanos = System.nanoTime();
    private long shownNanos = startNanos;
    private int openChunks;
    private long rows;
    private boolean shown;

    BackfillProgress(PrintWriter err, Backfill before) {
        this.err = err;
        this.before = before;
        this.openChunks = before.chunks() - before.done();
    }

    @Override
    public synchronized void read(long more, long bytes) {
        rows += more;
        long now = System.nanoTime();
        if (now - shownNanos >= (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            shownNanos = now;
            show(now);
        }
    }

    /** Answers may come in another order than they were given. */
    @Override
    public synchronized void done(int chunk, Counts counts, int open) {
        openChunks = Math.min(openChunks, open);
    }

    @Override
    public synchronized void lost(int chunk, String reason) {
        line("chunk " + chunk + ": " + reason + "; what was done of it here does not count");
    }

    @Override
    public synchronized void retrying(String trouble, Duration delay) {
        line(trouble + "; trying again in " + delay.toMillis() + " ms");
    }

    private void show(long now) {
        double seconds = (now - startNanos) / 1e9;
        int done = before.chunks() - openChunks;
        int doneSince = done - before.done();
        String text = String.format(
                Locale.ROOT,
                "[%s] %,d of %,d chunks, %,d rows, %,.0f rows/s%s",
                bar((double) done / before.chunks()),
                done,
                before.chunks(),
                rows,
                rows / seconds,
                doneSince > 0 ? String.format(Locale.ROOT, ", %.0f s left", seconds * openChunks / doneSince) : "");
        if (terminal) {
            err.print(CLEAR_LINE + before.id() + "  " + text);
            err.flush();
            shown = true;
        } else {
            line(text);
        }
    }

    private static String bar(double part) {
        int full = (int) Math.round(Math.min(1, part) * BAR);
        return "#".repeat(full) + "-".repeat(BAR - full);
    }

    private void line(String text) {
        end();
        err.println(before.id() + "  " + text);
        err.flush();
    }

    /** Ends the changing line, so that what comes next stands on its own. */
    synchronized void end() {
        if (shown) {
            err.print(CLEAR_LINE);
            err.flush();
            shown = false;
        }
    }
}
