package io.hakiri.migrate;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import java.time.Duration;
import java.util.List;

/**
 * What became of a move.
 *
 * @param projects those that live at the target now
 * @param pipelines all that were looked at
 * @param rows how many were laid down at the target
 */
public record MoveReport(List<ProjectId> projects, List<Outcome> pipelines, long rows) {
    public MoveReport {
        projects = List.copyOf(projects);
        pipelines = List.copyOf(pipelines);
    }

    /** What became of one pipeline. */
    public sealed interface Outcome {
        PipelineKey pipeline();

        /**
         * It lives at the target now.
         *
         * @param pause from its seal until it was open at the target
         */
        record Moved(PipelineKey pipeline, Duration pause) implements Outcome {}

        /** It had moved before. */
        record AlreadyMoved(PipelineKey pipeline) implements Outcome {}

        /** It stays where it is, and goes on there. */
        record Skipped(PipelineKey pipeline, String why) implements Outcome {}
    }

    /** Those that stay where they are. */
    public List<Outcome.Skipped> skipped() {
        return pipelines.stream()
                .filter(Outcome.Skipped.class::isInstance)
                .map(Outcome.Skipped.class::cast)
                .toList();
    }
}
