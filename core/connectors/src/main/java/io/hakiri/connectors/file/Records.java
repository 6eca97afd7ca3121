package io.hakiri.connectors.file;

import io.hakiri.connectors.rows.RawRows;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of one file, in order, some at a time. Used by one thread. */
interface Records extends AutoCloseable {
    /** The next ones, valid until the next call; {@code null} at the end. */
    @Nullable
    RawRows next() throws IOException;

    /**
     * Where the file stands after the rows that were handed out last, which may have been truncated since. To be asked
     * before the next ones are.
     */
    FilePosition position();

    @Override
    void close() throws IOException;
}
