package io.hakiri.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * A key of a table, declared once.
 *
 * @param fallback in the words of a manifest, for the documentation and the JSON Schema; {@code null} where nothing holds
 *     if it is left out
 * @param description one sentence
 */
record Key<T>(
        String name,
        Value<T> value,
        boolean required,
        @Nullable String fallback,
        String description) {
    static <T> Key<T> required(String name, Value<T> value, String description) {
        return new Key<>(name, value, true, null, description);
    }

    static <T> Key<T> optional(String name, Value<T> value, @Nullable String fallback, String description) {
        return new Key<>(name, value, false, fallback, description);
    }
}
