package io.hakiri.pipeline;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.hakiri.catalog.InvalidInput;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Map;
import java.util.Optional;

/**
 * The times of a cron expression. The library is asked for local times only, as if there were no daylight saving; what a
 * local time means in a zone is decided here.
 */
final class CronTimes {
    static final String EXPECTED = "five cron fields (minute hour day-of-month month day-of-week)";

    private static final Map<String, String> NICKNAMES = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *");

    /** Local times looked at before giving up; a gap or an overlap costs a few. */
    private static final int MOST_STEPS = 10_000;

    private final ExecutionTime times;
    private final boolean everyHour;

    private CronTimes(ExecutionTime times, boolean everyHour) {
        this.times = times;
        this.everyHour = everyHour;
    }

    /** The expression with its fields one space apart; {@link InvalidInput} where it is none, or its time never comes. */
    static String checked(String expression) {
        String fields = String.join(" ", fields(expression));
        of(fields);
        return fields;
    }

    static CronTimes of(String expression) {
        String[] fields = fields(expression);
        ExecutionTime times;
        try {
            times = ExecutionTime.forCron(
                    new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(expression));
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("schedule", EXPECTED + reason(e), Shown.text(expression));
        }
        CronTimes made = new CronTimes(times, fields[1].startsWith("*"));
        if (made.local(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
            throw new InvalidInput("schedule", "a day that exists", Shown.text(expression));
        }
        return made;
    }

    private static String[] fields(String expression) {
        String words = expression.strip();
        String[] fields = NICKNAMES.getOrDefault(words, words).split("\\s+", -1);
        if (fields.length != 5) {
            throw new InvalidInput("schedule", EXPECTED, Shown.text(expression));
        }
        return fields;
    }

    /** The library's own words, without what they all begin with. */
    private static String reason(IllegalArgumentException e) {
        String words = e.getMessage() == null ? "" : e.getMessage().replace("Failed to parse cron expression. ", "");
        return words.isEmpty() ? "" : " (" + words + ")";
    }

    Optional<Instant> next(Instant after, ZoneId zone) {
        return everyHour ? throughBoth(after, zone.getRules()) : once(after, zone);
    }

    /** A local time happens once: in a gap right after it, in an overlap at its first. */
    private Optional<Instant> once(Instant after, ZoneId zone) {
        LocalDateTime from = LocalDateTime.ofInstant(after, zone);
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<LocalDateTime> local = local(from);
            if (local.isEmpty()) {
                return Optional.empty();
            }
            ZoneOffsetTransition change = zone.getRules().getTransition(local.get());
            Instant at = change != null && change.isGap()
                    ? change.getInstant()
                    : local.get().atZone(zone).withEarlierOffsetAtOverlap().toInstant();
            if (at.isAfter(after)) {
                return Optional.of(at);
            }
            from = local.get();
        }
        return Optional.empty();
    }

    /** A local time happens as often as the clock shows it. */
    private Optional<Instant> throughBoth(Instant after, ZoneRules rules) {
        Instant from = after;
        for (int step = 0; step < MOST_STEPS; step++) {
            ZoneOffsetTransition change = rules.nextTransition(from);
            ZoneOffset offset = rules.getOffset(from);
            Optional<Instant> at = local(LocalDateTime.ofEpochSecond(from.getEpochSecond(), from.getNano(), offset))
                    .map(local -> local.toInstant(offset));
            if (at.isEmpty() || change == null || at.get().isBefore(change.getInstant())) {
                return at;
            }
            // the clock of the new offset shows the instant of the change itself, too
            Instant shown = change.getInstant();
            if (local(change.getDateTimeAfter().minusNanos(1)).equals(Optional.of(change.getDateTimeAfter()))) {
                return Optional.of(shown);
            }
            from = shown;
        }
        return Optional.empty();
    }

    private Optional<LocalDateTime> local(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }
}
