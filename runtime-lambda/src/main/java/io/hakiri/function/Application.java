package io.hakiri.function;

import io.hakiri.access.EntryTickets;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogProvider;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.connectors.secret.StoredSecrets;
import io.hakiri.metrics.EmbeddedMetrics;
import io.hakiri.reconcile.CircuitBreakers;
import io.hakiri.reconcile.Outcomes;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.reconcile.Reconciler;
import io.hakiri.run.Workplace;
import io.hakiri.serving.Parts;
import io.hakiri.serving.Watching;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * The parts of the service, made with the first request. Before that Lambda may keep the process as a snapshot that many are started
 * from: whatever connects, is secret, is due to chance or to the time is made here, and nothing of it before.
 */
@Singleton
final class Application {
    /** What waits to be sent when an invocation ends, for then the process is stopped. */
    private static final Duration SENT_WITHIN = Duration.ofSeconds(1);

    /** Of the two seconds that Lambda gives a process which it tells to end. */
    private static final Duration HANDED_OVER_WITHIN = Duration.ofMillis(1500);

    /** A tick a minute that finds nothing shall cost little; what it looks for then is nobody's to wait for. */
    private static final Duration BETWEEN_ABANDONING = Duration.ofMinutes(5);

    private final Catalog opened;
    private final Watching watching;
    private final FunctionExecutor executor;
    private final Parts parts;

    Application(FunctionSettings settings, Invocations invocations, EmbeddedMetrics counts) {
        Map<String, String> environment = System.getenv();
        InstantSource clock = InstantSource.system();
        opened = provider(settings).open(settings.catalog(), new SecureRandom());
        watching = Watching.ofFunction(opened, environment, counts);
        executor = new FunctionExecutor(settings, invocations);
        Workplace workplace = new Workplace(BuiltIn.connectors(), StoredSecrets.of(environment), Path.of(""));
        ReconcileListener listener = watching.reconciling();
        CircuitBreakers breakers = new CircuitBreakers(clock);
        Outcomes outcomes = new Outcomes(workplace.connectors(), breakers, clock);
        Reconciler reconciler =
                new Reconciler(watching.catalog(), executor, outcomes, breakers, clock, listener, BETWEEN_ABANDONING);
        FunctionTarget target = new FunctionTarget(
                watching.catalog(), workplace, settings, invocations, outcomes, listener, executor, reconciler);
        parts = new Parts(
                watching.catalog(),
                reconciler,
                target,
                settings.access(),
                watching.metrics(),
                watching.scrapeToken(),
                workplace.connectors(),
                new EntryTickets());
        // AWS' client ends the process without ending Quarkus
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> target.handOver(HANDED_OVER_WITHIN)));
    }

    private static CatalogProvider provider(FunctionSettings settings) {
        return FunctionSettings.providers()
                .filter(provider -> provider.takes(settings.catalog()))
                .findFirst()
                .orElseThrow(); // looked at with the settings
    }

    @Produces
    @Singleton
    Parts parts() {
        return parts;
    }

    /** Sends what others shall see of the invocation that ends. */
    void flush() {
        watching.flush(SENT_WITHIN);
    }

    @PreDestroy
    void close() {
        watching.close();
        executor.close();
        opened.close();
    }
}
