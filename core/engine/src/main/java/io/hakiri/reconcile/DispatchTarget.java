package io.hakiri.reconcile;

import io.hakiri.catalog.Claim;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.RunReport;

/** Where a {@link Dispatch} that was sent to this process is run. */
@FunctionalInterface
public interface DispatchTarget {
    /**
     * Runs it in the calling thread until it has ended, or until it handed over: then what it committed stays, and the rest is due at
     * once.
     *
     * @throws DispatchException where nothing is taken now, whatever the pipeline
     * @throws io.hakiri.catalog.InvalidInput where this pipeline cannot be run here
     * @throws io.hakiri.catalog.CatalogException where the catalog does not answer; what was committed stays
     */
    RunReport run(Claim claim, Pipeline pipeline);

    /** Of a process that runs nothing itself, for its own executor is somewhere else. */
    static DispatchTarget none(String executor) {
        return (_, _) -> {
            throw new DispatchException("nothing is run here: this service hands what is due to " + executor, null);
        };
    }
}
