package io.hakiri.catalog.relational;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Owner;
import org.jspecify.annotations.Nullable;

/**
 * What a write is about, and so what a backend locks before it: a pipeline's row against all others; the project's row
 * against others that lock it so, or shared with them.
 *
 * @param pipeline the one pipeline that is written; {@code null} where it is the project, or several pipelines
 * @param alone whether what belongs to the project is written, or a pipeline may be made
 * @param beside whether nothing at all is locked but what the work locks itself, so that no other write waits for it
 * @param keeps whether the work tells {@link Known} what becomes of cursors and schemas
 */
public record Target(ProjectId project, @Nullable PipelineId pipeline, boolean alone, boolean beside, boolean keeps) {
    static Target of(PipelineKey pipeline) {
        return new Target(pipeline.project(), pipeline.pipeline(), false, false, false);
    }

    /** A pipeline, or what belongs to the project. */
    static Target of(Owner owner) {
        return owner.pipeline() == null
                ? alone(owner.project())
                : of(new PipelineKey(owner.project(), owner.pipeline()));
    }

    /** As {@link #of(PipelineKey)}, with the project against all others: the pipeline may be made, or the project changes with it. */
    static Target alone(PipelineKey pipeline) {
        return new Target(pipeline.project(), pipeline.pipeline(), true, false, false);
    }

    static Target keeping(PipelineKey pipeline) {
        return new Target(pipeline.project(), pipeline.pipeline(), false, false, true);
    }

    /** What belongs to the project. */
    public static Target alone(ProjectId project) {
        return new Target(project, null, true, false, false);
    }

    /** Several pipelines, whose rows the work locks itself. */
    static Target severalOf(ProjectId project) {
        return new Target(project, null, false, false, false);
    }

    /** What no writer changes any more. */
    static Target beside(ProjectId project) {
        return new Target(project, null, false, true, false);
    }
}
