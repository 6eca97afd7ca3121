package io.hakiri.report;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sums over runs, for {@link ReportKind#RUNS} and {@link ReportKind#COST}. A run belongs to the time at which it began. */
final class RunTally implements Tally {
    /** What the next run of the pipeline tries again. */
    private static final Set<RunStatus> TRIED_AGAIN = Set.of(RunStatus.PARTIAL, RunStatus.FAILED, RunStatus.ABANDONED);

    private final ReportRequest request;
    private final Groups<RunSums> groups;
    private final TimeKeys time;

    /** Where the run was counted that began after the one that comes now, of each pipeline. */
    private final Map<PipelineId, List<RunSums>> newer = new HashMap<>();

    RunTally(ReportRequest request) {
        this.request = request;
        this.groups = new Groups<>(request.by(), RunSums::new);
        this.time = new TimeKeys(request.by(), request.span().zone());
    }

    @Override
    public void add(Run run) {
        List<String> at = time.at(TimeKeys.micros(run.startedAt()));
        List<RunSums> counted = new ArrayList<>();
        if (request.by().contains(Grouping.STREAM)) {
            run.counts().forEach((stream, counts) -> counted.add(count(run, stream, counts, at)));
        } else {
            Counts sum = run.counts().values().stream().reduce(Counts.NONE, Counts::plus);
            counted.add(count(run, "", sum, at));
        }
        List<RunSums> after = newer.put(run.pipeline().pipeline(), counted);
        if (after != null && TRIED_AGAIN.contains(run.status())) {
            after.forEach(RunSums::triedAgain);
        }
    }

    private RunSums count(Run run, String stream, Counts counts, List<String> at) {
        RunSums sums = groups.of(groups.key(grouping -> key(grouping, run, stream), at));
        sums.add(run, counts, micros(run));
        return sums;
    }

    private static @Nullable Long micros(Run run) {
        Instant ended = run.endedAt();
        return ended == null ? null : Math.max(0, TimeKeys.micros(ended) - TimeKeys.micros(run.startedAt()));
    }

    private static String key(Grouping grouping, Run run, String stream) {
        RunError error = run.error();
        return switch (grouping) {
            case PIPELINE -> run.pipeline().pipeline().value();
            case STREAM -> stream;
            case STATUS -> run.status().name().toLowerCase(Locale.ROOT);
            case TRIGGER -> run.trigger();
            case ERROR -> error == null ? "" : error.kind();
            case DAY, WEEKDAY, HOUR -> throw new IllegalArgumentException("of time");
        };
    }

    @Override
    public List<Report.Row> rows() {
        return groups.rows(request.kind() == ReportKind.COST ? sums -> sums.cost(request.prices()) : RunSums::runs);
    }
}
