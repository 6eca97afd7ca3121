package io.hakiri.console;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Bars of one figure, run by run, as they are drawn: in units of a picture of {@link #WIDTH} by {@link #HEIGHT}.
 *
 * @param says the whole in a sentence, for who does not see it
 * @param most the figure that is as high as the picture
 */
public record Chart(String title, String says, String most, List<Bar> bars) {
    static final int WIDTH = 480;
    static final int HEIGHT = 96;

    private static final int WIDEST = 24;
    /** A bar of next to nothing is still seen. */
    private static final double LEAST = 1.5;

    public Chart {
        bars = List.copyOf(bars);
    }

    /** One run. */
    public record Bar(String x, String y, String width, String height, String kind, String says) {}

    private record Figure(Run run, double value) {}

    /** What the last runs of a pipeline look like: how old data was when it came, rows, time. */
    static List<Chart> of(List<Run> newestFirst, Instant now) {
        List<Figure> lags = new ArrayList<>();
        List<Figure> rows = new ArrayList<>();
        List<Figure> times = new ArrayList<>();
        Instant readBefore = null;
        for (Run run : newestFirst.reversed()) {
            Instant ended = run.endedAt();
            Instant until = ended == null ? now : ended;
            times.add(new Figure(run, seconds(run.startedAt(), until)));
            rows.add(new Figure(
                    run,
                    run.counts().values().stream().mapToLong(Counts::written).sum()));
            if (run.status() == RunStatus.SUCCEEDED) {
                if (readBefore != null) {
                    lags.add(new Figure(run, seconds(readBefore, until)));
                }
                readBefore = run.startedAt();
            }
        }
        return List.of(
                drawn("Oldest data when it arrived", lags, Chart::time),
                drawn("Rows written", rows, value -> String.format(Locale.ROOT, "%,.0f", value)),
                drawn("Duration", times, Chart::time));
    }

    private static double seconds(Instant from, Instant until) {
        return Math.max(0, Duration.between(from, until).toMillis()) / 1_000.0;
    }

    private static String time(double seconds) {
        return Moment.words(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    private static Chart drawn(String title, List<Figure> figures, DoubleFunction<String> words) {
        if (figures.isEmpty()) {
            return new Chart(title, title + ": no run yet", "", List.of());
        }
        double most = figures.stream().mapToDouble(Figure::value).max().orElseThrow();
        double step = Math.min(WIDEST, (double) WIDTH / figures.size());
        List<Bar> bars = new ArrayList<>();
        double x = WIDTH - step * figures.size();
        for (Figure figure : figures) {
            double height = most == 0 ? LEAST : Math.max(LEAST, HEIGHT * figure.value() / most);
            Badge badge = Badge.of(figure.run().status());
            bars.add(new Bar(
                    number(x),
                    number(HEIGHT - height),
                    number(step * 0.8),
                    number(height),
                    badge.kind(),
                    words.apply(figure.value()) + ", " + badge.says() + ", run "
                            + figure.run().fence()));
            x += step;
        }
        String last = words.apply(figures.getLast().value());
        String highest = words.apply(most);
        return new Chart(
                title,
                title + " of the last " + figures.size() + " runs: most " + highest + ", last " + last,
                highest,
                bars);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
