package io.hakiri.report;

import static io.hakiri.report.Column.Type.COUNT;
import static io.hakiri.report.Column.Type.DECIMAL;
import static io.hakiri.report.Grouping.DAY;
import static io.hakiri.report.Grouping.ERROR;
import static io.hakiri.report.Grouping.HOUR;
import static io.hakiri.report.Grouping.PIPELINE;
import static io.hakiri.report.Grouping.STATUS;
import static io.hakiri.report.Grouping.STREAM;
import static io.hakiri.report.Grouping.TRIGGER;
import static io.hakiri.report.Grouping.WEEKDAY;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which report; what each figure means is in docs/reports.md. */
public enum ReportKind {
    /** How old the data was that could be had. */
    LAG(
            List.of(PIPELINE, STREAM, DAY, WEEKDAY, HOUR),
            List.of(PIPELINE, STREAM),
            List.of(
                    new Column("loads", COUNT, "Ends of runs that brought the stream up to date."),
                    new Column("average_seconds", DECIMAL, "The lag, averaged over the time observed."),
                    new Column("worst_seconds", DECIMAL, "The greatest lag."),
                    new Column(
                            "latest_seconds",
                            DECIMAL,
                            "The lag at the end of the time asked for, the greatest of the group; null where it is grouped by time."),
                    new Column(
                            "observed_seconds", DECIMAL, "The time for which the lag is known, summed over streams."))),

    /** How runs ended, and what they moved. */
    RUNS(
            List.of(PIPELINE, STREAM, STATUS, TRIGGER, ERROR, DAY, WEEKDAY, HOUR),
            List.of(PIPELINE),
            List.of(
                    new Column("runs", COUNT, "Runs that began."),
                    new Column("succeeded", COUNT, "Of these."),
                    new Column("partial", COUNT, "Of these."),
                    new Column("failed", COUNT, "Of these."),
                    new Column("cancelled", COUNT, "Of these."),
                    new Column("abandoned", COUNT, "Of these."),
                    new Column("running", COUNT, "Of these."),
                    new Column(
                            "success_rate",
                            DECIMAL,
                            "Succeeded, of those that succeeded, were partial, failed or were abandoned; null where there were none."),
                    new Column("retries", COUNT, "Runs that followed one that was partial, failed or was abandoned."),
                    new Column("commits", COUNT, "Steps that were committed."),
                    new Column("read", COUNT, "Rows."),
                    new Column("written", COUNT, "Rows."),
                    new Column("quarantined", COUNT, "Rows."),
                    new Column("bytes", COUNT, "As read."),
                    new Column("average_seconds", DECIMAL, "How long runs took that have ended; null where none has."),
                    new Column("worst_seconds", DECIMAL, "The longest of them."))),

    /** What runs took, in units that somebody may have a price for. */
    COST(
            List.of(PIPELINE, TRIGGER, DAY, WEEKDAY, HOUR),
            List.of(PIPELINE),
            List.of(
                    new Column("runs", COUNT, "Runs that began."),
                    new Column("run_seconds", DECIMAL, "How long runs took that have ended, together."),
                    new Column("commits", COUNT, "Steps that were committed."),
                    new Column("read", COUNT, "Rows."),
                    new Column("written", COUNT, "Rows."),
                    new Column("bytes", COUNT, "As read."),
                    new Column("catalog_writes", COUNT, "Begins and commits: transactions of a SQL catalog."),
                    new Column(
                            "dynamodb_write_units",
                            COUNT,
                            "What these are on DynamoDB by the costs of docs/performance.md; an estimate."),
                    new Column("price", DECIMAL, "By the prices that were given; null without any.")));

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final List<Grouping> groupings;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final List<Grouping> usual;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final List<Column> measures;

    ReportKind(List<Grouping> groupings, List<Grouping> usual, List<Column> measures) {
        this.groupings = groupings;
        this.usual = usual;
        this.measures = measures;
    }

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By what it can be told apart. */
    public List<Grouping> groupings() {
        return groupings;
    }

    /** By what it is told apart where nobody says. */
    public List<Grouping> usual() {
        return usual;
    }

    /** Its figures, behind what it is told apart by. */
    public List<Column> measures() {
        return measures;
    }

    /** Reads words separated by commas; what is usual where there are none. */
    public List<Grouping> groupings(@Nullable String words) {
        return words == null ? usual : Grouping.parse(words, this);
    }
}
