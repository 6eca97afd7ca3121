package io.hakiri.console;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time as a person reads it.
 *
 * @param iso for machines and for who looks closely; empty for none
 * @param says how far from now: {@code 3 min ago}, {@code in 2 h}
 */
public record Moment(String iso, String says) {
    /** No such time. */
    static final Moment NONE = new Moment("", "–");

    private static final Duration JUST_NOW = Duration.ofSeconds(1);

    static Moment of(@Nullable Instant at, Instant now) {
        if (at == null) {
            return NONE;
        }
        Duration ago = Duration.between(at, now);
        String says = ago.abs().compareTo(JUST_NOW) < 0
                ? "now"
                : ago.isNegative() ? "in " + words(ago.abs()) : words(ago) + " ago";
        return new Moment(at.truncatedTo(ChronoUnit.SECONDS).toString(), says);
    }

    /** A length of time in its two greatest units at most. */
    static String words(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d" + rest(time.toHoursPart(), " h");
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h" + rest(time.toMinutesPart(), " min");
        }
        if (time.toMinutes() > 0) {
            return time.toMinutes() + " min" + (time.toMinutes() < 10 ? rest(time.toSecondsPart(), " s") : "");
        }
        return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static String rest(int number, String unit) {
        return number == 0 ? "" : " " + number + unit;
    }
}
