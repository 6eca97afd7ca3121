package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connectors.rows.JsonCells;
import io.hakiri.connectors.rows.RawColumn;
import io.hakiri.connectors.rows.RawRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a file whose records are lines, or end with one: CSV and NDJSON. Empty lines are skipped. */
final class LineRecords implements Records {
    private static final String NOT_UTF_8 =
            "the record holds bytes that are no UTF-8; convert the file to UTF-8 (set aside, it is shown as ISO-8859-1)";

    private final SourceFile file;
    private final Feed feed;
    private final RawRows raw;
    private final Syntax syntax;
    private final boolean waitForLineEnd;
    private final boolean setAsideBad;
    private final Utf8 utf8 = new Utf8();
    private boolean handedOut;
    private boolean waiting;
    private @Nullable ConnectorException failure;

    private LineRecords(
            SourceFile file, Feed feed, RawRows raw, Syntax syntax, FileSettings settings, boolean setAsideBad) {
        this.file = file;
        this.feed = feed;
        this.raw = raw;
        this.syntax = syntax;
        this.waitForLineEnd = settings.waitForLineEnd();
        this.setAsideBad = setAsideBad;
    }

    static LineRecords csv(
            SourceFile file, FilePosition start, FileSettings settings, int chunkBytes, boolean setAsideBad)
            throws IOException {
        Feed feed = Feed.open(file, start, chunkBytes);
        try {
            RawRows raw = new RawRows();
            (start.offset() == 0 ? CsvHeader.read(file, feed) : CsvHeader.of(file, chunkBytes))
                    .forEach(field -> raw.columns.add(new RawColumn(field)));
            return new LineRecords(file, feed, raw, new CsvRecord(file.delimiter(), raw), settings, setAsideBad);
        } catch (IOException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    static LineRecords ndjson(
            SourceFile file, FilePosition start, FileSettings settings, int chunkBytes, boolean setAsideBad)
            throws IOException {
        Feed feed = Feed.open(file, start, chunkBytes);
        try {
            if (start.offset() == 0) {
                feed.fill();
                feed.skipByteOrderMark();
            }
            RawRows raw = new RawRows();
            return new LineRecords(
                    file, feed, raw, new JsonLine(new JsonCells(raw, settings.flatten())), settings, setAsideBad);
        } catch (IOException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    @Override
    public @Nullable RawRows next() throws IOException {
        settle();
        if (failure != null) {
            throw failure;
        }
        raw.clear();
        syntax.begin();
        while (true) {
            feed.fill();
            if (feed.from == feed.to || waiting) {
                return null;
            }
            int end = readChunk();
            if (raw.rows > 0 || !raw.rejected.isEmpty()) {
                raw.failure = failure;
                syntax.end(feed.buffer);
                handedOut = true;
                return raw;
            }
            if (failure != null) {
                throw failure;
            }
            if (end == feed.from && !waiting) {
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
            int end = syntax.read(buffer, at, to, feed.atEnd);
            if (end == Syntax.INCOMPLETE) {
                break;
            }
            if (waitForLineEnd && syntax.open()) {
                waiting = true;
                break;
            }
            String trouble = wrong < end ? NOT_UTF_8 : syntax.trouble();
            if (trouble == null) {
                raw.startRow(raw.line, feed.offset(at));
                syntax.take();
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
            raw.open = syntax.open();
            raw.line += syntax.innerLines() + (syntax.open() ? 0 : 1);
            at = end;
        }
        raw.offset = feed.offset(at);
        return at;
    }

    /** How many bytes the empty line at this place has; 0 where there is none, or where its end is not there yet. */
    static int blankLine(byte[] b, int at, int to, boolean atEnd) {
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
