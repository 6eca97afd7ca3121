package io.hakiri.metrics;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How late pipelines are, asked when somebody reads it, for nobody else needs it. One call of the catalog for each project, so many
 * pipelines of it as a page has, and what was asked is good for {@link #REMEMBERED}. What could not be asked is not shown.
 */
final class Lag {
    /** However often somebody reads. */
    static final Duration REMEMBERED = Duration.ofSeconds(10);
    /** Who reads gives up at some time: projects that are not reached by then are not shown. */
    private static final Duration MOST_TIME = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final MultiGauge lag;
    private final MultiGauge due;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ProjectId, Look> looks = new HashMap<>();

    private record Look(Instant at, List<Row<?>> lags, Row<?> due) {}

    Lag(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        this.lag = MultiGauge.builder("hakiri.pipeline.lag").baseUnit("seconds").register(registry);
        this.due = MultiGauge.builder("hakiri.pipelines.due").register(registry);
    }

    /** Asks for one project, or for the first of all. */
    void look(Catalog catalog, @Nullable ProjectId only) {
        lock.lock();
        try {
            Instant until = clock.instant().plus(MOST_TIME);
            for (ProjectId project : only == null ? projects(catalog) : List.of(only)) {
                look(catalog, project, until);
            }
            Instant old = clock.instant().minus(REMEMBERED.multipliedBy(2));
            looks.values().removeIf(look -> look.at().isBefore(old));
            List<Row<?>> lags = new ArrayList<>();
            List<Row<?>> dues = new ArrayList<>();
            looks.values().forEach(look -> {
                lags.addAll(look.lags());
                dues.add(look.due());
            });
            lag.register(lags, true);
            due.register(dues, true);
        } finally {
            lock.unlock();
        }
    }

    private static List<ProjectId> projects(Catalog catalog) {
        try {
            return catalog.projects(PageRequest.first(Labels.MOST_PROJECTS)).entries();
        } catch (CatalogException e) {
            return List.of(); // counted where its work is watched; the other figures are shown all the same
        }
    }

    private void look(Catalog catalog, ProjectId project, Instant until) {
        Instant now = clock.instant();
        Look before = looks.get(project);
        if ((before != null && now.isBefore(before.at().plus(REMEMBERED))) || now.isAfter(until)) {
            return;
        }
        try {
            looks.put(
                    project,
                    look(
                            project,
                            now,
                            catalog.pipelines(project, PageRequest.first()).entries()));
        } catch (CatalogException e) {
            looks.remove(project); // an old figure would say that all is well
        }
    }

    private static Look look(ProjectId project, Instant now, List<PipelineState> states) {
        List<Row<?>> lags = new ArrayList<>();
        int waiting = 0;
        for (PipelineState state : states) {
            Instant next = state.nextDue();
            if (next == null || !(state.status() instanceof PipelineStatus.Active)) {
                continue;
            }
            boolean isLate = next.isBefore(now);
            double seconds = isLate ? Duration.between(next, now).toMillis() / 1_000.0 : 0;
            boolean isHeld = state.lease() != null && state.lease().until().isAfter(now);
            waiting += isLate && !isHeld ? 1 : 0;
            lags.add(Row.of(
                    Tags.of(
                            Labels.PROJECT,
                            project.value(),
                            Labels.PIPELINE,
                            state.key().pipeline().value()),
                    seconds));
        }
        return new Look(now, lags, Row.of(Tags.of(Labels.PROJECT, project.value()), waiting));
    }
}
