package io.hakiri.function;

import io.hakiri.log.JsonLines;
import io.hakiri.metrics.EmbeddedMetrics;
import io.hakiri.serving.WrongSettings;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.logging.Logger;

/** What is there before the first request, and may be in a snapshot of the process: what the environment says, and the log. */
@Dependent
final class FunctionStart {
    private static final Logger LOG = Logger.getLogger("io.hakiri.function");

    @Produces
    @Singleton
    FunctionSettings settings() {
        return FunctionSettings.of(System.getenv());
    }

    @Produces
    @Singleton
    EmbeddedMetrics counts(FunctionSettings settings) {
        return new EmbeddedMetrics(settings.function(), System.out, InstantSource.system());
    }

    /** A function whose settings are wrong does not start: it says so at once, and not to its first caller. */
    void start(@Observes StartupEvent event, Instance<FunctionSettings> settings) {
        // Quarkus' own console is switched off, and a native program would end without a word
        Logger.getLogger("").addHandler(JsonLines.toStderr());
        try {
            settings.get();
        } catch (WrongSettings e) {
            LOG.severe(e.getMessage());
            throw e;
        }
    }
}
