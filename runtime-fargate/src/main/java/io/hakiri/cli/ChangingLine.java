package io.hakiri.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Where it is shown how something goes: one line that changes on a terminal; elsewhere plain lines, now and then. */
final class ChangingLine {
    private static final long TERMINAL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int BAR = 24;

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier nanos;
    private final long startNanos;
    private long shownNanos;
    private boolean open;

    /** @param nanos a clock that goes on evenly */
    ChangingLine(PrintWriter err, boolean terminal, LongSupplier nanos) {
        this.err = err;
        this.terminal = terminal;
        this.nanos = nanos;
        startNanos = nanos.getAsLong();
        shownNanos = startNanos;
    }

    static ChangingLine of(PrintWriter err) {
        return new ChangingLine(err, Terminal.present(), System::nanoTime);
    }

    boolean isTerminal() {
        return terminal;
    }

    /** Seconds since it was made. */
    double seconds() {
        return (nanos.getAsLong() - startNanos) / 1e9;
    }

    /** Whether enough time has passed to show something again; if so, it is to be shown. */
    boolean due() {
        long now = nanos.getAsLong();
        if (now - shownNanos < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            return false;
        }
        shownNanos = now;
        return true;
    }

    /** How it goes now, in the place of what was shown before. */
    void show(String text) {
        if (terminal) {
            err.print(CLEAR_LINE + text);
            err.flush();
            open = true;
        } else {
            line(text);
        }
    }

    /** Something that stays. */
    void line(String text) {
        end();
        err.println(text);
        err.flush();
    }

    /** Ends what changes, so that what comes next stands on its own. */
    void end() {
        if (open) {
            err.print(CLEAR_LINE);
            err.flush();
            open = false;
        }
    }

    /** A bar that is full at 1. */
    static String bar(double part) {
        int full = (int) Math.round(Math.clamp(part, 0, 1) * BAR);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }
}
