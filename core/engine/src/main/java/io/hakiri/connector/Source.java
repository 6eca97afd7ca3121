package io.hakiri.connector;

/** Where rows come from. */
public interface Source extends AutoCloseable {
    /**
     * Opens a stream for reading.
     *
     * @throws ConnectorException where it is not there, or is not what the positions were taken from
     */
    SourceReader read(StreamRead read);

    @Override
    void close();
}
