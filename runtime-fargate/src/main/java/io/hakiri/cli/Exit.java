package io.hakiri.cli;

/** The program's exit codes; the launcher keeps those from 64 on for itself. */
final class Exit {
    static final int DONE = 0;
    /** A run failed. */
    static final int FAILED = 1;
    /** The command line or the manifest is wrong. */
    static final int USAGE = 2;
    /** Refused: held, fenced, paused, moved, a token that does not allow it, an unsafe filesystem. */
    static final int REFUSED = 3;
    /** The catalog is down, full, broken or of another version. */
    static final int UNAVAILABLE = 4;

    private Exit() {}
}
