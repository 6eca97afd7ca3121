package io.hakiri.migrate;

/** A step of a move was refused; the message says which, and why. Nothing was lost: what was done stays as it is. */
public final class MoveRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    MoveRefused(String why) {
        super(why);
        this.why = why;
    }

    /** Which step was refused, and why. */
    public String why() {
        return why;
    }
}
