package io.hakiri.serving;

import io.hakiri.access.AccessRules;
import io.hakiri.access.EntryTickets;
import io.hakiri.catalog.Catalog;
import io.hakiri.connector.Connectors;
import io.hakiri.metrics.Metrics;
import io.hakiri.metrics.ScrapeToken;
import io.hakiri.reconcile.DispatchTarget;
import io.hakiri.reconcile.Reconciler;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The parts of the service as beans, each for itself: that is how the routes ask for them. */
@Dependent
final class PartBeans {
    private final Parts parts;

    PartBeans(Parts parts) {
        this.parts = parts;
    }

    @Produces
    @Singleton
    Catalog catalog() {
        return parts.catalog();
    }

    @Produces
    @Singleton
    Reconciler reconciler() {
        return parts.reconciler();
    }

    @Produces
    @Singleton
    DispatchTarget target() {
        return parts.target();
    }

    @Produces
    @Singleton
    AccessRules access() {
        return parts.access();
    }

    @Produces
    @Singleton
    Metrics metrics() {
        return parts.metrics();
    }

    @Produces
    @Singleton
    ScrapeToken scrapeToken() {
        return parts.scrapeToken();
    }

    @Produces
    @Singleton
    Connectors connectors() {
        return parts.connectors();
    }

    @Produces
    @Singleton
    EntryTickets tickets() {
        return parts.tickets();
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }
}
