package io.hakiri.transfer;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import org.jspecify.annotations.Nullable;

/**
 * Whose rows they are.
 *
 * @param pipeline {@code null} for what belongs to the project itself
 */
public record Owner(ProjectId project, @Nullable PipelineId pipeline) {
    /** The project itself. */
    public static Owner of(ProjectId project) {
        return new Owner(project, null);
    }

    /** One pipeline. */
    public static Owner of(PipelineKey pipeline) {
        return new Owner(pipeline.project(), pipeline.pipeline());
    }

    @Override
    public String toString() {
        return pipeline == null ? project.toString() : project + "/" + pipeline;
    }
}
