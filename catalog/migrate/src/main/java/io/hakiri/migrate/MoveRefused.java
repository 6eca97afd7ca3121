package io.hakiri.migrate;

import io.hakiri.catalog.Answers;

/** A step of a move was refused; the message says which, and why. Nothing was lost: what was done stays as it is. */
public final class MoveRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    MoveRefused(String why) {
        super(why);
        this.why = why;
    }

    static MoveRefused interrupted() {
        return new MoveRefused("interrupted. Do the same again, and it goes on from where it is");
    }

    static MoveRefused of(String what, Answers.Invalid invalid) {
        return new MoveRefused(
                what + ": expected as " + invalid.field() + " " + invalid.limit() + ", found " + invalid.given());
    }

    /** Which step was refused, and why. */
    public String why() {
        return why;
    }
}
