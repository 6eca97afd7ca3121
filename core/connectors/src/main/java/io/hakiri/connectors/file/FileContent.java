package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of one file to read, wherever it lies. */
public interface FileContent {
    /** Opens it as it is now. */
    Opened open() throws IOException;

    /** How long it is now. */
    long length() throws IOException;

    /** Trouble with the file itself, in words of the place where it lies. */
    ConnectorException translate(IOException e);

    /** A file that was opened: stays the same while it is read, or says that it does not. */
    interface Opened extends AutoCloseable {
        long length() throws IOException;

        /** Just these bytes. */
        byte[] bytes(long offset, int length) throws IOException;

        /** All bytes from here on; closing it closes the file. */
        InputStream from(long offset) throws IOException;

        @Override
        void close() throws IOException;
    }
}
