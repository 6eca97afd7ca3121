package io.hakiri.serving;

import io.hakiri.catalog.Catalog;
import io.hakiri.deployment.Variables;
import io.hakiri.lineage.Lineage;
import io.hakiri.lineage.LineageAddress;
import io.hakiri.log.ReconcileLog;
import io.hakiri.log.RunLog;
import io.hakiri.metrics.EmbeddedMetrics;
import io.hakiri.metrics.Metrics;
import io.hakiri.metrics.ScrapeToken;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.trace.RunTraces;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.WatchedCatalog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a service lets others see of its work. What is not set in the environment is not loaded. */
public final class Watching implements AutoCloseable {
    /** Either of them, as for every program that has OpenTelemetry. */
    private static final List<String> TRACES =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private final Metrics metrics;
    private final ScrapeToken scrapeToken;
    private final Catalog catalog;
    private final ReconcileListener reconciling;
    private final List<Sender> senders;

    private Watching(
            Metrics metrics,
            ScrapeToken scrapeToken,
            Catalog catalog,
            ReconcileListener reconciling,
            List<Sender> senders) {
        this.metrics = metrics;
        this.scrapeToken = scrapeToken;
        this.catalog = catalog;
        this.reconciling = reconciling;
        this.senders = senders;
    }

    /** What sends what it has seen to somebody else. */
    private record Sender(Consumer<Duration> flush, Runnable close) {}

    /**
     * Over the catalog of a service, as its environment says.
     *
     * @throws WrongSettings naming what is wrong there
     */
    public static Watching ofService(Catalog catalog, Map<String, String> environment) {
        String name = SecretSetting.said(environment.get(Variables.FIGURES));
        if (name != null && !EmbeddedMetrics.isName(name)) {
            throw new WrongSettings(Variables.FIGURES + ": expected the service's name, 1 to "
                    + EmbeddedMetrics.LONGEST_NAME + " printable ASCII characters; given "
                    + (name.length() > EmbeddedMetrics.LONGEST_NAME ? name.length() + " of them" : name));
        }
        EmbeddedMetrics figures = name == null ? null : new EmbeddedMetrics(name, System.out, InstantSource.system());
        return of(catalog, environment, figures, figures != null);
    }

    /**
     * Over the catalog of a function, as its environment says. It asks the catalog nothing of its own.
     *
     * @throws WrongSettings naming what is wrong there
     */
    public static Watching ofFunction(Catalog catalog, Map<String, String> environment, EmbeddedMetrics figures) {
        return of(catalog, environment, figures, false);
    }

    private static Watching of(
            Catalog catalog, Map<String, String> environment, @Nullable EmbeddedMetrics figures, boolean asksWhoWaits) {
        SecretSetting shown = SecretSetting.of(environment, Variables.METRICS_TOKEN);
        ScrapeToken scrapeToken = shown == null ? ScrapeToken.NONE : ScrapeToken.of(shown.text());
        InstantSource clock = InstantSource.system();
        Metrics metrics = new Metrics(clock);
        List<CatalogWatch> watches = new ArrayList<>(List.of(metrics.watch(), new RunLog()));
        if (figures != null) {
            watches.add(figures);
        }
        List<Sender> senders = new ArrayList<>();
        String url = SecretSetting.said(environment.get(Variables.OPENLINEAGE_URL));
        if (url != null) {
            SecretSetting token = SecretSetting.of(environment, Variables.OPENLINEAGE_TOKEN);
            LineageAddress address = LineageAddress.of(
                    url,
                    token == null ? null : token.text(),
                    SecretSetting.said(environment.get(Variables.OPENLINEAGE_NAMESPACE)));
            Lineage lineage = new Lineage(address, catalog, clock, metrics::lineage);
            watches.add(lineage);
            senders.add(new Sender(lineage::flush, lineage::close));
        }
        if (TRACES.stream().anyMatch(name -> SecretSetting.said(environment.get(name)) != null)) {
            RunTraces traces = new RunTraces(clock);
            watches.add(traces);
            senders.add(new Sender(traces::flush, traces::close));
        }
        Catalog watched = new WatchedCatalog(catalog, watches);
        ReconcileListener log = new ReconcileLog();
        ReconcileListener reconciling = figures == null || !asksWhoWaits
                ? metrics.reconciling(log)
                : metrics.reconciling(figures, watched, log);
        return new Watching(metrics, scrapeToken, watched, reconciling, senders);
    }

    /** The figures. */
    public Metrics metrics() {
        return metrics;
    }

    /** What opens the figures of all projects. */
    public ScrapeToken scrapeToken() {
        return scrapeToken;
    }

    /** What sees what becomes of due pipelines: the figures and the log. */
    public ReconcileListener reconciling() {
        return reconciling;
    }

    /** The catalog, with its work watched. */
    public Catalog catalog() {
        return catalog;
    }

    /** Sends what waits to be sent, for so long each at most: for a process that may be stopped after it. */
    public void flush(Duration within) {
        senders.forEach(sender -> sender.flush().accept(within));
    }

    /** Sends what waits to be sent, for a few seconds. The catalog is left open. */
    @Override
    public void close() {
        senders.forEach(sender -> sender.close().run());
        metrics.close();
    }
}
