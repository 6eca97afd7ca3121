package io.hakiri.schema;

import io.hakiri.catalog.Verdict;
import java.util.Locale;
import java.util.Optional;

/** What a pipeline does by itself when data comes in a shape that was not accepted before. */
public enum SchemaPolicy {
    /** Accepts it: new fields are added, types are widened. */
    EVOLVE,
    /** Stops until a person decides. */
    FREEZE,
    /** Sets the rows aside that do not fit the accepted shape. */
    QUARANTINE,
    /** Leaves new fields out; rows whose values do not fit the accepted types are set aside, for no value may be lost. */
    IGNORE;

    /** The verdict that this policy gives, or none where it leaves the decision to a person. */
    public Optional<Verdict> verdict() {
        return switch (this) {
            case EVOLVE -> Optional.of(Verdict.ACCEPT);
            case FREEZE -> Optional.empty();
            case QUARANTINE -> Optional.of(Verdict.QUARANTINE);
            case IGNORE -> Optional.of(Verdict.IGNORE);
        };
    }

    /** The word in a manifest. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
