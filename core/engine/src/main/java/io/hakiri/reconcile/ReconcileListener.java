package io.hakiri.reconcile;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ProjectId;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.RunListener;
import io.hakiri.run.RunReport;

/** Watches a reconciler and what runs in this process, for logs and figures. Called by working threads: must not block. */
public interface ReconcileListener {
    /** Watches nothing. */
    ReconcileListener SILENT = new ReconcileListener() {};

    /** So many pipelines of a project were handed out at once. */
    default void claimed(ProjectId project, int pipelines) {}

    /** A look at what is due ended; what it did not come to is told by the others. */
    default void looked(Tick tick) {}

    /** An executor took a pipeline. */
    default void dispatched(Claim claim) {}

    /** A pipeline was not run, for its source keeps failing. */
    default void heldBack(Claim claim, String system) {}

    /** Something kept a pipeline or a project from being served; it is tried again. */
    default void trouble(String what, Exception why) {}

    /** The catalog did not answer; the loop goes on. */
    default void unavailable(CatalogException why) {}

    /** What shall watch the run of a pipeline that begins in this process. */
    default RunListener run(Claim claim, Pipeline pipeline) {
        return RunListener.SILENT;
    }

    /** A run in this process ended, or did not begin. */
    default void ended(RunReport report) {}

    /** A run in this process broke: what was committed stays, and its lease will end. */
    default void broke(Claim claim, Exception why) {}
}
