package io.hakiri.connector;

import io.hakiri.catalog.Position;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A kind of connector, by the name that a manifest uses. */
public sealed interface ConnectorType {
    /** The word after {@code connector =}. */
    String name();

    /** One sentence. */
    String description();

    /** What it can be told. */
    List<OptionSpec> options();

    /** A connector that reads. */
    non-sealed interface OfSource extends ConnectorType {
        /** Makes a source; opens nothing yet. */
        Source open(Options options);

        /**
         * A name for the system that is read, such as a server: pipelines with the same one fail together when it is down.
         *
         * @param options as they were declared; secrets are references here
         */
        default String system(Map<String, ?> options) {
            return new TreeMap<>(options).toString();
        }

        /**
         * A position of such a source for a person, as {@link Source#shown} gives it: told from the position alone, so that nothing
         * has to be opened for it.
         *
         * @throws ConnectorException where it is none of such a source
         */
        default String shown(Position position) {
            return position.value();
        }
    }

    /** A connector that writes. */
    non-sealed interface OfDestination extends ConnectorType {
        /** Makes a destination; opens nothing yet. */
        Destination open(Options options);
    }
}
