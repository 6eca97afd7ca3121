package io.hakiri.connectors.file;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of one record of CSV (RFC 4180) as ranges of the file's own bytes, without a text made of any.
 *
 * <p>A quote opens a field only at its first byte. Lines end in LF or CRLF; a CR alone is a character like any other.
 *
 * <p>A tokenizer of our own, because a position needs the exact byte behind a record, and because reading characters through
 * a library takes several times as long (docs/performance.md); FastCSV is what the tests compare it with.
 */
final class CsvRecord {
    /** What {@link #read} answers where the record does not end within the buffer. */
    static final int INCOMPLETE = -1;

    private final byte delimiter;

    int[] starts = new int[16];
    /** With the kind, as in {@link RawColumn}. */
    int[] ends = new int[16];

    int fields;
    /** Lines that end within the record, in quotes. */
    int innerLines;
    /** Whether the file ended before the record's line did. */
    boolean open;
    /** Why it is none; {@code null} where it is one. */
    @Nullable
    String trouble;

    CsvRecord(byte delimiter) {
        this.delimiter = delimiter;
    }

    /**
     * Reads the record that starts at {@code from}.
     *
     * @param b with one free byte at {@code to}
     * @return the place behind it and its line end; behind its line where it has trouble
     */
    int read(byte[] b, int from, int to, boolean atEnd) {
        fields = 0;
        innerLines = 0;
        open = false;
        trouble = null;
        b[to] = '\n'; // ends every scan, so that they need not look for the end
        int at = from;
        while (true) {
            if (fields == starts.length) {
                starts = Arrays.copyOf(starts, fields * 2);
                ends = Arrays.copyOf(ends, fields * 2);
            }
            at = b[at] == '"' && at < to ? quoted(b, at, to, atEnd) : plain(b, at);
            if (at < 0) {
                return at;
            }
            if (trouble != null) {
                return at;
            }
            if (at == to) {
                open = true;
                return atEnd ? to : INCOMPLETE;
            }
            if (b[at++] == '\n') {
                return at;
            }
        }
    }

    /** Answers the place of the delimiter, of the LF or of the end. */
    private int plain(byte[] b, int start) {
        byte separator = delimiter;
        int at = start;
        byte c = b[at];
        while (c != separator && c != '\n') {
            c = b[++at];
        }
        int end = at > start && c == '\n' && b[at - 1] == '\r' ? at - 1 : at;
        add(start, end, start == end ? RawColumn.NULL : RawColumn.PLAIN);
        return at;
    }

    private int quoted(byte[] b, int quote, int to, boolean atEnd) {
        int kind = RawColumn.QUOTED;
        int at = quote + 1;
        while (true) {
            byte c = b[at];
            if (c == '"') {
                if (at == to - 1 || b[at + 1] != '"') {
                    break;
                }
                kind = RawColumn.ESCAPED;
                at++;
            } else if (c == '\n') {
                if (at == to) {
                    if (!atEnd) {
                        return INCOMPLETE;
                    }
                    trouble = "a quote is opened and not closed before the end of the file; expected a closing \"";
                    open = true;
                    return to;
                }
                innerLines++;
            }
            at++;
        }
        add(quote + 1, at, kind);
        at++;
        if (at == to || b[at] == delimiter || b[at] == '\n') {
            return at;
        }
        if (b[at] == '\r' && (b[at + 1] == '\n')) {
            return at + 1;
        }
        return afterQuote(b, at, to, atEnd);
    }

    private int afterQuote(byte[] b, int place, int to, boolean atEnd) {
        int at = place;
        while (b[at] != '\n') {
            at++;
        }
        if (at == to && !atEnd) {
            return INCOMPLETE;
        }
        open = at == to;
        trouble = "a character stands behind the closing quote of field " + fields
                + "; expected the delimiter or the line's end (a quote inside of quotes is written twice)";
        return open ? to : at + 1;
    }

    private void add(int start, int end, int kind) {
        starts[fields] = start;
        ends[fields++] = end | kind << RawColumn.KIND_SHIFT;
    }
}
