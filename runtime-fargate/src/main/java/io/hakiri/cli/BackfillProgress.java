package io.hakiri.cli;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Counts;
import io.hakiri.run.BackfillListener;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how a backfill goes. The rows and their rate are of this process; chunks, and the time left, of all who work at it. Used by
 * many threads.
 */
final class BackfillProgress implements BackfillListener {
    private final ChangingLine line;
    private final Backfill before;
    private int openChunks;
    private long rows;

    BackfillProgress(ChangingLine line, Backfill before) {
        this.line = line;
        this.before = before;
        this.openChunks = before.chunks() - before.done();
    }

    @Override
    public synchronized void read(long more, long bytes) {
        rows += more;
        if (line.due()) {
            show();
        }
    }

    /** Answers may come in another order than they were given. */
    @Override
    public synchronized void done(int chunk, Counts counts, int open) {
        openChunks = Math.min(openChunks, open);
    }

    @Override
    public synchronized void lost(int chunk, String reason) {
        say("chunk " + chunk + ": " + reason + "; what was done of it here does not count");
    }

    @Override
    public synchronized void retrying(String trouble, Duration delay) {
        say(trouble + "; trying again in " + delay.toMillis() + " ms");
    }

    private void show() {
        double seconds = line.seconds();
        int done = before.chunks() - openChunks;
        int doneSince = done - before.done();
        line.show(String.format(
                Locale.ROOT,
                "%s  %s %,d of %,d chunks, %,d rows, %,.0f rows/s%s",
                before.id(),
                ChangingLine.bar((double) done / before.chunks()),
                done,
                before.chunks(),
                rows,
                rows / seconds,
                doneSince > 0 ? String.format(Locale.ROOT, ", %.0f s left", seconds * openChunks / doneSince) : ""));
    }

    private void say(String text) {
        line.line(before.id() + "  " + text);
    }

    /** Ends the changing line, so that what comes next stands on its own. */
    synchronized void end() {
        line.end();
    }
}
