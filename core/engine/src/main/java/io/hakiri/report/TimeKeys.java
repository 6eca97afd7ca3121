package io.hakiri.report;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;

/**
 * The parts of a key that follow from a time, and how long they stay the same. Times are microseconds since 1970, in which
 * catalogs keep them.
 */
final class TimeKeys {
    private final List<Grouping> by;
    private final ZoneId zone;
    private final boolean hours;

    // the last answer: runs come in the order of time
    private List<String> last = List.of();
    private long from;
    private long until;

    /** Of those of the groupings that are of time, in their order. */
    TimeKeys(List<Grouping> by, ZoneId zone) {
        this.by = by.stream().filter(Grouping::isOfTime).toList();
        this.zone = zone;
        this.hours = by.contains(Grouping.HOUR);
        if (this.by.isEmpty()) {
            from = Long.MIN_VALUE;
            until = Long.MAX_VALUE;
        }
    }

    /** The keys at a time. */
    List<String> at(long micros) {
        look(micros);
        return last;
    }

    /** Up to when, and not at, they stay so. */
    long until(long micros) {
        look(micros);
        return until;
    }

    private void look(long micros) {
        if (micros >= from && micros < until) {
            return;
        }
        Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        ZonedDateTime local = at.atZone(zone);
        last = by.stream().map(grouping -> key(grouping, local)).toList();
        LocalDateTime begin = local.toLocalDateTime().truncatedTo(hours ? ChronoUnit.HOURS : ChronoUnit.DAYS);
        LocalDateTime end = hours ? begin.plusHours(1) : begin.plusDays(1);
        from = micros(begin.toInstant(local.getOffset()));
        until = micros(end.toInstant(local.getOffset()));
        // or from where the clock was put on or back to where it is put on or back
        ZoneOffsetTransition before = zone.getRules().previousTransition(at.plusNanos(1));
        ZoneOffsetTransition after = zone.getRules().nextTransition(at);
        from = before == null ? from : Math.max(from, micros(before.getInstant()));
        until = after == null ? until : Math.min(until, micros(after.getInstant()));
    }

    private static String key(Grouping grouping, ZonedDateTime local) {
        return switch (grouping) {
            case DAY -> local.toLocalDate().toString();
            case WEEKDAY -> local.getDayOfWeek().name().toLowerCase(Locale.ROOT);
            case HOUR -> String.format(Locale.ROOT, "%02d", local.getHour());
            case PIPELINE, STREAM, STATUS, TRIGGER, ERROR -> throw new IllegalArgumentException("not of time");
        };
    }

    /** Days of the week in their own order, all else as text. */
    static int compare(Grouping grouping, String one, String other) {
        return grouping == Grouping.WEEKDAY ? Integer.compare(weekday(one), weekday(other)) : one.compareTo(other);
    }

    private static int weekday(String word) {
        return DayOfWeek.valueOf(word.toUpperCase(Locale.ROOT)).getValue();
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
