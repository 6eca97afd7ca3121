package io.hakiri.topology;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.pipeline.TimeSpan;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One thing to know about a {@link Workload}: what it means, within which bounds, and what is taken where nobody says. */
public enum Fact {
    WRITERS(Form.WHOLE, "pipelines that run at once, at most", 1, 10_000, 8),
    RUNS_PER_DAY(Form.NUMBER, "runs a day, of all pipelines together", 0, 100_000_000, 2_400),
    ROWS_PER_RUN(Form.NUMBER, "rows that a run moves", 0, 1_000_000_000_000.0, 50_000),

    /** Where nobody says: by the rows ({@link Workload#of}). */
    SECONDS_PER_RUN(Form.NUMBER, "seconds that a run takes", 0, 86_400, 0),

    IDLE_HOURS(Form.NUMBER, "hours of the day in which nothing runs", 0, 23, 12),
    READERS(Form.WHOLE, "people and dashboards that ask at once, at most", 0, 10_000, 5),
    HISTORY_DAYS(Form.WHOLE, "days for which runs are kept", 1, 36_500, 365),

    /** In seconds. */
    SHORTEST_SCHEDULE(Form.SPAN, "time between two runs of what is due most often", 1, 366 * 86_400, 900),

    SCAN_TB(Form.NUMBER, "TB of history that a question reads, at most", 0, 1_000_000, 0),

    /** 1 for yes. */
    ONE_MACHINE(Form.YES_OR_NO, "one machine is enough: while it is off or lost, nothing runs", 0, 1, 0);

    private enum Form {
        NUMBER,
        WHOLE,
        SPAN,
        YES_OR_NO
    }

    private static final List<String> YES = List.of("yes", "y", "true", "1");
    private static final List<String> NO = List.of("no", "n", "false", "0");

    private final Form form;
    private final String meaning;
    private final double least;
    private final double most;
    private final double otherwise;

    Fact(Form form, String meaning, double least, double most, double otherwise) {
        this.form = form;
        this.meaning = meaning;
        this.least = least;
        this.most = most;
        this.otherwise = otherwise;
    }

    /** As it is written: {@code runs-per-day}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Fact of(String word) {
        return Arrays.stream(values())
                .filter(fact -> fact.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "fact",
                        "one of " + Arrays.stream(values()).map(Fact::word).toList(),
                        word));
    }

    /** For people. */
    public String meaning() {
        return meaning;
    }

    double otherwise() {
        return otherwise;
    }

    /**
     * Reads what a person writes: a number, a time such as {@code 15m}, or yes or no.
     *
     * @throws InvalidInput where it is of another form, or out of bounds
     */
    public double parse(String text) {
        String words = text.strip().toLowerCase(Locale.ROOT);
        return switch (form) {
            case SPAN ->
                TimeSpan.parse(words)
                        .map(span -> checked((double) span.toSeconds()))
                        .orElseThrow(() -> new InvalidInput(word(), expected(), text));
            case YES_OR_NO -> {
                if (!YES.contains(words) && !NO.contains(words)) {
                    throw new InvalidInput(word(), expected(), text);
                }
                yield YES.contains(words) ? 1 : 0;
            }
            case NUMBER, WHOLE -> {
                String form = "[0-9]{1,15}" + (this.form == Form.WHOLE ? "" : "(\\.[0-9]{1,9})?");
                if (!words.matches(form)) {
                    throw new InvalidInput(word(), expected(), text);
                }
                yield checked(Double.parseDouble(words));
            }
        };
    }

    /** A value within the bounds; {@link InvalidInput} otherwise. */
    double checked(double value) {
        if (!(value >= least && value <= most)) {
            throw new InvalidInput(word(), expected(), Double.isFinite(value) ? text(value) : String.valueOf(value));
        }
        return value;
    }

    private String expected() {
        return switch (form) {
            case NUMBER -> "a number from " + plain(least) + " to " + plain(most) + " (" + meaning + ")";
            case WHOLE -> "a whole number from " + plain(least) + " to " + plain(most) + " (" + meaning + ")";
            case SPAN -> "a time such as 30s, 15m or 1d, from " + text(least) + " to " + text(most);
            case YES_OR_NO -> "yes or no";
        };
    }

    /** As {@link #parse} takes it. */
    public String text(double value) {
        return switch (form) {
            case SPAN -> TimeSpan.text(Duration.ofSeconds((long) value));
            case YES_OR_NO -> value > 0 ? "yes" : "no";
            case NUMBER, WHOLE -> plain(value);
        };
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
