package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;

/** A file does not hold any more what a position was taken from. Caught within this package. */
final class FileChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ConnectorException trouble;

    FileChangedException(ConnectorException trouble) {
        super(trouble.getMessage(), trouble);
        this.trouble = trouble;
    }

    /** What to say where nothing is done about it. */
    ConnectorException trouble() {
        return trouble;
    }
}
