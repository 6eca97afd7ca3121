package io.hakiri.catalog.relational;

import io.hakiri.catalog.HistoryFilter;
import java.time.Instant;

/**
 * The time of a search in microseconds since 1970, as they are stored.
 *
 * @param first the first one in it
 * @param last the last one in it; less than the first where there is none
 */
public record SearchRange(long first, long last) {
    /** All time where the filter says nothing. */
    public static SearchRange of(HistoryFilter filter) {
        Instant from = filter.from();
        Instant until = filter.until();
        return new SearchRange(
                from == null ? Long.MIN_VALUE : Row.micros(from),
                until == null ? Long.MAX_VALUE : Math.max(Row.micros(until), Long.MIN_VALUE + 1) - 1);
    }
}
