package io.hakiri.serving;

import io.hakiri.catalog.Catalog;
import io.hakiri.deployment.Variables;
import io.hakiri.lineage.Lineage;
import io.hakiri.lineage.LineageAddress;
import io.hakiri.log.RunLog;
import io.hakiri.metrics.Metrics;
import io.hakiri.metrics.ScrapeToken;
import io.hakiri.trace.RunTraces;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.WatchedCatalog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a service lets others see of its work. What is not set in the environment is not loaded. */
public final class Watching implements AutoCloseable {
    /** Either of them, as for every program that has OpenTelemetry. */
    private static final List<String> TRACES =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private final Metrics metrics;
    private final ScrapeToken scrapeToken;
    private final Catalog catalog;
    private final List<Sender> senders;

    private Watching(Metrics metrics, ScrapeToken scrapeToken, Catalog catalog, List<Sender> senders) {
        this.metrics = metrics;
        this.scrapeToken = scrapeToken;
        this.catalog = catalog;
        this.senders = senders;
    }

    /** What sends what it has seen to somebody else. */
    private record Sender(Consumer<Duration> flush, Runnable close) {}

    /**
     * Over a catalog, as the environment says.
     *
     * @param more watch it as well
     * @throws WrongSettings naming what is wrong there
     */
    public static Watching of(Catalog catalog, Map<String, String> environment, CatalogWatch... more) {
        SecretSetting shown = SecretSetting.of(environment, Variables.METRICS_TOKEN);
        ScrapeToken scrapeToken = shown == null ? ScrapeToken.NONE : ScrapeToken.of(shown.text());
        InstantSource clock = InstantSource.system();
        Metrics metrics = new Metrics(clock);
        List<CatalogWatch> watches = new ArrayList<>(List.of(metrics.watch(), new RunLog()));
        watches.addAll(List.of(more));
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
        return new Watching(metrics, scrapeToken, new WatchedCatalog(catalog, watches), senders);
    }

    /** The figures. */
    public Metrics metrics() {
        return metrics;
    }

    /** What opens the figures of all projects. */
    public ScrapeToken scrapeToken() {
        return scrapeToken;
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
