package io.hakiri.catalog;

/** Moving pipelines, and what belongs to their project, to another catalog (C-26). At no instant can both be written. */
public interface Sealing {
    /**
     * Stops a pipeline: fence raised, run abandoned, no begin, no commit, no expiry. Sealing twice is sealing once.
     *
     * @param breaksLease whether to take it from a holder whose lease, or chunk's lease, lives; {@code Held} otherwise
     */
    SealResult seal(PipelineKey pipeline, boolean breaksLease, Actor actor);

    /**
     * Takes a seal back, at the source, before {@link #markMoved}: the pipeline is what it was before it was sealed.
     *
     * @param sealed the fence of the seal; {@code Invalid} where it was sealed again since, under another one
     */
    ChangeResult unseal(PipelineKey pipeline, Fence sealed, Actor actor);

    /**
     * What {@link #receive} takes: one image, of a sealed pipeline whose receipts are all settled (C-25); none of any other. Its
     * horizon lies above all fences, for history does not come with it.
     * Receipts are settled at the source, by {@link SingleWriter#unsettled} and {@link SingleWriter#acknowledge}, which a
     * sealed pipeline answers. {@code Elsewhere} and {@code NotThere} as for any listing.
     */
    Listing<PipelineImage> image(PipelineKey pipeline);

    /**
     * Lays a pipeline down at the target, sealed; again as often as needed until it is activated. {@code Invalid} where a
     * pipeline of this name is active here, or where the image's seal was taken back. Rows that were laid down before it stay.
     */
    ChangeResult receive(PipelineImage image, Actor actor);

    /** Opens a received pipeline, once, with a greater generation than that of its image; paused where it was. */
    ActivateResult activate(PipelineKey pipeline, Actor actor);

    /**
     * Leaves the new address at a sealed pipeline, for ever: every later call on it answers {@code Moved}. {@code Unsettled}
     * while receipts are open (C-25).
     */
    ChangeResult markMoved(PipelineKey pipeline, String address, Actor actor);

    /** Seals what belongs to the project: keys and tokens answer {@code Moving}. */
    ChangeResult sealProject(ProjectId project, Actor actor);

    /** Takes a project's seal back. */
    ChangeResult unsealProject(ProjectId project, Actor actor);

    /** Leaves the new address at a sealed project, for ever. */
    ChangeResult markProjectMoved(ProjectId project, String address, Actor actor);
}
