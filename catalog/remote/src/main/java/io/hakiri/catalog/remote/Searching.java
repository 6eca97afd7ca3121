package io.hakiri.catalog.remote;

import io.hakiri.api.Bodies;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What searches carry. The wire knows the years 1970 to 9999; borders outside of them find the same as the next within. */
final class Searching {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Searching() {}

    /** Empty where nothing can be found. */
    static Optional<Bodies.Range> range(HistoryFilter filter) {
        Instant from = filter.from();
        Instant until = filter.until();
        if ((from != null && from.isAfter(LAST)) || (until != null && !until.isAfter(FIRST))) {
            return Optional.empty();
        }
        return Optional.of(new Bodies.Range(
                filter.pipeline(),
                from != null && from.isBefore(FIRST) ? null : from,
                until != null && until.isAfter(LAST) ? null : until,
                filter.text()));
    }

    static Bodies.Window window(PageRequest page) {
        return new Bodies.Window(page.after(), page.entries());
    }

    static <T> Found<T> nothing() {
        @Nullable String end = null;
        return Found.now(new Page<>(List.of(), end));
    }
}
