package io.hakiri.connector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option of a connector: what the manifest is checked against, and what the JSON Schema and the docs are made from.
 *
 * @param name in the manifest, snake case
 * @param fallback what holds where it is left out; {@code null} where nothing does
 * @param allowed the only values there are; empty where any of the kind will do
 * @param description one sentence
 */
public record OptionSpec(
        String name, Kind kind, boolean required, @Nullable String fallback, List<String> allowed, String description) {
    /** What values an option takes. */
    public enum Kind {
        TEXT,
        INTEGER,
        BOOLEAN,
        TEXTS,
        /** Texts {@code NAME=VALUE}; a value may be a reference {@code secret:NAME} ({@link Setting}). */
        SETTINGS,
        /** A reference {@code secret:NAME}; never a literal. */
        SECRET
    }

    public OptionSpec {
        allowed = List.copyOf(allowed);
    }

    public static OptionSpec required(String name, Kind kind, String description) {
        return new OptionSpec(name, kind, true, null, List.of(), description);
    }

    public static OptionSpec optional(String name, Kind kind, @Nullable String fallback, String description) {
        return new OptionSpec(name, kind, false, fallback, List.of(), description);
    }

    public static OptionSpec oneOf(String name, String fallback, List<String> allowed, String description) {
        return new OptionSpec(name, Kind.TEXT, false, fallback, allowed, description);
    }
}
