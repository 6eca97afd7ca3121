package io.hakiri.connectors.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes JSON objects apart into the cells of rows. Fields stand in the order in which the file first had them. Numbers keep
 * their literals, also inside of nested values.
 */
public final class JsonCells {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_FIELDS = 10_000;

    private final RawRows raw;
    private final boolean flatten;
    private final Map<String, Integer> order = new HashMap<>();
    private final Map<String, Cells> chunk = new LinkedHashMap<>();
    private byte[] bytes = new byte[1024];
    private int length;
    private int rowStart;

    /** @param flatten whether the fields of nested objects become fields of the row, joined by a point */
    public JsonCells(RawRows raw, boolean flatten) {
        this.raw = raw;
        this.flatten = flatten;
    }

    /** The cells of a field in this chunk. */
    private static final class Cells {
        private final RawColumn column;
        /** How many rows have their cell. */
        private int filled;

        private Cells(String name) {
            column = new RawColumn(name);
        }
    }

    /** An object that cannot be a row, in words. */
    public static final class NoRowException extends IOException {
        private static final long serialVersionUID = 1L;

        NoRowException(String message) {
            super(message);
        }
    }

    public void begin() {
        chunk.clear();
        raw.columns.clear();
        length = 0;
        rowStart = 0;
    }

    /** Forgets what was read of a row that was not taken, and reads the next object, whose first token is at hand. */
    public void read(JsonParser parser) throws IOException {
        length = rowStart;
        for (Cells cells : chunk.values()) {
            cells.filled = Math.min(cells.filled, raw.rows);
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new NoRowException("the record is no JSON object; expected { … }");
        }
        object(parser, "");
    }

    /** Makes the object a row. */
    public void take() {
        raw.rows++;
        rowStart = length;
    }

    public void end() {
        for (Cells cells : chunk.values()) {
            int filled = Math.min(cells.filled, raw.rows);
            if (filled > 0) {
                cells.column.clear(filled, raw.rows);
                cells.column.bytes = bytes;
                raw.columns.add(cells.column);
            }
        }
        raw.columns.sort(Comparator.comparingInt(column -> order.getOrDefault(column.name, MOST_FIELDS)));
    }

    /** How many bytes the cells of the chunk take. */
    public int size() {
        return length;
    }

    private void object(JsonParser parser, String prefix) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix + parser.currentName();
            JsonToken token = parser.nextToken();
            if (flatten && token == JsonToken.START_OBJECT) {
                if (parser.nextToken() == JsonToken.END_OBJECT) {
                    cell(name, "{}", RawColumn.NESTED); // has no fields that could stand for it
                } else {
                    members(parser, name + ".");
                }
            } else {
                value(parser, token, name);
            }
        }
    }

    /** The members of a nested object, the name of whose first is at hand. */
    private void members(JsonParser parser, String prefix) throws IOException {
        do {
            String name = prefix + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                if (parser.nextToken() == JsonToken.END_OBJECT) {
                    cell(name, "{}", RawColumn.NESTED);
                } else {
                    members(parser, name + ".");
                }
            } else {
                value(parser, token, name);
            }
        } while (parser.nextToken() != JsonToken.END_OBJECT);
    }

    private void value(JsonParser parser, JsonToken token, String name) throws IOException {
        switch (token) {
            case VALUE_NULL -> cell(name, "", RawColumn.NULL);
            case VALUE_TRUE, VALUE_FALSE -> cell(name, parser.getText(), RawColumn.BOOLEAN);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> cell(name, parser.getText(), RawColumn.NUMBER);
            case VALUE_STRING -> cell(name, parser.getText(), RawColumn.STRING);
            case START_OBJECT, START_ARRAY -> cell(name, compact(parser), RawColumn.NESTED);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("a value cannot begin with " + token);
        }
    }

    private void cell(String name, String text, int kind) throws IOException {
        Cells cells = chunk.computeIfAbsent(name, Cells::new);
        order.putIfAbsent(name, order.size());
        if (name.isEmpty()) {
            throw new NoRowException("a field has no name; expected at least one character");
        }
        if (order.size() > MOST_FIELDS) {
            throw new NoRowException("there are more than " + MOST_FIELDS
                    + " fields in all; expected objects of one kind. Is an object used as a dictionary?");
        }
        if (cells.filled > raw.rows) {
            throw new NoRowException("the field \"" + name + "\" is there twice; expected each once");
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (hasLoneSurrogate(text) || hasLoneSurrogate(name)) {
            throw new NoRowException(
                    "the field \"" + name + "\" holds half of a surrogate pair, which is no Unicode text");
        }
        if (length + utf8.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + utf8.length, bytes.length * 2));
        }
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        cells.column.clear(cells.filled, raw.rows);
        cells.column.reserve(raw.rows + 1);
        cells.column.set(raw.rows, length, length + utf8.length, kind);
        cells.filled = raw.rows + 1;
        length += utf8.length;
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    /** A text in the making that may become so long and no longer. */
    private static final class Bounded extends StringWriter {
        private static final int MEBIBYTE = 1024 * 1024;

        private final int most;

        private Bounded(int most) {
            this.most = most;
        }

        @Override
        public void write(char[] characters, int offset, int length) {
            super.write(characters, offset, length);
            if (getBuffer().length() > most) {
                throw new UncheckedIOException(
                        new NoRowException("a record is longer than " + most / MEBIBYTE + " MiB"));
            }
        }
    }

    /** A nested value without white space; Jackson's own copying would read numbers and write them anew. */
    public static String compact(JsonParser parser) throws IOException {
        return compact(parser, Integer.MAX_VALUE);
    }

    /** The same; {@link NoRowException} where it is longer, in the middle of which the parser then stands. */
    public static String compact(JsonParser parser, int mostCharacters) throws IOException {
        Bounded text = new Bounded(mostCharacters);
        try {
            copy(parser, text);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return text.toString();
    }

    private static void copy(JsonParser parser, StringWriter text) throws IOException {
        try (JsonGenerator out = JSON.createGenerator(text)) {
            int depth = 0;
            JsonToken token = parser.currentToken();
            while (true) {
                if (token.isNumeric()) {
                    out.writeNumber(parser.getText());
                } else {
                    out.copyCurrentEvent(parser);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 0) {
                    break;
                }
                token = parser.nextToken();
            }
        }
    }
}
