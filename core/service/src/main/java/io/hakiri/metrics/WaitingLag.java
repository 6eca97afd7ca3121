package io.hakiri.metrics;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import io.hakiri.reconcile.PassingListener;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.reconcile.Tick;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells {@link EmbeddedMetrics} how long pipelines have been due that wait because every place is taken: nobody claims them, and so
 * nothing else tells. Asked where a look left no place free, not more often than each {@link #BETWEEN}: one call of the catalog for each
 * project, so many pipelines of it as a page has.
 */
final class WaitingLag extends PassingListener {
    /** CloudWatch keeps a value a minute. */
    static final Duration BETWEEN = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger("io.hakiri.metrics");

    private final EmbeddedMetrics figures;
    private final Catalog catalog;
    private final InstantSource clock;
    private final AtomicReference<Instant> asked = new AtomicReference<>(Instant.MIN);

    WaitingLag(EmbeddedMetrics figures, Catalog catalog, InstantSource clock, ReconcileListener then) {
        super(then);
        this.figures = figures;
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public void looked(Tick tick) {
        super.looked(tick);
        if (tick.full() && isTime()) {
            Thread.ofVirtual().name("waiting").start(this::ask); // looks at what is due do not wait for it
        }
    }

    private boolean isTime() {
        Instant now = clock.instant();
        Instant last = asked.get();
        return !now.minus(BETWEEN).isBefore(last) && asked.compareAndSet(last, now);
    }

    private void ask() {
        try {
            for (ProjectId project :
                    catalog.projects(PageRequest.first(Labels.MOST_PROJECTS)).entries()) {
                tell(project);
            }
        } catch (CatalogException e) {
            // counted as a fault where that matters; asked again in a minute
            LOG.log(System.Logger.Level.DEBUG, "how long pipelines wait was not answered", e);
        }
    }

    private void tell(ProjectId project) {
        Instant now = clock.instant();
        catalog.pipelines(project, PageRequest.first()).entries().stream()
                .filter(state -> Lag.waits(state, now))
                .map(PipelineState::nextDue)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .ifPresent(due -> figures.late(project, due));
    }
}
