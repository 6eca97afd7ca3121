package io.hakiri.reconcile;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ProjectId;
import io.hakiri.pipeline.Pipeline;
import java.time.Duration;

/**
 * Where due pipelines are run: this process, or something that is told to. It need not be reliable: what was handed to it and is
 * not begun within {@link #startsWithin} is handed out again, and what was begun twice runs once (C-18).
 */
public interface Executor extends AutoCloseable {
    /** How many more pipelines it takes now; 0 where it is full. */
    int free();

    /** How many of a project it has at work, as far as it knows: who has fewer is served first. */
    int running(ProjectId project);

    /** How long it may take from {@link #dispatch} to the begin of the run; a claim lasts so long. */
    Duration startsWithin();

    /**
     * Hands over a pipeline; does not wait for its run. What is not taken comes back when its claim runs out.
     *
     * @throws DispatchException where it takes nothing now, whatever the pipeline
     * @throws io.hakiri.catalog.InvalidInput where it cannot run this pipeline
     */
    void dispatch(Claim claim, Pipeline pipeline);

    /** Takes nothing more, and waits for what is at work in this process to end in good order. */
    @Override
    void close();
}
