package io.hakiri.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Declared pipelines and what people change about them. Each change leaves its audit event in the same write (C-17). */
public interface Pipelines {
    /** Creates a pipeline (and its project) or stores a new version of its manifest. */
    PutResult put(PutPipeline request);

    /** One pipeline, as of now (C-11); empty where there is none or it was deleted. One that moved says where to. */
    Optional<PipelineState> pipeline(PipelineKey pipeline);

    /** The pipelines of one project by name (C-19, C-20); may lag (C-11). */
    Page<PipelineState> pipelines(ProjectId project, PageRequest page);

    /**
     * Refuses new begins and claims from now on; a run that goes on may finish (C-13).
     *
     * @param now also take the lease: the run is fenced and closed as abandoned (C-6)
     */
    ChangeResult pause(PipelineKey pipeline, boolean now, Actor actor);

    /**
     * Opens a paused pipeline again.
     *
     * @param nextDue when it shall be due; {@code null} where it has no schedule
     */
    ChangeResult resume(PipelineKey pipeline, @Nullable Instant nextDue, Actor actor);

    /**
     * Deletes a pipeline: its run is fenced, its cursors, receipts, queue and backfills are removed. A tombstone keeps its
     * fence and its numbering (C-2, C-17); runs, schema versions and audit stay as history, and a pipeline created under
     * the same name later goes on from their numbers. Answers {@code Unsettled} while receipts are open (C-25).
     */
    ChangeResult delete(PipelineKey pipeline, Actor actor);
}
