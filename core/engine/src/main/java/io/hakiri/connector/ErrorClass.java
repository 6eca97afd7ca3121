package io.hakiri.connector;

import java.util.Locale;

/** What kind of trouble a connector met, which decides what to do about it. */
public enum ErrorClass {
    /** May be gone at the next try: a network, a lock, a full disk. */
    TRANSIENT,
    /** Will be there until someone changes something: a broken line, a missing file. */
    PERMANENT,
    /** Credentials are no longer good; new ones are asked for before the next try. */
    AUTH_EXPIRED,
    /** The other side asks for patience. */
    RATE_LIMITED,
    /** The data has a shape that nobody decided about, or that was rejected. */
    SCHEMA_INCOMPATIBLE;

    /** Whether it may be gone at a later run without anybody changing something. */
    public boolean mayPass() {
        return switch (this) {
            case TRANSIENT, AUTH_EXPIRED, RATE_LIMITED -> true;
            case PERMANENT, SCHEMA_INCOMPATIBLE -> false;
        };
    }

    /** The word in a run's record: {@code auth-expired}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
