package io.hakiri.connectors.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connectors.rows.JsonCells;
import io.hakiri.connectors.rows.RawRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects in one array of a JSON document, streaming. Nobody can begin in the middle of a document, so going on
 * means to read the document from its start and to pass over the elements that were read before.
 */
final class JsonArrayRecords implements Records {
    private static final JsonFactory JSON = new JsonFactory();

    private final SourceFile file;
    private final Window window;
    private final JsonParser parser;
    private final int chunkBytes;
    private final boolean setAsideBad;
    private final RawRows raw = new RawRows();
    private final JsonCells cells;
    private boolean ended;
    private @Nullable ConnectorException failure;

    private JsonArrayRecords(SourceFile file, Window window, FileSettings settings, int chunkBytes, boolean setAsideBad)
            throws IOException {
        this.file = file;
        this.window = window;
        this.parser = JSON.createParser(window);
        this.chunkBytes = chunkBytes;
        this.setAsideBad = setAsideBad;
        this.cells = new JsonCells(raw, settings.flatten());
    }

    static JsonArrayRecords open(
            SourceFile file, FilePosition start, FileSettings settings, int chunkBytes, boolean setAsideBad)
            throws IOException {
        Trace trace = new Trace();
        Window window = new Window(file, file.openAt(FilePosition.START, new Trace()), trace);
        try {
            JsonArrayRecords records = new JsonArrayRecords(file, window, settings, chunkBytes, setAsideBad);
            records.enter(settings.records());
            window.entered = true;
            records.pass(start);
            return records;
        } catch (IOException | RuntimeException e) {
            window.close();
            throw e;
        }
    }

    /** The bytes of the document that the parser has read, and nobody has traced yet. */
    private static final class Window extends InputStream {
        private static final int MOST_BYTES = 2 * Feed.MOST_RECORD_BYTES;

        private final SourceFile file;
        private final InputStream in;
        private final Trace trace;
        private byte[] bytes = new byte[16 * 1024];
        private int from;
        private int to;
        /** Whether the array's start was reached: what stands before it is never gone back to. */
        private boolean entered;

        Window(SourceFile file, InputStream in, Trace trace) {
            this.file = file;
            this.in = in;
            this.trace = trace;
        }

        /** What stands in the document from one byte to another, not traced yet. */
        String text(long start, long end) {
            int first = from + (int) (start - trace.offset());
            return new String(bytes, first, (int) (end - start), StandardCharsets.UTF_8);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!entered) {
                traceTo(trace.offset() + to - from); // the parser asks for more when it has used what it had
            }
            int count = in.read(target, offset, length);
            if (count > 0) {
                if (to - from > MOST_BYTES) {
                    throw FileSettings.permanent(file.name() + ": a record behind byte " + trace.offset()
                            + " is longer than " + Feed.MOST_RECORD_BYTES / (1024 * 1024)
                            + " MiB; expected its end before that. Is a bracket not closed?");
                }
                if (to + count > bytes.length) {
                    System.arraycopy(bytes, from, bytes, 0, to - from);
                    to -= from;
                    from = 0;
                    bytes = Arrays.copyOf(
                            bytes, Math.max(to + count, to > bytes.length / 2 ? bytes.length * 2 : bytes.length));
                }
                System.arraycopy(target, offset, bytes, to, count);
                to += count;
            }
            return count;
        }

