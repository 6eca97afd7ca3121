package io.hakiri.proof;

/**
 * Something that a proof, or a check of one, has to say.
 *
 * @param what it is about, such as {@code fence 12} or {@code audit 3 to 5}
 * @param says what was found, in words for people
 */
public record Finding(Kind kind, String what, String says) {
    /** How much it weighs. */
    public enum Kind {
        /** Something is not there that must have been. */
        MISSING,
        /** Something is there, and not as it was or as it must be. */
        OTHERWISE,
        /** It cannot be told from what is kept; nothing speaks against it. */
        UNKNOWN
    }

    static Finding missing(String what, String says) {
        return new Finding(Kind.MISSING, what, says);
    }

    static Finding otherwise(String what, String says) {
        return new Finding(Kind.OTHERWISE, what, says);
    }

    static Finding unknown(String what, String says) {
        return new Finding(Kind.UNKNOWN, what, says);
    }

    /** Whether it leaves the proof whole. */
    boolean harmless() {
        return kind == Kind.UNKNOWN;
    }
}
