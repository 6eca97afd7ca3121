package io.hakiri.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing, in the order of an immutable key (C-19).
 *
 * @param next what to ask for after this page; {@code null} where it is the last one
 */
public record Page<T>(List<T> entries, @Nullable String next) {
    public Page {
        entries = List.copyOf(entries);
    }
}
