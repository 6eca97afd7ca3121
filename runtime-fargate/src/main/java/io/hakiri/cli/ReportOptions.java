package io.hakiri.cli;

import io.hakiri.catalog.PipelineId;
import io.hakiri.pipeline.Manifest;
import io.hakiri.report.Column;
import io.hakiri.report.Prices;
import io.hakiri.report.Report;
import io.hakiri.report.ReportForms;
import io.hakiri.report.ReportKind;
import io.hakiri.report.ReportRequest;
import io.hakiri.report.Span;
import io.hakiri.retention.ArchiveReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What all reports take, and how they are said. */
final class ReportOptions {
    /** So many are named to a person. */
    private static final int NAMED = 10;

    /** How a report is written. */
    enum Form {
        TABLE,
        JSON,
        CSV
    }

    @Parameters(paramLabel = "PIPELINE", arity = "0..*", description = "Only these pipelines (default: all).")
    private List<String> names = List.of();

    @Option(
            names = "--by",
            paramLabel = "WORDS",
            description = "What rows are told apart by, separated by commas, of: pipeline, stream, day, weekday, hour;"
                    + " runs also by status, trigger, error, and cost by trigger but not by stream"
                    + " (default: pipeline; lag: pipeline,stream).")
    private @Nullable String by;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Not before then: 2026-01-31, 2026-01-31T08:00:00Z, or so long ago: 90m, 12h (default: 7d).")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Before then, written the same way (default: now).")
    private @Nullable String until;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Whose hours and days: UTC, +02:00 or Europe/Berlin (default: UTC).")
    private @Nullable String zone;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, json or csv (default: what --output says).")
    private @Nullable Form form;

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description =
                    "Look at the runs in this folder too, which catalog retain put there; relative to the project's folder.")
    private @Nullable Path archive;

    @Option(names = "--archive-only", description = "Look at the runs in that folder alone; no catalog is opened.")
    private boolean archiveOnly;

    ReportRequest request(ReportKind kind, Manifest manifest, Instant now, Prices prices) {
        return new ReportRequest(
                kind,
                manifest.project(),
                names.stream().map(PipelineId::new).toList(),
                kind.groupings(by),
                Span.parse(since, until, zone, now),
                prices);
    }

    boolean asksArchiveAlone() {
        if (archiveOnly && archive == null) {
            throw Refusal.usage("--archive-only: which archive? Say --archive DIR");
        }
        return archiveOnly;
    }

    /** The archive that was named; {@code null} for none. */
    @Nullable
    ArchiveReader archive(Path folder) throws IOException {
        return archive == null ? null : new ArchiveReader(folder.resolve(archive));
    }

    void say(Main main, Report report) {
        Form wanted = form == null ? Form.valueOf(main.format().name()) : form;
        switch (wanted) {
            case JSON -> main.output(Output.Format.JSON).one(ReportForms.json(report));
            case CSV -> {
                main.out().print(ReportForms.csv(report));
                main.out().flush();
                remarks(main.err(), report);
            }
            case TABLE -> {
                main.output(Output.Format.TABLE).list("rows", ReportForms.rows(report), columns(report));
                remarks(main.err(), report);
            }
        }
    }

    private static String[] columns(Report report) {
        return report.request().columns().stream().map(Column::name).toArray(String[]::new);
    }

    /** What JSON says besides the rows. */
    private static void remarks(PrintWriter err, Report report) {
        Span span = report.request().span();
        err.println("hakiri: " + report.runs() + " runs from " + span.since() + " to " + span.until()
                + (report.readLag().isZero()
                        ? ""
                        : "; read from a copy that is " + Output.seconds(report.readLag()) + " s behind"));
        List<Report.Unloaded> none = report.withoutSuccess();
        if (!none.isEmpty()) {
            err.println("hakiri: nothing that was found brought these up to date: "
                    + none.stream()
                            .limit(NAMED)
                            .map(one ->
                                    one.stream() == null ? one.pipeline().value() : one.pipeline() + "/" + one.stream())
                            .collect(Collectors.joining(", "))
                    + (none.size() > NAMED ? " and " + (none.size() - NAMED) + " more" : ""));
        }
        err.flush();
    }
}
