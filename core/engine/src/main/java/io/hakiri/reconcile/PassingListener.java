package io.hakiri.reconcile;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ProjectId;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.RunListener;
import io.hakiri.run.RunReport;

/** Tells another one all that it is told: for listeners that see to a part of it. */
public class PassingListener implements ReconcileListener {
    private final ReconcileListener then;

    protected PassingListener(ReconcileListener then) {
        this.then = then;
    }

    @Override
    public void claimed(ProjectId project, int pipelines) {
        then.claimed(project, pipelines);
    }

    @Override
    public void looked(Tick tick) {
        then.looked(tick);
    }

    @Override
    public void dispatched(Claim claim) {
        then.dispatched(claim);
    }

    @Override
    public void heldBack(Claim claim, String system) {
        then.heldBack(claim, system);
    }

    @Override
    public void trouble(String what, Exception why) {
        then.trouble(what, why);
    }

    @Override
    public void unavailable(CatalogException why) {
        then.unavailable(why);
    }

    @Override
    public RunListener run(Claim claim, Pipeline pipeline) {
        return then.run(claim, pipeline);
    }

    @Override
    public void ended(RunReport report) {
        then.ended(report);
    }

    @Override
    public void broke(Claim claim, Exception why) {
        then.broke(claim, why);
    }
}
