package io.hakiri.connectors.file;

import io.hakiri.connectors.rows.RawColumn;
import io.hakiri.connectors.rows.RawRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of one record of CSV (RFC 4180) as ranges of the file's own bytes, without a text made of any.
 *
 * <p>A quote opens a field only at its first byte. Lines end in LF or CRLF; a CR alone is a character like any other.
 *
 * <p>A tokenizer of our own: a position needs the exact byte behind a record, and a broken record is set aside without losing
 * the ones behind it. A splitter that finds records for a library to take apart would be this code a second time. FastCSV is
 * what the tests compare it with.
 */
final class CsvRecord implements Syntax {
    private final byte delimiter;

    int[] starts = new int[16];
    /** With the kind, as in {@link RawColumn}. */
    int[] ends = new int[16];

    int fields;
    private final RawRows raw;
    private int innerLines;
    private boolean open;
    private @Nullable String trouble;

    /** @param raw what rows are taken into; its columns say how many fields a record has */
    CsvRecord(byte delimiter, RawRows raw) {
        this.delimiter = delimiter;
        this.raw = raw;
    }

    @Override
    public @Nullable String trouble() {
        if (trouble == null && fields != raw.columns.size()) {
            return "the record has " + fields + " fields; expected " + raw.columns.size() + " as in the header"
                    + (open ? " (its line has no end: is the file still being written?)" : "");
        }
        return trouble;
    }

    /** Why these are no fields, however many. */
    @Nullable
    String troubleWithin() {
        return trouble;
    }

    @Override
    public int innerLines() {
        return innerLines;
    }

    @Override
    public boolean open() {
        return open;
    }

    @Override
    public void begin() {
        // the columns are those of the header, and their cells are overwritten
    }

    @Override
    public void take() {
        int row = raw.rows++;
        int count = fields;
        for (int i = 0; i < count; i++) {
            RawColumn column = raw.columns.get(i);
            if (row == column.starts.length) {
                column.reserve(row + 1);
            }
            column.starts[row] = starts[i];
            column.ends[row] = ends[i];
        }
    }

    @Override
    public void end(byte[] b) {
        for (RawColumn column : raw.columns) {
            column.bytes = b;
        }
    }

    @Override
    public int read(byte[] b, int from, int to, boolean atEnd) {
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
