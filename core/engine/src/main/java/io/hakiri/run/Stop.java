package io.hakiri.run;

/**
 * Asks runs to end in good order: each commits what it has read, gives its lease back and is recorded as cancelled. Safe to
 * use from any thread, such as a signal's.
 */
public final class Stop {
    private volatile boolean requested;
    private volatile boolean handsOver;

    /** Asks, and leaves what was not done due at once, for another process to go on with. */
    public void handOver() {
        handsOver = true;
        requested = true;
    }

    boolean handsOver() {
        return handsOver;
    }

    /** Asks. There is no way back. */
    public void request() {
        requested = true;
    }

    public boolean requested() {
        return requested;
    }

    void check() {
        if (requested) {
            throw new Stopped();
        }
    }

    /** The run was asked to stop. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped on request");
        }
    }
}
