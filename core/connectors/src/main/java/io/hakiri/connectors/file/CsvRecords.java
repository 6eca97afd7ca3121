package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.RejectedRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the records of a CSV file. The first names the fields; empty lines are skipped. */
final class CsvRecords implements Records {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final SourceFile file;
    private final Feed feed;
    private final boolean setAsideBad;
    private final Utf8 utf8 = new Utf8();
    private final RawRows raw = new RawRows();
    private final CsvRecord record;
    private boolean handedOut;
    private @Nullable ConnectorException failure;

    CsvRecords(SourceFile file, FilePosition start, int chunkBytes, boolean setAsideBad) throws IOException {
        this.file = file;
        this.setAsideBad = setAsideBad;
        this.record = new CsvRecord(file.delimiter());
        this.feed = Feed.open(file, start, chunkBytes);
        try {
            List<String> header = start.offset() == 0 ? readHeader(feed) : headerOf(chunkBytes);
            header.forEach(field -> raw.columns.add(new RawColumn(field)));
        } catch (IOException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    private List<String> headerOf(int chunkBytes) throws IOException {
        try (Feed fromStart = Feed.open(file, FilePosition.START, chunkBytes)) {
            return readHeader(fromStart);
        }
    }

    private List<String> readHeader(Feed from) throws IOException {
        from.fill();
        if (from.to >= BYTE_ORDER_MARK.length
                && Arrays.equals(from.buffer, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, 3)) {
            from.consume(BYTE_ORDER_MARK.length);
        }
        while (from.from < from.to) {
            int blank = CsvRecords.blankLine(from.buffer, from.from, from.to, from.atEnd);
            if (blank > 0) {
                from.consume(from.from + blank);
                from.line++;
                continue;
            }
            int end = record.read(from.buffer, from.from, from.to, from.atEnd);
            if (end == CsvRecord.INCOMPLETE) {
                from.grow();
                from.fill();
                continue;
            }
            List<String> names = names(from, end);
            from.line += record.innerLines + (record.open ? 0 : 1);
            from.consume(end);
            return names;
        }
        return List.of();
    }

    private List<String> names(Feed from, int end) {
        if (record.trouble != null) {
            throw file.broken(from.line, from.offset(from.from), "the header: " + record.trouble);
        }
        if (utf8.firstWrong(from.buffer, from.from, end) < end) {
            throw file.broken(from.line, from.offset(from.from), "the header is not UTF-8; convert the file to UTF-8");
        }
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < record.fields; i++) {
            String name = text(from.buffer, i);
            String where = "the header's field " + (i + 1);
            if (name.isEmpty()) {
                throw file.broken(from.line, from.offset(from.from), where + " has no name; give each field one");
            }
            if (name.indexOf('\r') >= 0) {
                throw file.broken(
                        from.line,
                        from.offset(from.from),
                        where + " holds a CR without an LF; expected lines that end in LF or CRLF");
            }
            if (!seen.add(name)) {
                throw file.broken(
                        from.line,
                        from.offset(from.from),
                        where + " has the name \"" + name + "\" a second time; give each field a name of its own");
            }
            names.add(name);
        }
        return names;
    }

    private String text(byte[] bytes, int field) {
        int start = record.starts[field];
        int end = record.ends[field] & RawColumn.END;
        String raw = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        return record.ends[field] >>> RawColumn.KIND_SHIFT == RawColumn.ESCAPED ? raw.replace("\"\"", "\"") : raw;
    }

    @Override
    public @Nullable RawRows next() throws IOException {
        settle();
        if (failure != null) {
            throw failure;
        }
        raw.clear();
        while (true) {
            feed.fill();
            if (feed.from == feed.to) {
                return null;
            }
            int end = readChunk();
            if (raw.rows > 0 || !raw.rejected.isEmpty()) {
                raw.failure = failure;
                raw.columns.forEach(column -> column.bytes = feed.buffer);
                handedOut = true;
                return raw;
            }
            if (failure != null) {
                throw failure;
            }
            if (end == feed.from) {
                feed.grow();
            }
            raw.offset = feed.offset(end);
            handedOut = true;
            settle();
        }
    }

    /** Reads the complete records in the buffer; answers the place behind the last of them. */
    private int readChunk() {
        byte[] buffer = feed.buffer;
        int to = feed.to;
        int wrong = utf8.firstWrong(buffer, feed.from, to);
        int at = feed.from;
        raw.line = feed.line;
        raw.records = feed.records;
        raw.open = false;
        while (at < to) {
            int blank = blankLine(buffer, at, to, feed.atEnd);
            if (blank > 0) {
                at += blank;
                raw.line++;
                continue;
            }
            int end = record.read(buffer, at, to, feed.atEnd);
            if (end == CsvRecord.INCOMPLETE) {
                break;
            }
            String trouble = trouble(wrong < end);
            if (trouble == null) {
                take(at);
            } else {
                if (!setAsideBad) {
                    failure = file.broken(raw.line, feed.offset(at), trouble);
                    break;
                }
                raw.rejected.add(new RejectedRow(
                        file.name() + ":" + raw.line,
                        trouble,
                        // as ISO-8859-1 no byte is lost
                        new String(
                                buffer,
                                at,
                                end - at,
                                wrong < end ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8)));
                if (wrong < end) {
                    wrong = utf8.firstWrong(buffer, end, to);
                }
            }
            raw.records++;
            raw.open = record.open;
            raw.line += record.innerLines + (record.open ? 0 : 1);
            at = end;
        }
        raw.offset = feed.offset(at);
        return at;
    }

    private @Nullable String trouble(boolean notUtf8) {
        if (notUtf8) {
            return "the record holds bytes that are no UTF-8; convert the file to UTF-8";
        }
        if (record.trouble == null && record.fields != raw.columns.size()) {
            return "the record has " + record.fields + " fields; expected " + raw.columns.size() + " as in the header"
                    + (record.open ? " (its line has no end: is the file still being written?)" : "");
        }
        return record.trouble;
    }

    private void take(int at) {
        raw.startRow(raw.line, feed.offset(at));
        int row = raw.rows++;
        int count = record.fields;
        List<RawColumn> columns = raw.columns;
        for (int i = 0; i < count; i++) {
            RawColumn column = columns.get(i);
            if (row == column.starts.length) {
                column.reserve(row + 1);
            }
            column.starts[row] = record.starts[i];
            column.ends[row] = record.ends[i];
        }
    }

    /** How many bytes the empty line at this place has; 0 where there is none, or where its end is not there yet. */
    private static int blankLine(byte[] b, int at, int to, boolean atEnd) {
        if (b[at] == '\n') {
            return 1;
        }
        if (b[at] != '\r') {
            return 0;
        }
        return at + 1 < to ? (b[at + 1] == '\n' ? 2 : 0) : atEnd ? 1 : 0;
    }

    @Override
    public FilePosition position() {
        settle();
        return feed.position(raw.open);
    }

    /** Consumes what was handed out. */
    private void settle() {
        if (handedOut) {
            handedOut = false;
            feed.line = raw.line;
            feed.records = raw.records;
            feed.consume(feed.from + (int) (raw.offset - feed.offset(feed.from)));
        }
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
