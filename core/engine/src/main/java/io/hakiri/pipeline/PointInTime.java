package io.hakiri.pipeline;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Points of time as people write them: {@code 2026-01-31} for its beginning in UTC, {@code 2026-01-31T08:00:00Z}, or so long before
 * now: {@code 90m}, {@code 12h}, {@code 7d}.
 */
public final class PointInTime {
    /** What is read, for who wrote something else. */
    public static final String EXPECTED = "a time such as 2026-01-31, 2026-01-31T08:00:00Z, 90m, 12h or 7d";

    private PointInTime() {}

    /** Reads one; empty where the text is none. */
    public static Optional<Instant> parse(String text, Instant now) {
        try {
            return TimeSpan.parse(text).map(now::minus).or(() -> Optional.of(point(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant point(String text) {
        return text.indexOf('T') < 0
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }
}
