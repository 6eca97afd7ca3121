package io.hakiri.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lag as it is told while runs go by, beside the lag of every single second. */
final class LagTallyTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261130);
    private static final int HISTORIES = 18;

    /** The clock is put back by half an hour on this day, at 02:00. */
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

    private static final Instant BEGIN = Instant.parse("2026-04-02T00:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-04-03T05:17:00Z");
    private static final Instant UNTIL = Instant.parse("2026-04-05T11:00:13Z");

    private static final List<List<Grouping>> GROUPINGS = List.of(
            List.of(),
            List.of(Grouping.PIPELINE),
            List.of(Grouping.STREAM, Grouping.HOUR),
            List.of(Grouping.DAY, Grouping.PIPELINE),
            List.of(Grouping.WEEKDAY),
            List.of(Grouping.PIPELINE, Grouping.STREAM, Grouping.DAY, Grouping.HOUR));

    /** What is known of a group. */
    private static final class Seconds {
        private double area;
        private long observed;
        private long worst;
        private long loads;
    }

    @Test
    void averageAndWorstAreThoseOfEverySecond() {
        for (int i = 0; i < HISTORIES; i++) {
            long seed = SEED + i;
            List<Run> runs = new Histories(seed, BEGIN, UNTIL.plusSeconds(9000)).runs("orders", "returns");
            List<Grouping> by = GROUPINGS.get(i % GROUPINGS.size());
            ZoneId zone = i % 2 == 0 ? LORD_HOWE : ZoneId.of("UTC");
            Map<List<String>, Seconds> plain = plain(runs, by, zone);
            LagTally tally = tally(runs, by, zone);

            List<Report.Row> rows = tally.rows();
            assertThat(rows.stream().map(Report.Row::keys))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(plain.keySet());
            for (Report.Row row : rows) {
                Seconds expected = Objects.requireNonNull(plain.get(row.keys()));
                String what = "seed " + seed + ", by " + by + ", " + row.keys();
                assertThat(row.figures().getFirst()).as(what).isEqualTo(expected.loads);
                assertThat(number(row, 1)).as(what).isCloseTo(expected.area / expected.observed, within(0.001));
                assertThat(number(row, 2)).as(what).isEqualTo((double) expected.worst);
                assertThat(number(row, 4)).as(what).isEqualTo((double) expected.observed);
            }
        }
    }

    private static LagTally tally(List<Run> runs, List<Grouping> by, ZoneId zone) {
        LagTally tally = new LagTally(new ReportRequest(
                ReportKind.LAG,
                new ProjectId(Histories.PROJECT),
                List.of(),
                by,
                new Span(SINCE, UNTIL, zone),
                Prices.NONE));
        runs.stream().filter(run -> run.startedAt().isBefore(UNTIL)).forEach(tally::add);
        return tally;
    }

    /** By the definition, second by second. */
    private static Map<List<String>, Seconds> plain(List<Run> runs, List<Grouping> by, ZoneId zone) {
        Map<List<String>, Seconds> groups = new HashMap<>();
        Map<PipelineId, Set<String>> streams = new TreeMap<>();
        for (Run run : runs) {
            if (run.startedAt().isBefore(UNTIL)) {
                streams.computeIfAbsent(run.pipeline().pipeline(), _ -> new TreeSet<>())
                        .addAll(moved(run));
            }
        }
        streams.forEach((pipeline, names) -> names.forEach(stream -> {
            List<Run> loads = runs.stream()
                    .filter(run -> run.pipeline().pipeline().equals(pipeline))
                    .filter(run -> run.status() == RunStatus.SUCCEEDED
                            || (run.status() == RunStatus.PARTIAL && moved(run).contains(stream)))
                    .toList();
            for (Instant at = SINCE; at.isBefore(UNTIL); at = at.plusSeconds(1)) {
                Instant now = at;
                @Nullable
                Run last = loads.stream()
                        .filter(run -> !Objects.requireNonNull(run.endedAt()).isAfter(now))
                        .findFirst()
                        .orElse(null);
                if (last != null) {
                    Seconds group =
                            groups.computeIfAbsent(key(by, pipeline, stream, at.atZone(zone)), _ -> new Seconds());
                    long lag = at.getEpochSecond() - last.startedAt().getEpochSecond();
                    group.area += lag + 0.5;
                    group.observed++;
                    group.worst = Math.max(group.worst, lag + 1);
                    group.loads += Objects.equals(last.endedAt(), at) ? 1 : 0;
                }
            }
        }));
        return groups;
    }

    private static Set<String> moved(Run run) {
        Set<String> moved = new TreeSet<>(run.counts().keySet());
        run.moves().forEach(move -> moved.add(move.at().stream()));
        return moved;
    }

    private static List<String> key(List<Grouping> by, PipelineId pipeline, String stream, ZonedDateTime at) {
        List<String> key = new ArrayList<>();
        for (Grouping one : by) {
            key.add(
                    switch (one) {
                        case PIPELINE -> pipeline.value();
                        case STREAM -> stream;
                        case DAY -> at.toLocalDate().toString();
                        case WEEKDAY -> at.getDayOfWeek().name().toLowerCase(Locale.ROOT);
                        case HOUR -> "%02d".formatted(at.getHour());
                        case STATUS, TRIGGER, ERROR -> throw new AssertionError(one);
                    });
        }
        return key;
    }

    private static double number(Report.Row row, int column) {
        return ((BigDecimal) Objects.requireNonNull(row.figures().get(column))).doubleValue();
    }

    @Test
    void aStreamThatNothingBroughtUpToDateIsNamed() {
        ReportRequest request = new ReportRequest(
                ReportKind.LAG,
                new ProjectId(Histories.PROJECT),
                List.of(),
                List.of(),
                new Span(SINCE, UNTIL, LORD_HOWE),
                Prices.NONE);
        LagTally tally = new LagTally(request);
        tally.expect(new PipelineId("orders"), Set.of("a"));
        tally.expect(new PipelineId("returns"), Set.of());

        assertThat(tally.rows()).isEmpty();
        assertThat(tally.withoutSuccess())
                .containsExactly(
                        new Report.Unloaded(new PipelineId("orders"), "a"),
                        new Report.Unloaded(new PipelineId("returns"), null));
    }
}
