package io.hakiri.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PastRows.Kind;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.retention.ArchiveReader;
import io.hakiri.retention.ArchivedRows;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The runs of one pipeline that retention has put into an archive, the greatest fence first. */
final class ArchivedRuns implements RunSequence {
    private final PipelineKey pipeline;
    private final Predicate<Run> wanted;
    private final ArchivedRows rows;
    private final ArchivedRows counts;
    private final ArchivedRows moves;

    ArchivedRuns(ArchiveReader archive, PipelineKey pipeline, Predicate<Run> wanted) throws IOException {
        this.pipeline = pipeline;
        this.wanted = wanted;
        this.rows = archive.rows(pipeline, Kind.RUN);
        this.counts = archive.rows(pipeline, Kind.COUNTS);
        this.moves = archive.rows(pipeline, Kind.MOVE);
    }

    /** Without what it read and moved, which is in other files: {@link #completed}. */
    @Override
    public @Nullable Run next() throws IOException {
        while (true) {
            List<JsonNode> same = rows.next();
            if (same.isEmpty()) {
                return null;
            }
            Run run = run(same.getLast());
            if (wanted.test(run)) {
                return run;
            }
        }
    }

    /**
     * The run with what the archive holds of it: the rows of a run that is not archived yet may be. To be asked in the order of
     * fences, the greatest first.
     */
    Run completed(Run run) throws IOException {
        Fence fence = run.fence();
        if (fence == null) {
            return run;
        }
        Map<String, Counts> allCounts = new HashMap<>();
        for (JsonNode row : counts.of(fence.value())) {
            allCounts.put(text(row, "stream"), counts(row));
        }
        allCounts.putAll(run.counts());
        List<CursorMove> allMoves = new ArrayList<>(run.moves());
        if (allMoves.isEmpty()) {
            for (JsonNode row : moves.of(fence.value())) {
                // positions are not looked at
                allMoves.add(
                        new CursorMove(new StreamPartition(text(row, "stream"), text(row, "partition")), null, null));
            }
        }
        return new Run(
                run.id(),
                run.pipeline(),
                fence,
                run.trigger(),
                run.worker(),
                run.status(),
                run.startedAt(),
                run.endedAt(),
                run.lastStep(),
                allCounts,
                allMoves,
                run.error(),
                run.replacedBy());
    }

    private Run run(JsonNode row) throws IOException {
        String errorKind = row.path("error_kind").textValue();
        try {
            return new Run(
                    RunId.parse(text(row, "id")),
                    pipeline,
                    new Fence(row.path("fence").asLong()),
                    text(row, "trigger"),
                    text(row, "worker"),
                    RunStatus.valueOf(text(row, "status")),
                    Instant.parse(text(row, "started_at")),
                    Instant.parse(text(row, "ended_at")),
                    row.path("last_step").asInt(),
                    Map.of(),
                    List.of(),
                    errorKind == null
                            ? null
                            : new RunError(errorKind, row.path("error_message").asText("")),
                    row.path("replaced_by").textValue());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("the archive of " + pipeline + " has a run that is none: " + e.getMessage(), e);
        }
    }

    private static Counts counts(JsonNode row) {
        return new Counts(
                row.path("rows_read").asLong(),
                row.path("rows_written").asLong(),
                row.path("rows_quarantined").asLong(),
                row.path("bytes_read").asLong());
    }

    private static String text(JsonNode row, String field) {
        return row.path(field).asText("");
    }

    /** Runs that began within a time and ended, or go on, as one of the statuses; of any where there are none. */
    static Predicate<Run> wanted(@Nullable Instant from, Instant until, Set<RunStatus> statuses) {
        return run -> (from == null || !run.startedAt().isBefore(from))
                && run.startedAt().isBefore(until)
                && (statuses.isEmpty() || statuses.contains(run.status()));
    }
}
