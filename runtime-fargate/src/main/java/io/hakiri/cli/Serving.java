package io.hakiri.cli;

import io.hakiri.serving.Parts;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the command {@code serve} leaves the parts of the service, which it made with the words and exit codes of the command line:
 * Quarkus makes its beans itself, and asks for them once.
 */
@Dependent
final class Serving {
    private static final AtomicReference<@Nullable Parts> LEFT = new AtomicReference<>();

    /** For the service that starts next in this process. */
    static void of(Parts parts) {
        LEFT.set(parts);
    }

    @Produces
    @Singleton
    Parts parts() {
        Parts parts = LEFT.get();
        if (parts == null) {
            throw new IllegalStateException("the service is started by `hakiri serve`");
        }
        return parts;
    }
}
