package io.hakiri.connectors.singer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.hakiri.connectors.rows.JsonCells;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One message of a tap. Documents in it are kept as texts: their numbers are not read and written anew. */
sealed interface Message {
    /** Rows of the stream look like this from now on. */
    record Schema(String stream, String schema) implements Message {}

    /** A row. */
    record Row(String stream, String record) implements Message {}

    /** All rows so far are safe where this is. */
    record State(String value) implements Message {}

    /** Something that changes nothing here. */
    record Other(String type) implements Message {}

    /** What stands in files that the tap wrote. */
    record Batch(String stream) implements Message {}

    /** A line that is no message. */
    final class NoMessageException extends Exception {
        private static final long serialVersionUID = 1L;

        NoMessageException(String message) {
            super(message);
        }
    }

    /** Reads a line. */
    static Message of(byte[] bytes, int from, int to) throws NoMessageException {
        Map<String, String> parts = new HashMap<>();
        try (JsonParser parser = Reading.JSON.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new NoMessageException("is no Singer message");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (Reading.WORDS.contains(name) && value == JsonToken.VALUE_STRING) {
                    parts.put(name, parser.getText());
                } else if (Reading.DOCUMENTS.contains(name)) {
                    parts.put(name, JsonCells.compact(parser));
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new NoMessageException("has something behind its message");
            }
        } catch (JsonProcessingException e) {
            throw new NoMessageException("is no JSON");
        } catch (IOException e) {
            throw new NoMessageException("cannot be read: " + e.getMessage());
        }
        return Reading.of(parts);
    }

    /** How the parts of a line become a message. */
    final class Reading {
        private static final JsonFactory JSON = new JsonFactory();
        private static final Set<String> WORDS = Set.of("type", "stream");
        private static final Set<String> DOCUMENTS = Set.of("record", "schema", "value");

        private Reading() {}

        private static Message of(Map<String, String> parts) throws NoMessageException {
            String type = part(parts, "type");
            return switch (type) {
                case "SCHEMA" -> new Schema(part(parts, "stream"), part(parts, "schema"));
                case "RECORD" -> new Row(part(parts, "stream"), part(parts, "record"));
                case "STATE" -> new State(part(parts, "value"));
                case "BATCH" -> new Batch(part(parts, "stream"));
                default -> new Other(type);
            };
        }

        private static String part(Map<String, String> parts, String name) throws NoMessageException {
            String part = parts.get(name);
            if (part == null) {
                throw new NoMessageException("is a message without " + name);
            }
            return part;
        }
    }
}
