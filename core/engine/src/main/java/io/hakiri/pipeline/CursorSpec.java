package io.hakiri.pipeline;

import io.hakiri.catalog.InvalidInput;
import java.util.Locale;

/**
 * The field that says how far a stream has come.
 *
 * @param field its name
 * @param strictlyIncreasing whether no two rows have the same value of it, so that no tie-breaker is needed (C-9)
 */
public record CursorSpec(String field, Kind kind, boolean strictlyIncreasing) {
    /** How positions made of the field compare. Other kinds of position come from a source itself and name no field. */
    public enum Kind {
        /** They only grow (C-9). */
        MONOTONIC;

        /** The word in a manifest: {@code monotonic}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CursorSpec {
        if (field.isBlank()) {
            throw new InvalidInput("cursor field", "the name of a field", field);
        }
    }
}
