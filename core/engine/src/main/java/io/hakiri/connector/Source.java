package io.hakiri.connector;

import io.hakiri.catalog.Position;

/** Where rows come from. */
public interface Source extends AutoCloseable {
    /**
     * Opens a stream for reading.
     *
     * @throws ConnectorException where it is not there, or is not what the positions were taken from
     */
    SourceReader read(StreamRead read);

    /**
     * The position after all rows whose cursor value is not greater than {@code value}: where a person sends a cursor to.
     *
     * @param value as text, in the form that {@link #shown} gives
     * @throws ConnectorException permanent where the stream has no positions that a person can name, or this is none
     */
    Position positionAfter(StreamRead read, String value);

    /** A position of this source for a person to read, such as {@code 2015-12-31} or {@code byte 48219}. */
    String shown(Position position);

    @Override
    void close();
}
