package io.hakiri.pipeline;

import io.hakiri.catalog.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** When a pipeline is due by itself. Its time is an argument: nothing here reads a clock. */
public sealed interface Schedule {
    /** The first instant after {@code after} at which the pipeline is due; empty where it never is by itself. */
    Optional<Instant> next(Instant after);

    /** As it stands in a manifest; {@code on demand} where nothing stands there. */
    String text();

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
     * @param expression five fields: minute, hour, day of month, month, day of week
     */
    record Cron(String expression, ZoneId zone) implements Schedule {
        public Cron {
            CronTimes.of(expression);
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
