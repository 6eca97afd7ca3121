package io.hakiri.pipeline;

import java.util.Locale;

/** What happens when the shape of the data is no longer the shape that was accepted. */
public enum SchemaPolicy {
    /** Take what loses nothing (a new column, a wider type); stop at anything else. */
    EVOLVE,
    /** Stop at every difference. */
    FREEZE,
    /** Set aside the rows that do not fit, with the reason, and go on with the others. */
    QUARANTINE,
    /** Leave out columns that nobody declared. */
    IGNORE;

    /** The word in a manifest: {@code evolve}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
