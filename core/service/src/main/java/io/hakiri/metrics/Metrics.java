package io.hakiri.metrics;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.reconcile.Executor;
import io.hakiri.reconcile.InProcessExecutor;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.watch.CatalogWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import org.jspecify.annotations.Nullable;

/**
 * The figures of this process. They hold names of projects and pipelines, and no position, token or run. Safe to use from any
 * thread.
 */
public final class Metrics implements AutoCloseable {
    /** Of what {@link #scrape} gives. */
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String LABEL = Labels.PROJECT + "=\"";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Labels labels = new Labels();
    private final CatalogWatch watch = new RunMeters(registry, labels);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Lag lag;
    private final InstantSource clock;

    public Metrics(InstantSource clock) {
        this.clock = clock;
        lag = new Lag(registry, labels, clock);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        // a native program's collectors tell nobody
        if (ManagementFactory.getGarbageCollectorMXBeans().stream().anyMatch(NotificationEmitter.class::isInstance)) {
            collections.bindTo(registry);
        }
    }

    /** What counts and times the work on a catalog. */
    public CatalogWatch watch() {
        return watch;
    }

    /** Counts what a reconciler tells, and tells it on. */
    public ReconcileListener reconciling(ReconcileListener then) {
        return new ReconcileMeters(registry, labels, then);
    }

    /**
     * The same, and has the figures in the log tell how long pipelines wait while every place is taken, which costs a call of the catalog
     * for each project, at most once a minute.
     */
    public ReconcileListener reconciling(EmbeddedMetrics figures, Catalog catalog, ReconcileListener then) {
        return new WaitingLag(figures, catalog, clock, reconciling(then));
    }

    /** Shows how much an executor has at work. */
    public void executor(Executor executor) {
        Gauge.builder("hakiri.executor.free", executor, Executor::free).register(registry);
        if (executor instanceof InProcessExecutor here) {
            Gauge.builder("hakiri.executor.running", here, InProcessExecutor::busy)
                    .register(registry);
        }
    }

    /** Counts events of lineage by what became of them: {@code sent}, {@code failed} or {@code dropped}. */
    public void lineage(String outcome) {
        registry.counter("hakiri.lineage.events", "outcome", outcome).increment();
    }

    /**
     * All figures in Prometheus' text format.
     *
     * @param catalog is asked how late pipelines are
     * @param only what belongs to a project is left out but for these; {@code null} for all
     */
    public String scrape(Catalog catalog, @Nullable Set<ProjectId> only) {
        lag.look(catalog, only);
        String all = registry.scrape();
        if (only == null) {
            return all;
        }
        Set<String> names = only.stream().map(ProjectId::value).collect(Collectors.toSet());
        return all.lines()
                .filter(line -> isFor(names, line))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** Names of projects and pipelines have no quotes, so that what looks like a label is one. */
    private static boolean isFor(Set<String> projects, String line) {
        int at = line.startsWith("#") ? -1 : line.indexOf(LABEL);
        int start = at + LABEL.length();
        return at < 0
                || line.startsWith("\"", start)
                || projects.contains(line.substring(start, line.indexOf('"', start)));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
