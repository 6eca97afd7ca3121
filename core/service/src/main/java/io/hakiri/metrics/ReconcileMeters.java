package io.hakiri.metrics;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Claim;
import io.hakiri.reconcile.PassingListener;
import io.hakiri.reconcile.ReconcileListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Counts what becomes of due pipelines, before another one is told. */
final class ReconcileMeters extends PassingListener {
    private final MeterRegistry registry;
    private final Labels labels;

    ReconcileMeters(MeterRegistry registry, Labels labels, ReconcileListener then) {
        super(then);
        this.registry = registry;
        this.labels = labels;
    }

    @Override
    public void dispatched(Claim claim) {
        registry.counter("hakiri.dispatches", labels.of(claim.pipeline())).increment();
        super.dispatched(claim);
    }

    @Override
    public void heldBack(Claim claim, String system) {
        registry.counter("hakiri.held.back", labels.of(claim.pipeline())).increment();
        super.heldBack(claim, system);
    }

    @Override
    public void trouble(String what, Exception why) {
        registry.counter("hakiri.reconcile.troubles", Tags.empty()).increment();
        super.trouble(what, why);
    }

    @Override
    public void unavailable(CatalogException why) {
        registry.counter("hakiri.reconcile.troubles", Tags.empty()).increment();
        super.unavailable(why);
    }

    @Override
    public void broke(Claim claim, Exception why) {
        registry.counter("hakiri.runs.broken", labels.of(claim.pipeline())).increment();
        super.broke(claim, why);
    }
}
