package io.hakiri.report;

import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.HistorySearch;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.RunStatus;
import io.hakiri.retention.ArchiveReader;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at the runs of a project, by searches and in an archive. */
final class Reading {
    /**
     * Which runs.
     *
     * @param pipeline {@code null} for those of all pipelines, as they are found and without the archive
     * @param from when they began, at least; {@code null} for any time before {@code until}
     * @param statuses empty for any
     * @param page how many are asked for at once
     */
    record Slice(
            @Nullable PipelineId pipeline, @Nullable Instant from, Instant until, Set<RunStatus> statuses, int page) {}

    /** What is done with a run. */
    @FunctionalInterface
    interface Look {
        /** Answers whether another one is wanted. */
        boolean at(Run run);
    }

    private final ProjectId project;
    private final @Nullable HistorySearch history;
    private final @Nullable ArchiveReader archive;
    private final ReadMeter meter;

    /** Without one of the two only the other is read. */
    Reading(ProjectId project, @Nullable HistorySearch history, @Nullable ArchiveReader archive, ReadMeter meter) {
        this.project = project;
        this.history = history;
        this.archive = archive;
        this.meter = meter;
    }

    void each(Slice slice, Look look) throws IOException {
        RunSequence runs = runs(slice);
        for (Run run = runs.next(); run != null; run = runs.next()) {
            meter.looked();
            if (!look.at(run)) {
                return;
            }
        }
    }

    private RunSequence runs(Slice slice) throws IOException {
        PipelineId pipeline = slice.pipeline();
        RunSequence found = found(slice);
        ArchiveReader old = archive;
        if (old == null || pipeline == null) {
            return found;
        }
        return new JoinedRuns(
                found,
                new ArchivedRuns(
                        old,
                        new PipelineKey(project, pipeline),
                        ArchivedRuns.wanted(slice.from(), slice.until(), slice.statuses())));
    }

    private RunSequence found(Slice slice) {
        HistorySearch searched = history;
        if (searched == null) {
            return () -> null;
        }
        HistoryFilter filter = new HistoryFilter(project, slice.pipeline(), slice.from(), slice.until(), null);
        return new FoundRuns(searched, new RunSearch(filter, slice.statuses(), PageRequest.first(slice.page())), meter);
    }
}