        void traceTo(long offset) {
            int place = (int) Math.min(to, from + Math.max(0, offset - trace.offset()));
            trace.add(bytes, from, place);
            from = place;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Goes to the array's first element. */
    private void enter(String pointer) throws IOException {
        try {
            JsonToken token = parser.nextToken();
            for (JsonPointer at = JsonPointer.compile(pointer); !at.matches(); at = at.tail()) {
                token = token == null ? null : step(token, at);
            }
            if (token != JsonToken.START_ARRAY) {
                throw notThere(pointer, token);
            }
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
    }

    private @Nullable JsonToken step(JsonToken token, JsonPointer at) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(at.getMatchingProperty());
                JsonToken value = parser.nextToken();
                if (found) {
                    return value;
                }
                parser.skipChildren();
            }
        } else if (token == JsonToken.START_ARRAY && at.mayMatchElement()) {
            JsonToken element = parser.nextToken();
            for (int i = 0; element != JsonToken.END_ARRAY && i < at.getMatchingIndex(); i++) {
                parser.skipChildren();
                element = parser.nextToken();
            }
            return element == JsonToken.END_ARRAY ? null : element;
        }
        return null;
    }

    private ConnectorException notThere(String pointer, @Nullable JsonToken found) {
        if (pointer.isEmpty()) {
            return FileSettings.permanent(file.name() + ": the document is "
                    + (found == null ? "empty" : "no array")
                    + "; expected an array of records. Where the array lies deeper, say so: records = \"/features\"");
        }
        return FileSettings.permanent(file.name() + ": there is " + (found == null ? "nothing" : "no array") + " at "
                + pointer + "; expected the array of records there (option records)");
    }

    /** Passes over what was read before, and sees that it is what it was. */
    private void pass(FilePosition start) throws IOException {
        try {
            while (raw.records < start.records()) {
                JsonToken token = parser.nextToken();
                if (token == null || token == JsonToken.END_ARRAY) {
                    throw file.shortened(offset(), start);
                }
                parser.skipChildren();
                raw.records++;
                window.traceTo(Math.min(offset(), start.offset()));
            }
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
        if (start.offset() > 0) {
            window.traceTo(start.offset());
            file.compare(start, window.trace);
        }
    }

    @Override
    public @Nullable RawRows next() throws IOException {
        if (failure != null) {
            throw failure;
        }
        window.traceTo(raw.offset);
        raw.clear();
        cells.begin();
        raw.line = line();
        raw.offset = Math.max(offset(), window.trace.offset());
        long first = raw.offset;
        while (!ended && failure == null && raw.offset - first < chunkBytes && cells.size() < chunkBytes) {
            readElement();
        }
        if (raw.rows == 0 && raw.rejected.isEmpty()) {
            if (failure != null) {
                throw failure;
            }
            return null;
        }
        cells.end();
        raw.failure = failure;
        return raw;
    }

    private void readElement() throws IOException {
        int line = line();
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY || token == null) {
                ended = true;
                return;
            }
            line = parser.currentTokenLocation().getLineNr();
            long start = parser.currentTokenLocation().getByteOffset();
            if (token == JsonToken.START_OBJECT) {
                element(line, start);
            } else {
                String text = token.isScalarValue() ? parser.getText() : JsonCells.compact(parser);
                bad(line, start, "the element is no JSON object; expected { … }", text);
            }
            if (failure == null) {
                raw.records++;
                raw.offset = offset();
                raw.line = line();
                checkSize(line, start);
            }
        } catch (JsonProcessingException e) {
            failure = broken(e);
        }
    }

    private void element(int line, long start) throws IOException {
        int depth = parser.getParsingContext().getNestingDepth();
        try {
            cells.read(parser);
            raw.startRow(line, raw.offset); // a position stands behind an element, never before one
            cells.take();
        } catch (JsonCells.NoRowException e) {
            while (!(parser.currentToken() == JsonToken.END_OBJECT
                    && parser.getParsingContext().getNestingDepth() < depth)) {
                parser.nextToken();
            }
            bad(line, start, String.valueOf(e.getMessage()), window.text(start, offset()));
        }
    }

    private void bad(int line, long start, String what, String row) {
        if (setAsideBad) {
            raw.rejected.add(new RejectedRow(file.name() + ":" + line, what, row));
        } else {
            failure = file.broken(line, start, what);
        }
    }

    private void checkSize(int line, long start) {
        if (raw.offset - start > Feed.MOST_RECORD_BYTES) {
            failure = file.broken(
                    line, start, "a record is longer than " + Feed.MOST_RECORD_BYTES / (1024 * 1024) + " MiB");
        }
    }

    private ConnectorException broken(JsonProcessingException e) {
        int line = e.getLocation() == null ? line() : e.getLocation().getLineNr();
        return file.broken(line, offset(), "the document is no JSON: " + e.getOriginalMessage());
    }

    private long offset() {
        return parser.currentLocation().getByteOffset();
    }

    private int line() {
        return parser.currentLocation().getLineNr();
    }

    @Override
    public FilePosition position() {
        window.traceTo(raw.offset);
        return new FilePosition(
                window.trace.offset(), raw.records, raw.line, window.trace.head(), window.trace.tail(), false, 0);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
