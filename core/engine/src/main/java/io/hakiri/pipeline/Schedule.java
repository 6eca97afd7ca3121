package io.hakiri.pipeline;

import io.hakiri.catalog.InvalidInput;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** When a pipeline is due by itself. Its time is an argument: nothing here reads a clock. */
public sealed interface Schedule {
    /** The first instant after {@code after} at which the pipeline is due; empty where it never is by itself. */
    Optional<Instant> next(Instant after);

    /** As it stands in a manifest; {@code on demand} where nothing stands there. */
    String text();

    /** What {@link #parse} takes. */
    String EXPECTED = "\"every 15m\" (s, m, h, d), \"on demand\", or five cron fields with a time zone such as"
            + " \"0 6 * * 1-5 Europe/Berlin\"";

    /** What {@link #parse} takes, as far as a regular expression can say it. */
    String PATTERN = "^(every (?=[0-9])" + TimeSpan.PATTERN + "|on demand|@(hourly|daily|weekly|monthly|yearly)( \\S+)?"
            + "|(cron )?\\S+( +\\S+){4,5})$";

    /**
     * Reads what a person writes: {@code every 15m}; five cron fields or {@code @hourly}, {@code @daily}, {@code @weekly},
     * {@code @monthly}, {@code @yearly}, with {@code cron} before and a time zone behind where one likes, else UTC; or
     * {@code on demand}. {@link InvalidInput} where it is none of these.
     */
    static Schedule parse(String text) {
        String words = text.strip();
        if (words.toLowerCase(Locale.ROOT).equals("on demand")) {
            return new OnDemand();
        }
        if (words.startsWith("every ")) {
            return new Every(TimeSpan.parse(words.substring("every ".length()).replace(" ", ""))
                    .orElseThrow(() -> new InvalidInput("schedule", EXPECTED, Shown.text(text))));
        }
        String expression =
                words.startsWith("cron ") ? words.substring("cron ".length()).strip() : words;
        int fields = expression.startsWith("@") ? 1 : 5;
        String[] parts = expression.split("\\s+", fields + 1);
        if (parts.length < fields || parts.length > fields + 1) {
            throw new InvalidInput("schedule", EXPECTED, Shown.text(text));
        }
        ZoneId zone = parts.length == fields ? ZoneOffset.UTC : zone(parts[fields]);
        return new Cron(String.join(" ", Arrays.copyOf(parts, fields)), zone);
    }

    /** A zone by its name; {@link InvalidInput} where there is none of that name. */
    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new InvalidInput(
                    "zone",
                    "a time zone such as Europe/Berlin or UTC",
                    Shown.text(name) + Nearest.hint(name, ZoneId.getAvailableZoneIds()));
        }
    }

    /**
     * At whole multiples of a period since 1970-01-01T00:00:00Z, so that late runs do not move later ones.
     *
     * @param period 1 s to 366 d, in whole seconds
     */
    record Every(Duration period) implements Schedule {
        public static final Duration SHORTEST = Duration.ofSeconds(1);
        public static final Duration LONGEST = Duration.ofDays(366);

        public Every {
            if (period.compareTo(SHORTEST) < 0
                    || period.compareTo(LONGEST) > 0
                    || !period.equals(Duration.ofSeconds(period.toSeconds()))) {
                throw new InvalidInput("schedule", "every 1s to every 366d", "every " + TimeSpan.text(period));
            }
        }

        @Override
        public Optional<Instant> next(Instant after) {
            long seconds = period.toSeconds();
            return Optional.of(Instant.ofEpochSecond((Math.floorDiv(after.getEpochSecond(), seconds) + 1) * seconds));
        }

        @Override
        public String text() {
            return "every " + TimeSpan.text(period);
        }
    }

    /**
     * At times of the local clock.
     *
     * @param expression five fields: minute, hour, day of month, month, day of week; {@code @daily} and the like become
     *     such
     */
    record Cron(String expression, ZoneId zone) implements Schedule {
        public Cron {
            expression = CronTimes.checked(expression);
        }

        /**
         * {@inheritDoc}
         *
         * <p>Where the clock is put forward, a time that does not exist is due once, at the moment after. Where it is put
         * back, a time that exists twice is due at the first of the two, unless the hour is a {@code *}: then the
         * schedule goes on with the real time, through both.
         */
        @Override
        public Optional<Instant> next(Instant after) {
            return CronTimes.of(expression).next(after, zone);
        }

        @Override
        public String text() {
            return expression + " " + zone.getId();
        }
    }

    /** Only when somebody asks. */
    record OnDemand() implements Schedule {
        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.empty();
        }

        @Override
        public String text() {
            return "on demand";
        }
    }
}
