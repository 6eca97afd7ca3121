package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the service is made of. The command {@code serve} opens the catalog, with the words and exit codes of the command line, and
 * leaves it here: Quarkus makes its beans itself, and asks for them once.
 */
@Dependent
final class Serving {
    private static final AtomicReference<Catalog> CATALOG = new AtomicReference<>();

    /** For the service that starts next in this process. */
    static void catalog(Catalog catalog) {
        CATALOG.set(catalog);
    }

    @Produces
    @Singleton
    Catalog catalog() {
        Catalog catalog = CATALOG.get();
        if (catalog == null) {
            throw new IllegalStateException("the service is started by `hakiri serve`");
        }
        return catalog;
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }
}
