package io.hakiri.serving;

import io.hakiri.access.AccessRules;
import io.hakiri.access.EntryTickets;
import io.hakiri.catalog.Catalog;
import io.hakiri.connector.Connectors;
import io.hakiri.metrics.Metrics;
import io.hakiri.metrics.ScrapeToken;
import io.hakiri.reconcile.DispatchTarget;
import io.hakiri.reconcile.Reconciler;

/**
 * What a service is made of. Each runtime makes them in its own way, and gives them to Quarkus as a bean.
 *
 * @param catalog watched, so that what workers do over HTTP is seen as what this process runs is
 * @param target where a dispatch that was sent to this service is run
 * @param access who may call
 * @param scrapeToken which opens the figures of all projects
 * @param connectors which say positions in words; a service that only hands over needs to open none of them
 * @param tickets with which browsers may enter the console
 */
public record Parts(
        Catalog catalog,
        Reconciler reconciler,
        DispatchTarget target,
        AccessRules access,
        Metrics metrics,
        ScrapeToken scrapeToken,
        Connectors connectors,
        EntryTickets tickets) {}
