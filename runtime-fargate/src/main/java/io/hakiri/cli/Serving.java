package io.hakiri.cli;

import io.hakiri.access.AccessRules;
import io.hakiri.catalog.Catalog;
import io.hakiri.metrics.Metrics;
import io.hakiri.metrics.ScrapeToken;
import io.hakiri.reconcile.Reconciler;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the service is made of. The command {@code serve} opens the catalog, with the words and exit codes of the command line, and
 * leaves it here with the reconciler: Quarkus makes its beans itself, and asks for them once.
 */
@Dependent
final class Serving {
    private static final AtomicReference<Serving.@Nullable Parts> PARTS = new AtomicReference<>();

    /**
     * @param catalog watched, so that what workers do over HTTP is seen as what this process runs is
     * @param access who may call
     * @param scrapeToken which opens the figures of all projects
     */
    record Parts(
            Catalog catalog, Reconciler reconciler, AccessRules access, Metrics metrics, ScrapeToken scrapeToken) {}

    /** For the service that starts next in this process. */
    static void of(Parts parts) {
        PARTS.set(parts);
    }

    @Produces
    @Singleton
    Catalog catalog() {
        return parts().catalog();
    }

    @Produces
    @Singleton
    Reconciler reconciler() {
        return parts().reconciler();
    }

    @Produces
    @Singleton
    AccessRules access() {
        return parts().access();
    }

    @Produces
    @Singleton
    Metrics metrics() {
        return parts().metrics();
    }

    @Produces
    @Singleton
    ScrapeToken scrapeToken() {
        return parts().scrapeToken();
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    private static Parts parts() {
        Parts parts = PARTS.get();
        if (parts == null) {
            throw new IllegalStateException("the service is started by `hakiri serve`");
        }
        return parts;
    }
}
