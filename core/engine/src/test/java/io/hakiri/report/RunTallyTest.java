package io.hakiri.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sums over runs, and reports as JSON and CSV. */
final class RunTallyTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261130);
    private static final Instant BEGIN = Instant.parse("2026-03-27T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-04-03T00:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final List<Run> runs = new Histories(SEED, BEGIN, UNTIL).runs("orders", "returns", "stock");

    private static ReportRequest request(ReportKind kind, List<Grouping> by, Prices prices) {
        return new ReportRequest(
                kind, new ProjectId(Histories.PROJECT), List.of(), by, new Span(BEGIN, UNTIL, BERLIN), prices);
    }

    private Report report(ReportRequest request) {
        RunTally tally = new RunTally(request);
        runs.forEach(tally::add);
        return new Report(request, tally.rows(), runs.size(), Duration.ofNanos(1), List.of());
    }

    private static Number figure(Report report, Report.Row row, String name) {
        List<String> names =
                report.request().kind().measures().stream().map(Column::name).toList();
        return Objects.requireNonNull(row.figures().get(names.indexOf(name)));
    }

    @Test
    void sumsAreThoseOfTheRunsOfEachGroup() {
        Report report = report(request(ReportKind.RUNS, List.of(Grouping.PIPELINE, Grouping.DAY), Prices.NONE));

        assertThat(report.rows()).hasSizeGreaterThan(20);
        for (Report.Row row : report.rows()) {
            List<Run> group = runs.stream()
                    .filter(run ->
                            run.pipeline().pipeline().value().equals(row.keys().getFirst()))
                    .filter(run -> LocalDate.ofInstant(run.startedAt(), BERLIN)
                            .toString()
                            .equals(row.keys().getLast()))
                    .toList();
            Counts counts = group.stream()
                    .flatMap(run -> run.counts().values().stream())
                    .reduce(Counts.NONE, Counts::plus);
            assertThat(figure(report, row, "runs")).isEqualTo((long) group.size());
            assertThat(figure(report, row, "failed"))
                    .isEqualTo(group.stream()
                            .filter(run -> run.status() == RunStatus.FAILED)
                            .count());
            assertThat(figure(report, row, "read")).isEqualTo(counts.read());
            assertThat(figure(report, row, "written")).isEqualTo(counts.written());
            assertThat(figure(report, row, "quarantined")).isEqualTo(counts.quarantined());
            assertThat(figure(report, row, "commits"))
                    .isEqualTo(group.stream().mapToLong(Run::lastStep).sum());
            assertThat(figure(report, row, "worst_seconds").longValue())
                    .isEqualTo(group.stream()
                            .filter(run -> run.endedAt() != null)
                            .mapToLong(run -> Duration.between(run.startedAt(), run.endedAt())
                                    .toSeconds())
                            .max()
                            .orElseThrow());
            assertThat(figure(report, row, "retries"))
                    .isEqualTo(group.stream().filter(this::isRetry).count());
        }
    }

    private boolean isRetry(Run run) {
        return runs.stream()
                .filter(before -> before.pipeline().equals(run.pipeline()))
                .filter(before -> before.startedAt().isBefore(run.startedAt()))
                .findFirst()
                .filter(before -> Set.of(RunStatus.FAILED, RunStatus.PARTIAL, RunStatus.ABANDONED)
                        .contains(before.status()))
                .isPresent();
    }

    @Test
    void rowsOfAStreamAreCountedWithIt() {
        Report report = report(request(ReportKind.RUNS, List.of(Grouping.STREAM), Prices.NONE));

        assertThat(report.rows().stream().map(row -> row.keys().getFirst())).containsExactly("=c", "a", "b");
        assertThat(figure(report, report.rows().get(1), "read"))
                .isEqualTo(runs.stream()
                        .mapToLong(run ->
                                run.counts().getOrDefault("a", Counts.NONE).read())
                        .sum());
    }

    @Test
    void costIsInUnitsAndInMoneyOnlyByGivenPrices() {
        Report units = report(request(ReportKind.COST, List.of(), Prices.NONE));
        Report.Row row = units.rows().getFirst();
        long seconds = runs.stream()
                .filter(run -> run.endedAt() != null)
                .mapToLong(
                        run -> Duration.between(run.startedAt(), run.endedAt()).toSeconds())
                .sum();
        assertThat(figure(units, row, "run_seconds").longValue()).isEqualTo(seconds);
        assertThat(row.figures().getLast()).isNull();

        Report priced = report(
                request(ReportKind.COST, List.of(), new Prices(new BigDecimal("36"), new BigDecimal("1000000"))));
        long writes =
                figure(priced, priced.rows().getFirst(), "dynamodb_write_units").longValue();
        assertThat(((BigDecimal) figure(priced, priced.rows().getFirst(), "price")))
                .isEqualByComparingTo(new BigDecimal("0.01")
                        .multiply(BigDecimal.valueOf(seconds))
                        .add(BigDecimal.valueOf(writes)));
    }

    @Test
    void aCycleCostsOnDynamoWhatWasMeasured() {
        RunSums sums = new RunSums();
        Run any = runs.getFirst();
        sums.add(
                new Run(
                        any.id(),
                        any.pipeline(),
                        any.fence(),
                        "manual",
                        "w",
                        RunStatus.SUCCEEDED,
                        BEGIN,
                        UNTIL,
                        2,
                        Map.of(),
                        List.of(),
                        null,
                        null),
                Counts.NONE,
                1L);
        assertThat(sums.cost(Prices.NONE).get(7)).isEqualTo(10L);
    }

    @Test
    void csvHasAHeaderAndNoFormula() {
        String csv = ReportForms.csv(report(request(ReportKind.RUNS, List.of(Grouping.STREAM), Prices.NONE)));

        List<String> lines = Stream.of(csv.split("\r\n", -1)).toList();
        assertThat(lines.getFirst()).startsWith("stream,runs,succeeded,").endsWith(",average_seconds,worst_seconds");
        assertThat(lines.get(1)).startsWith("'=c,");
        assertThat(lines.getLast()).isEmpty();
        assertThat(lines).hasSize(5);
    }

    @Test
    void jsonSaysWhatWasAskedAndHowOldItIs() {
        var json = ReportForms.json(report(request(ReportKind.RUNS, List.of(Grouping.ERROR), Prices.NONE)));

        assertThat(json.path("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(json.path("by").path(0).asText()).isEqualTo("error");
        assertThat(json.path("runs").asInt()).isEqualTo(runs.size());
        assertThat(json.path("lag_seconds").decimalValue())
                .as("not less than it is")
                .isEqualByComparingTo("0.001");
        assertThat(json.path("rows").path(0).path("error").isNull())
                .as("those without one")
                .isTrue();
        assertThat(json.path("rows").path(1).path("error").asText()).isEqualTo("permanent");
    }

    @Test
    void whatCannotBeAskedIsSaid() {
        Instant now = UNTIL;
        assertThatThrownBy(() -> ReportKind.LAG.groupings("stream,error"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "by: expected some of these, separated by commas: pipeline, stream, day, weekday, hour");
        assertThatThrownBy(() -> ReportKind.RUNS.groupings("day,day")).hasMessageContaining("each word once");
        assertThatThrownBy(() -> Span.parse("yesterday", null, null, now))
                .hasMessageContaining("since: expected a time");
        assertThatThrownBy(() -> Span.parse(null, null, "Mars", now)).hasMessageContaining("zone: expected");
        assertThatThrownBy(() -> Span.parse("1d", "2d", null, now))
                .hasMessageContaining("until: expected a time after");
        assertThat(Span.parse("2026-04-01", "9999-01-01", "Europe/Berlin", now))
                .isEqualTo(new Span(Instant.parse("2026-03-31T22:00:00Z"), now, BERLIN));
        assertThat(Span.parse(null, null, null, now))
                .isEqualTo(new Span(now.minus(Duration.ofDays(7)), now, ZoneId.of("UTC")));
    }
}
