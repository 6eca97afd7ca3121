package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes of one file from an offset on, in one buffer: what was filled and not consumed yet stands from {@link #from} to
 * {@link #to}. One byte behind it is free for a sentinel.
 */
final class Feed implements AutoCloseable {
    /** The longest record. */
    static final int MOST_RECORD_BYTES = 16 * 1024 * 1024;

    private final SourceFile file;
    private final InputStream in;
    private final Trace trace;
    byte[] buffer;
    int from;
    int to;
    boolean atEnd;
    /** The line (from 1) at {@link #from}. */
    long line;
    /** The records before {@link #from}. */
    long records;

    private Feed(SourceFile file, InputStream in, Trace trace, FilePosition start, int chunkBytes) {
        this.file = file;
        this.in = in;
        this.trace = trace;
        this.buffer = new byte[chunkBytes + 1];
        this.line = start.line();
        this.records = start.records();
    }

    /** Opens the file at a position; trouble where it does not hold any more what it held. */
    static Feed open(SourceFile file, FilePosition start, int chunkBytes) throws IOException {
        Trace trace = new Trace();
        InputStream in = file.openAt(start, trace);
        try {
            Feed feed = new Feed(file, in, trace, start, chunkBytes);
            if (start.open()) {
                feed.checkLineEnded();
            }
            return feed;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The offset in the file of a place in the buffer. */
    long offset(int at) {
        return trace.offset() + at - from;
    }

    /** Fills the buffer up, moving what is left to its start. */
    void fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        while (!atEnd && to < buffer.length - 1) {
            int count = in.read(buffer, to, buffer.length - 1 - to);
            if (count < 0) {
                atEnd = true;
            } else {
                to += count;
            }
        }
    }

    /** Makes room for a record that is longer than the buffer; trouble where it is longer than any may be. */
    void grow() {
        if (to - from >= MOST_RECORD_BYTES) {
            throw file.broken(
                    line,
                    offset(from),
                    "a record is longer than " + MOST_RECORD_BYTES / (1024 * 1024)
                            + " MiB; expected its end before that. Is a quote or a bracket not closed?");
        }
        buffer = Arrays.copyOf(buffer, Math.min(MOST_RECORD_BYTES + 1, buffer.length * 2));
    }

    /** Says that everything before this place was read. */
    void consume(int place) {
        trace.add(buffer, from, place);
        from = place;
    }

    /** Passes over the mark with which some programs begin a file of UTF-8. */
    void skipByteOrderMark() {
        if (to - from >= 3
                && buffer[from] == (byte) 0xEF
                && buffer[from + 1] == (byte) 0xBB
                && buffer[from + 2] == (byte) 0xBF) {
            consume(from + 3);
        }
    }

    FilePosition position(boolean open) {
        return new FilePosition(trace.offset(), records, line, trace.head(), trace.tail(), open, 0);
    }

    private void checkLineEnded() throws IOException {
        fill();
        boolean ended = from == to
                || buffer[from] == '\n'
                || (buffer[from] == '\r' && (to - from == 1 || buffer[from + 1] == '\n'));
        if (!ended) {
            ConnectorException trouble = file.broken(
                    line,
                    offset(from),
                    "the last line had no end when it was read, and has grown since, so what was read of it was not"
                            + " all; expected a line end here. Take it back with `hakiri cursor rewind` and read the file again");
            throw trouble;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
