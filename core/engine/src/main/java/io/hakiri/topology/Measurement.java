package io.hakiri.topology;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.HistorySearch;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.pipeline.Schedule;
import io.hakiri.topology.Answer.By;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What the history of a project says about its workload. A project that is younger than a day counts as a day old, and says nothing about idle
 * hours.
 *
 * @param runs that were looked at
 * @param from of the time that they stand for: not before the first of them
 * @param until its end
 * @param isWhole whether that is all that was asked for; otherwise there were more runs than are read
 * @param workload the facts that follow from them
 */
public record Measurement(int runs, Instant from, Instant until, boolean isWhole, Workload workload) {
    /** The newest so many are read. */
    public static final int MOST_RUNS = 200_000;

    private static final int MOST_PAGES = 10 * MOST_RUNS / Limits.PAGE_ENTRIES;
    private static final double MOST_AT_ONCE = 10_000;
    private static final double SECONDS_OF_A_DAY = 86_400;
    private static final double HOURS_OF_A_DAY = 24;
    private static final double MOST_IDLE_HOURS = 23;
    private static final long SECONDS_OF_AN_HOUR = 3600;
    private static final double MILLIS = 1000;

    /** Times of a schedule that are looked at: a week of hours. */
    private static final int TIMES = 168;

    /** A run's time. */
    private record Span(Instant from, Instant until) {}

    /**
     * Reads the runs that began within a time; empty where there are none.
     *
     * @param now the end of runs that go on
     */
    public static Optional<Measurement> of(HistorySearch history, ProjectId project, Duration back, Instant now) {
        List<Span> spans = new ArrayList<>();
        double rows = 0;
        HistoryFilter filter = HistoryFilter.of(project).within(now.minus(back), now);
        PageRequest page = PageRequest.first();
        boolean isWhole = false;
        for (int i = 0; i < MOST_PAGES && spans.size() < MOST_RUNS; i++) {
            Found<Run> found = history.searchRuns(new RunSearch(filter, Set.of(), page));
            for (Run run : found.page().entries()) {
                Instant end = run.endedAt() == null ? now : run.endedAt();
                spans.add(new Span(run.startedAt(), end.isBefore(run.startedAt()) ? run.startedAt() : end));
                rows += run.counts().values().stream().mapToLong(Counts::read).sum();
            }
            String next = found.page().next();
            if (next == null) {
                isWhole = true;
                break;
            }
            page = new PageRequest(next, Limits.PAGE_ENTRIES);
        }
        return spans.isEmpty() ? Optional.empty() : Optional.of(measured(spans, rows, isWhole, now));
    }

    private static Measurement measured(List<Span> spans, double rows, boolean isWhole, Instant now) {
        spans.sort(Comparator.comparing(Span::from));
        Instant from = spans.getFirst().from();
        double days = Math.max(Duration.between(from, now).toSeconds() / SECONDS_OF_A_DAY, 1);
        double seconds = spans.stream()
                .mapToDouble(span -> Duration.between(span.from(), span.until()).toMillis() / MILLIS)
                .sum();
        Workload workload = Workload.ASSUMED
                .with(Fact.RUNS_PER_DAY, rounded(spans.size() / days), By.MEASURED)
                .with(Fact.WRITERS, Math.min(mostAtOnce(spans), MOST_AT_ONCE), By.MEASURED)
                .with(Fact.ROWS_PER_RUN, Math.rint(rows / spans.size()), By.MEASURED)
                .with(Fact.SECONDS_PER_RUN, Math.min(rounded(seconds / spans.size()), SECONDS_OF_A_DAY), By.MEASURED);
        if (days > 1) {
            workload = workload.with(Fact.IDLE_HOURS, rounded(idleHours(spans, days)), By.MEASURED);
        }
        return new Measurement(spans.size(), from, now, isWhole, workload);
    }

    private static double rounded(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).doubleValue();
    }

    private static int mostAtOnce(List<Span> sorted) {
        PriorityQueue<Instant> ends = new PriorityQueue<>();
        int most = 1;
        for (Span span : sorted) {
            while (!ends.isEmpty() && !ends.peek().isAfter(span.from())) {
                ends.remove();
            }
            ends.add(span.until());
            most = Math.max(most, ends.size());
        }
        return most;
    }

    /** Of each day, the hours by the clock in which no run was under way. */
    private static double idleHours(List<Span> spans, double days) {
        Set<Long> busy = new HashSet<>();
        for (Span span : spans) {
            long last = span.until().getEpochSecond() / SECONDS_OF_AN_HOUR;
            for (long hour = span.from().getEpochSecond() / SECONDS_OF_AN_HOUR; hour <= last; hour++) {
                busy.add(hour);
            }
        }
        return Math.clamp(HOURS_OF_A_DAY - busy.size() / days, 0, MOST_IDLE_HOURS);
    }

    /** The same with the shortest time between two instants at which one of these schedules is due; without it where none is due by itself. */
    public Measurement withShortest(List<Schedule> schedules, Instant now) {
        return schedules.stream()
                .flatMap(schedule -> shortest(schedule, now).stream())
                .min(Comparator.naturalOrder())
                .map(seconds -> workload.with(Fact.SHORTEST_SCHEDULE, seconds, By.MEASURED))
                .map(more -> new Measurement(runs, from, until, isWhole, more))
                .orElse(this);
    }

    private static Optional<Double> shortest(Schedule schedule, Instant now) {
        Optional<Instant> last = schedule.next(now);
        Optional<Double> shortest = Optional.empty();
        for (int i = 0; i < TIMES && last.isPresent(); i++) {
            Optional<Instant> next = schedule.next(last.get());
            if (next.isPresent()) {
                double seconds = Duration.between(last.get(), next.get()).toSeconds();
                shortest = Optional.of(Math.min(seconds, shortest.orElse(seconds)));
            }
            last = next;
        }
        return shortest;
    }
}
