package io.hakiri.topology;

import io.hakiri.topology.Answer.By;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What pipelines ask of the place where they run.
 *
 * @param known what was said or measured; each within the bounds of its {@link Fact}. The rest is assumed
 */
public record Workload(Map<Fact, Answer> known) {
    /** Nothing known. */
    public static final Workload ASSUMED = new Workload(Map.of());

    /** A run that moves nothing: it begins, asks its source and finishes. */
    private static final double SECONDS_OF_AN_EMPTY_RUN = 5;

    /** What sources over a network give, roughly; files give a hundred times as much. */
    private static final double ROWS_A_SECOND = 10_000;

    private static final double LONGEST_SECONDS = 86_400;
    private static final double TENTHS = 10;
    private static final double HOURS_OF_A_DAY = 24;
    private static final double SECONDS_OF_AN_HOUR = 3600;

    public Workload {
        Map<Fact, Answer> copy = new EnumMap<>(Fact.class);
        known.forEach((fact, answer) -> {
            fact.checked(answer.value());
            copy.put(fact, answer);
        });
        known = Collections.unmodifiableMap(copy);
    }

    /** The same with another value; {@link io.hakiri.catalog.InvalidInput} where it is out of bounds. */
    public Workload with(Fact fact, double value, By by) {
        Map<Fact, Answer> more = new EnumMap<>(Fact.class);
        more.putAll(known);
        more.put(fact, new Answer(value, by));
        return new Workload(more);
    }

    /**
     * What is known of it, or else assumed: that of the fact, and for the seconds of a run 5, and one more for each 10,000 rows, a day
     * at most.
     */
    public Answer answer(Fact fact) {
        Answer answer = known.get(fact);
        if (answer != null) {
            return answer;
        }
        double otherwise = fact == Fact.SECONDS_PER_RUN ? secondsOf(of(Fact.ROWS_PER_RUN)) : fact.otherwise();
        return new Answer(otherwise, By.ASSUMED);
    }

    /** In tenths. */
    private static double secondsOf(double rows) {
        double seconds = SECONDS_OF_AN_EMPTY_RUN + rows / ROWS_A_SECOND;
        return Math.min(Math.round(seconds * TENTHS) / TENTHS, LONGEST_SECONDS);
    }

    /** Its value alone. */
    public double of(Fact fact) {
        return answer(fact).value();
    }

    /** How many pipelines run at once on average, in the hours that are not idle. */
    double atOnceOnAverage() {
        double busySeconds = (HOURS_OF_A_DAY - of(Fact.IDLE_HOURS)) * SECONDS_OF_AN_HOUR;
        return of(Fact.RUNS_PER_DAY) * of(Fact.SECONDS_PER_RUN) / busySeconds;
    }

    /** How many run at once at most: what is known of that, but not fewer than on average. */
    double atOnce() {
        return Math.max(of(Fact.WRITERS), atOnceOnAverage());
    }
}
