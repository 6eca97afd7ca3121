package io.hakiri.report;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.pipeline.TimeSpan;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time that a report is about, and whose clock hours and days are of.
 *
 * @param since not before
 * @param until before, and not at; later than {@code since}
 */
public record Span(Instant since, Instant until, ZoneId zone) {
    /** How far back a report looks where nobody says. */
    public static final Duration USUAL = Duration.ofDays(7);

    private static final String UTC = "UTC";
    private static final Instant FIRST = Instant.EPOCH;
    private static final String TIME = "a time such as 2026-01-31, 2026-01-31T08:00:00Z, 90m, 12h or 7d";

    public Span {
        if (!since.isBefore(until)) {
            throw new InvalidInput("until", "a time after since, which is " + since, until.toString());
        }
    }

    /**
     * As people write it.
     *
     * @param since an instant, a date in the zone, or so long ago; {@code null} for {@link #USUAL} before the end
     * @param until the same; {@code null}, and what is yet to come, for now
     * @param zone such as {@code Europe/Berlin}; {@code null} for UTC
     */
    public static Span parse(@Nullable String since, @Nullable String until, @Nullable String zone, Instant now) {
        ZoneId clock = zone(zone);
        Instant end = until == null ? now.truncatedTo(ChronoUnit.MILLIS) : point("until", until, clock, now);
        end = end.isAfter(now) ? now : end;
        Instant begin = since == null ? end.minus(USUAL) : point("since", since, clock, now);
        return new Span(begin.isBefore(FIRST) ? FIRST : begin, end, clock);
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return ZoneId.of(name == null ? UTC : name);
        } catch (DateTimeException e) {
            throw new InvalidInput("zone", "a zone such as UTC, +02:00 or Europe/Berlin", String.valueOf(name));
        }
    }

    private static Instant point(String field, String text, ZoneId zone, Instant now) {
        try {
            Duration ago = TimeSpan.parse(text).orElse(null);
            if (ago != null) {
                return now.minus(ago);
            }
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidInput(field, TIME, text);
        }
    }
}
