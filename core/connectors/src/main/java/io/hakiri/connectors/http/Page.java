package io.hakiri.connectors.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.rows.JsonCells;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One page, read as it comes: its records, and what leads to the next one, wherever in the document that stands. */
final class Page implements AutoCloseable {
    /** The longest record. */
    static final int MOST_RECORD_CHARACTERS = 16 * 1024 * 1024;

    private static final JsonFactory JSON = new JsonFactory();

    private final URI address;
    private final String records;
    private final @Nullable String pointer;
    private final Limited in;
    private final JsonParser parser;
    private boolean inside;
    private boolean found;
    private @Nullable String next;

    /**
     * Begins to read.
     *
     * @param records JSON pointer to the array of records
     * @param pointer JSON pointer to what leads to the next page; {@code null} where nothing in the document does
     */
    Page(Answer answer, String records, @Nullable String pointer, long mostBytes) {
        this.address = answer.address();
        this.records = records;
        this.pointer = pointer;
        this.in = new Limited(answer.body(), mostBytes);
        try {
            this.parser = JSON.createParser(in);
        } catch (IOException e) {
            throw translate(e);
        }
    }

    /** The next record without white space, {@code null} at the end of the page. */
    @Nullable
    String record() {
        try {
            if (inside || enter()) {
                if (parser.nextToken() != JsonToken.END_ARRAY) {
                    return JsonCells.compact(parser, MOST_RECORD_CHARACTERS);
                }
                inside = false;
                found = true;
                enter(); // reads on to the end of the document
            }
            if (!found) {
                throw new ConnectorException(
                        ErrorClass.SCHEMA_INCOMPATIBLE,
                        Answer.shown(address) + ": there is no array of records "
                                + (records.isEmpty()
                                        ? "in this document; where it lies deeper, say so: records = \"/data\""
                                        : "at " + records + " (option records)"),
                        null);
            }
            return null;
        } catch (IOException e) {
            throw translate(e);
        }
    }

    /** What leads to the next page; empty where there is none. To be asked at the end of the page. */
    Optional<String> next() {
        return Optional.ofNullable(next);
    }

    /** Bytes read so far, unpacked. */
    long bytes() {
        return in.count;
    }

    /** Reads on to the first record, or to the end of the document. */
    private boolean enter() throws IOException {
        JsonToken token = parser.nextToken();
        while (token != null) {
            if (token != JsonToken.FIELD_NAME && !token.isStructEnd()) {
                String path = parser.getParsingContext().pathAsPointer().toString();
                if (!found && path.equals(records) && token == JsonToken.START_ARRAY) {
                    inside = true;
                    return true;
                }
                value(path, token);
            }
            token = parser.nextToken();
        }
        return false;
    }

    private void value(String path, JsonToken token) throws IOException {
        if (path.equals(records) && token == JsonToken.VALUE_NULL) {
            found = true; // a page without records, as some write it
        } else if (path.equals(pointer)) {
            if (token.isStructStart()) {
                throw new ConnectorException(
                        ErrorClass.SCHEMA_INCOMPATIBLE,
                        Answer.shown(address) + ": expected a text, a number or nothing at " + pointer
                                + " (option next), found an object or an array",
                        null);
            }
            boolean says = token == JsonToken.VALUE_STRING || token.isNumeric();
            next = says && !parser.getText().isEmpty() ? parser.getText() : null;
        } else if (token.isStructStart() && !leadsTo(path, records) && !leadsTo(path, pointer)) {
            parser.skipChildren();
        }
    }

    private static boolean leadsTo(String path, @Nullable String target) {
        return target != null && target.startsWith(path + "/");
    }

    private ConnectorException translate(IOException e) {
        return switch (e) {
            case TooLongException _ ->
                HttpSettings.permanent(Answer.shown(address) + ": a page is longer than " + (in.most >> 20)
                        + " MiB; ask for fewer records (size_param, page_size), or set max_page_mib");
            case JsonCells.NoRowException tooLong ->
                HttpSettings.permanent(Answer.shown(address) + ": " + tooLong.getMessage());
            case JsonEOFException _ ->
                new ConnectorException(
                        ErrorClass.TRANSIENT, Answer.shown(address) + ": the document ends in the middle", e);
            case JsonProcessingException json ->
                HttpSettings.permanent(Answer.shown(address) + ": the answer is no JSON (line "
                        + (json.getLocation() == null ? 1 : json.getLocation().getLineNr()) + ")");
            default -> Requests.unreachable(address, e);
        };
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            System.getLogger(Page.class.getName()).log(System.Logger.Level.DEBUG, "a page was not closed well", e);
        }
    }

    private static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Limited extends FilterInputStream {
        private final long most;
        private long count;

        Limited(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count += Math.max(0, read);
            if (count > most) {
                throw new TooLongException();
            }
            return read;
        }
    }
}
