package io.hakiri.run;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.pipeline.Pipeline;
import org.jspecify.annotations.Nullable;

/** The destination of a run, opened when it is first needed, and anew where its credentials were refused. */
final class RunDestination implements AutoCloseable {
    private final Workplace workplace;
    private final Pipeline pipeline;
    private @Nullable Destination open;

    RunDestination(Workplace workplace, Pipeline pipeline) {
        this.workplace = workplace;
        this.pipeline = pipeline;
    }

    Destination get() {
        Destination destination = open;
        if (destination == null) {
            destination = pipeline.destination()
                    .openDestination(workplace.connectors(), workplace.folder(), workplace.secrets());
            open = destination;
        }
        return destination;
    }

    /** After credentials were refused, secrets are read again, and what was opened with the old ones is let go. */
    void after(ConnectorException trouble) {
        if (trouble.kind() == ErrorClass.AUTH_EXPIRED) {
            workplace.secrets().renew();
            close();
        }
    }

    @Override
    public void close() {
        Destination destination = open;
        open = null;
        if (destination != null) {
            destination.close();
        }
    }
}
