package io.hakiri.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record of one run.
 *
 * @param fence {@code null} while it has not begun
 * @param startedAt when it was granted, or queued
 * @param lastStep the number of its last commit; 0 before the first
 * @param counts per stream, the sums over its commits
 * @param moves the cursors it moved, by stream and partition
 * @param replacedBy for an abandoned or cancelled run: the run, or the act, that replaced it (C-6)
 */
public record Run(
        RunId id,
        PipelineKey pipeline,
        @Nullable Fence fence,
        String trigger,
        String worker,
        RunStatus status,
        Instant startedAt,
        @Nullable Instant endedAt,
        int lastStep,
        Map<String, Counts> counts,
        List<CursorMove> moves,
        @Nullable RunError error,
        @Nullable String replacedBy) {
    public Run {
        counts = Map.copyOf(counts);
        moves = List.copyOf(moves);
    }
}
