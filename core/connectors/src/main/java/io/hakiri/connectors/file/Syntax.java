package io.hakiri.connectors.file;

import org.jspecify.annotations.Nullable;

/** How one record of a file of lines is read: it finds the record's end, and its cells. */
interface Syntax {
    /** What {@link #read} answers where the record does not end within the buffer. */
    int INCOMPLETE = -1;

    /**
     * Reads the record that starts at {@code from}.
     *
     * @param b with one free byte at {@code to}
     * @return the place behind it and its line end; behind its line where it has trouble
     */
    int read(byte[] b, int from, int to, boolean atEnd);

    /** Why it is none; {@code null} where it is one. */
    @Nullable
    String trouble();

    /** Lines that end within the record. */
    int innerLines();

    /** Whether the file ended before the record's line did. */
    boolean open();

    /** Makes the record read last the next row. */
    void take();

    /** Begins to fill the rows of a new chunk. */
    void begin();

    /** Ends the chunk, whose bytes these are. */
    void end(byte[] b);
}
