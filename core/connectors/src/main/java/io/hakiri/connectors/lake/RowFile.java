package io.hakiri.connectors.lake;

import io.hakiri.batch.Batch;
import java.io.IOException;

/** A file of rows that is being written. Used by one thread. */
public interface RowFile extends AutoCloseable {
    /** Adds rows; their shape is the file's. */
    void write(Batch rows) throws IOException;

    /** About how many bytes of memory wait to be written. */
    long heldBytes();

    /** Writes out what memory holds. */
    void relieve() throws IOException;

    /** Writes out the rest, and what makes the file complete. The staged file stays open. */
    void finish() throws IOException;

    /** Frees memory; writes nothing. */
    @Override
    void close();
}
