package io.hakiri.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Which page of a listing (C-19).
 *
 * @param after the {@link Page#next} of the page before; {@code null} for the first
 * @param entries how many at most, 1 to 1,000
 */
public record PageRequest(@Nullable String after, int entries) {
    public PageRequest {
        Limits.textOrNull("page token", after, Limits.POSITION_BYTES);
        Limits.between("page entries", entries, 1, Limits.PAGE_ENTRIES);
    }

    /** The first page, as large as it may be. */
    public static PageRequest first() {
        return new PageRequest(null, Limits.PAGE_ENTRIES);
    }

    /** The first page with so many entries. */
    public static PageRequest first(int entries) {
        return new PageRequest(null, entries);
    }
}
