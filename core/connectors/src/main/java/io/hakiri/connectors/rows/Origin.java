package io.hakiri.connectors.rows;

import io.hakiri.connector.ConnectorException;

/** Where raw rows come from: a file, a page, a program; for what is said about them. */
public interface Origin {
    /** How a person finds it, such as a path. */
    String name();

    /** How a person finds a record in it, such as {@code data/a.csv:17}. */
    default String where(long line) {
        return name() + ":" + line;
    }

    /** Trouble with what a record holds. */
    ConnectorException broken(long line, long offset, String what);

    /** Whether all records have the same fields, so that one that is missing is missing in all. */
    boolean hasHeader();
}
