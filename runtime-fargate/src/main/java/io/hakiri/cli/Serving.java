package io.hakiri.cli;

import io.hakiri.access.AccessRules;
import io.hakiri.catalog.Catalog;
import io.hakiri.reconcile.Reconciler;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the service is made of. The command {@code serve} opens the catalog, with the words and exit codes of the command line, and
 * leaves it here with the reconciler and who may call: Quarkus makes its beans itself, and asks for them once.
 */
@Dependent
final class Serving {
    private static final AtomicReference<Serving.@Nullable Parts> PARTS = new AtomicReference<>();

    private record Parts(Catalog catalog, Reconciler reconciler, AccessRules access) {}

    /** For the service that starts next in this process. */
    static void of(Catalog catalog, Reconciler reconciler, AccessRules access) {
        PARTS.set(new Parts(catalog, reconciler, access));
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
