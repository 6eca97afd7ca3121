package io.hakiri.connector;

import java.util.List;

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
    }

    /** A connector that writes. */
    non-sealed interface OfDestination extends ConnectorType {
        /** Makes a destination; opens nothing yet. */
        Destination open(Options options);
    }
}
