package io.hakiri.connector;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream, batch by batch, in memory that does not grow with the stream. Used by one thread.
 *
 * <p>Every batch that was readable is handed over before the trouble behind it is thrown, so that a run loses nothing it
 * could have had.
 */
public interface SourceReader extends AutoCloseable {
    /**
     * The next rows, or {@code null} at the end.
     *
     * @throws ConnectorException where the source cannot be read on
     */
    @Nullable
    SourceBatch next();

    /** How many bytes there are in all from here to the end, as far as the source knows before it reads. */
    OptionalLong bytesToRead();

    @Override
    void close();
}
