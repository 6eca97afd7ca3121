package io.hakiri.metrics;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How late pipelines are, asked when somebody reads it, for nobody else needs it. One call of the catalog for each project, so many
 * pipelines of it as a page has; what was asked is good for {@link #REMEMBERED}. What could not be asked is not shown, and whoever
 * reads does not wait for long: that is when the other figures are wanted most.
 */
final class Lag {
    /** However often somebody reads. */
    static final Duration REMEMBERED = Duration.ofSeconds(10);
    /** What a reader waits for at most; what comes later is there for the next one. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Labels labels;
    private final MultiGauge lag;
    private final MultiGauge due;
    /** Held while the catalog is asked, by one thread. */
    private final ReentrantLock asking = new ReentrantLock();
    /** Held for what is known, shortly. */
    private final ReentrantLock knowing = new ReentrantLock();

    private final Map<ProjectId, Look> looks = new HashMap<>();
    private Instant unansweredAt = Instant.MIN;

    /** What a project was like: how late each pipeline is, and how many are due and not at work. */
    private record Look(Instant at, Map<Tags, Double> lags, int due) {}

    Lag(MeterRegistry registry, Labels labels, InstantSource clock) {
        this.clock = clock;
        this.labels = labels;
        this.lag = MultiGauge.builder("hakiri.pipeline.lag").baseUnit("seconds").register(registry);
        this.due = MultiGauge.builder("hakiri.pipelines.due").register(registry);
    }

    /** Asks for these projects, or for the first of all, and shows what is known then. */
    void look(Catalog catalog, @Nullable Set<ProjectId> only) {
        Thread look = Thread.ofVirtual().name("lag").start(() -> askOne(catalog, only));
        try {
            look.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        show();
    }

    private void askOne(Catalog catalog, @Nullable Set<ProjectId> only) {
        if (asking.tryLock()) { // who comes meanwhile sees what is known
            try {
                ask(catalog, only);
            } finally {
                asking.unlock();
            }
        }
    }

    private void ask(Catalog catalog, @Nullable Set<ProjectId> only) {
        if (clock.instant().isBefore(unansweredAt.plus(REMEMBERED))) {
            return;
        }
        try {
            List<ProjectId> projects = only == null
                    ? catalog.projects(PageRequest.first(Labels.MOST_PROJECTS)).entries()
                    : only.stream().sorted().limit(Labels.MOST_PROJECTS).toList();
            for (ProjectId project : projects) {
                Instant now = clock.instant();
                if (!isKnown(project, now)) {
                    know(
                            project,
                            look(
                                    now,
                                    catalog.pipelines(project, PageRequest.first())
                                            .entries()));
                }
            }
        } catch (CatalogException e) {
            // what was known grows old and is not shown then: it would say that all is well
            unansweredAt = clock.instant();
        }
    }

    private boolean isKnown(ProjectId project, Instant now) {
        knowing.lock();
        try {
            Look before = looks.get(project);
            return before != null && now.isBefore(before.at().plus(REMEMBERED));
        } finally {
            knowing.unlock();
        }
    }

    private void know(ProjectId project, Look look) {
        knowing.lock();
        try {
            looks.put(project, look);
        } finally {
            knowing.unlock();
        }
    }

    private Look look(Instant now, List<PipelineState> states) {
        Map<Tags, Double> lags = new HashMap<>();
        int waiting = 0;
        for (PipelineState state : states) {
            Instant next = state.nextDue();
            if (next == null || !(state.status() instanceof PipelineStatus.Active)) {
                continue;
            }
            double seconds = Math.max(0, Duration.between(next, now).toMillis()) / 1_000.0;
            lags.merge(labels.of(state.key()), seconds, Math::max);
            waiting += waits(state, now) ? 1 : 0;
        }
        return new Look(now, lags, waiting);
    }

    /** Whether a pipeline is due, and nobody runs it. */
    static boolean waits(PipelineState state, Instant now) {
        Instant next = state.nextDue();
        Lease lease = state.lease();
        return state.status() instanceof PipelineStatus.Active
                && next != null
                && next.isBefore(now)
                && (lease == null || !lease.until().isAfter(now));
    }

    private void show() {
        knowing.lock();
        try {
            Instant old = clock.instant().minus(REMEMBERED).minus(PATIENCE);
            looks.values().removeIf(look -> look.at().isBefore(old));
            Map<Tags, Double> lags = new HashMap<>();
            Map<Tags, Double> dues = new HashMap<>();
            looks.forEach((project, look) -> {
                look.lags().forEach((tags, seconds) -> lags.merge(tags, seconds, Math::max));
                dues.merge(labels.of(project), (double) look.due(), Double::sum);
            });
            lag.register(rows(lags), true);
            due.register(rows(dues), true);
        } finally {
            knowing.unlock();
        }
    }

    private static List<Row<?>> rows(Map<Tags, Double> values) {
        List<Row<?>> rows = new ArrayList<>();
        values.forEach((tags, value) -> rows.add(Row.of(tags, value)));
        return rows;
    }
}
