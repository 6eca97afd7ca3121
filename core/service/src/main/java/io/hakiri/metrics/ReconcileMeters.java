package io.hakiri.metrics;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ProjectId;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.run.RunListener;
import io.hakiri.run.RunReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Counts what becomes of due pipelines, before another one is told. */
final class ReconcileMeters implements ReconcileListener {
    private final MeterRegistry registry;
    private final Labels labels;
    private final ReconcileListener then;

    ReconcileMeters(MeterRegistry registry, Labels labels, ReconcileListener then) {
        this.registry = registry;
        this.labels = labels;
        this.then = then;
    }

    @Override
    public void claimed(ProjectId project, int pipelines) {
        then.claimed(project, pipelines);
    }

    @Override
    public void dispatched(Claim claim) {
        registry.counter("hakiri.dispatches", labels.of(claim.pipeline())).increment();
        then.dispatched(claim);
    }

    @Override
    public void heldBack(Claim claim, String system) {
        registry.counter("hakiri.held.back", labels.of(claim.pipeline())).increment();
        then.heldBack(claim, system);
    }

    @Override
    public void trouble(String what, Exception why) {
        registry.counter("hakiri.reconcile.troubles", Tags.empty()).increment();
        then.trouble(what, why);
    }

    @Override
    public void unavailable(CatalogException why) {
        registry.counter("hakiri.reconcile.troubles", Tags.empty()).increment();
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
        registry.counter("hakiri.runs.broken", labels.of(claim.pipeline())).increment();
        then.broke(claim, why);
    }
}
