package io.hakiri.catalog;

import org.jspecify.annotations.Nullable;

/** The answer to a listing of what belongs to one pipeline. */
public sealed interface Listing<T> {
    /** One page of it. */
    record Listed<T>(Page<T> page) implements Listing<T> {}

    /** There is no such pipeline. */
    record NotThere<T>() implements Listing<T> {}

    /** The pipeline lives in another catalog now (C-26). */
    record Elsewhere<T>(String address) implements Listing<T> {}

    /** The page, or {@code null} where the pipeline is not here. */
    default @Nullable Page<T> pageOrNull() {
        return this instanceof Listed<T>(Page<T> page) ? page : null;
    }
}
