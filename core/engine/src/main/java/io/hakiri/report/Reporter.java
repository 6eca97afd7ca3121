package io.hakiri.report;

import io.hakiri.catalog.HistorySearch;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.retention.ArchiveReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes reports from what searches find (C-28), and from an archive of what retention removed. It asks a catalog for nothing
 * else: where searches read a copy, reports do. What is kept meanwhile are groups and a page of runs.
 */
public final class Reporter {
    /** A page where only the newest few are looked for. */
    private static final int FEW = 20;

    /** How runs end that bring streams up to date. */
    private static final Set<RunStatus> LOADING = Set.of(RunStatus.SUCCEEDED, RunStatus.PARTIAL);

    private final @Nullable HistorySearch history;
    private final @Nullable ArchiveReader archive;
    private final long most;

    /**
     * Over a history.
     *
     * @param history {@code null} for the archive alone
     * @param archive {@code null} for none
     * @param most runs and searches that a report may take; one that would take more is refused by {@link InvalidInput}
     */
    public Reporter(@Nullable HistorySearch history, @Nullable ArchiveReader archive, long most) {
        this.history = history;
        this.archive = archive;
        this.most = most;
    }

    /**
     * Makes a report.
     *
     * @param declared pipelines that are known to be there with their streams, whether anything ran or not; of those that are
     *     asked for, or all
     * @throws IOException where the archive cannot be read
     */
    public Report report(ReportRequest request, Map<PipelineId, Set<String>> declared) throws IOException {
        ReadMeter meter = new ReadMeter(most);
        Reading reading = new Reading(request.project(), history, archive, meter);
        return switch (request.kind()) {
            case RUNS, COST -> {
                RunTally tally = new RunTally(request);
                read(reading, meter, request, tally);
                yield new Report(request, tally.rows(), meter.runs(), meter.lag(), List.of());
            }
            case LAG -> {
                LagTally tally = new LagTally(request);
                List<PipelineId> asked = request.pipelines();
                Stream.concat(declared.keySet().stream(), asked.stream())
                        .filter(pipeline -> asked.isEmpty() || asked.contains(pipeline))
                        .forEach(pipeline -> tally.expect(pipeline, declared.getOrDefault(pipeline, Set.of())));
                read(reading, meter, request, tally);
                lookBack(reading, meter, request, tally);
                yield new Report(request, tally.rows(), meter.runs(), meter.lag(), tally.withoutSuccess());
            }
        };
    }

    /** All that began within the time asked for. */
    private void read(Reading reading, ReadMeter meter, ReportRequest request, Tally tally) throws IOException {
        List<PipelineId> each = request.pipelines();
        if (each.isEmpty()) {
            Set<PipelineId> archived = archive == null ? Set.of() : archive.pipelines(request.project());
            reading.each(within(null, request), run -> {
                if (!archived.contains(run.pipeline().pipeline())) {
                    meter.counted();
                    tally.add(run);
                }
                return true;
            });
            each = archived.stream().sorted().toList();
        }
        for (PipelineId pipeline : each) {
            reading.each(within(pipeline, request), run -> {
                meter.counted();
                tally.add(run);
                return true;
            });
        }
    }

    private static Reading.Slice within(@Nullable PipelineId pipeline, ReportRequest request) {
        return new Reading.Slice(
                pipeline, request.span().since(), request.span().until(), Set.of(), Limits.PAGE_ENTRIES);
    }

    /** How old the data was at the beginning of the time is told by what ran before. */
    private static void lookBack(Reading reading, ReadMeter meter, ReportRequest request, LagTally tally)
            throws IOException {
        for (PipelineId pipeline : tally.unfinished()) {
            reading.each(new Reading.Slice(pipeline, null, request.span().since(), LOADING, FEW), run -> {
                meter.counted();
                tally.add(run);
                return !tally.isWhole(pipeline);
            });
        }
    }
}
