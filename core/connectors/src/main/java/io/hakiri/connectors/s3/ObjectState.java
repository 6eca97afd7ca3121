package io.hakiri.connectors.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.file.FilePosition;
import io.hakiri.connectors.file.FileReading;
import org.jspecify.annotations.Nullable;

/**
 * How far an object was read.
 *
 * @param key its key
 * @param tag of what it held; its ETag
 * @param version {@code null} where the bucket keeps none
 * @param at {@code null} once all of it was read
 */
record ObjectState(
        String key,
        String tag,
        @Nullable String version,
        long size,
        @Nullable FilePosition at) {
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean done() {
        return at == null;
    }

    /** What tells the states of one object apart comes first; where in it reading stands only while that matters. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("tag", tag);
        if (at == null) {
            return json.put("done", true);
        }
        if (version != null) {
            json.put("version", version);
        }
        json.put("size", size).set("at", at.toJson());
        return json;
    }

    static ObjectState ofJson(String key, JsonNode json) {
        return new ObjectState(
                key,
                json.path("tag").asText(),
                json.path("version").isTextual() ? json.path("version").asText() : null,
                json.path("size").asLong(),
                json.path("done").asBoolean() ? null : FilePosition.ofJson(json.path("at")));
    }

    /** Any position of this source, for a person. */
    static String shown(Position position) {
        JsonNode json;
        try {
            json = parsed(position.value());
        } catch (ConnectorException none) {
            return position.value();
        }
        String key =
                json.has("list") ? json.path("list").asText() : json.path("key").asText();
        if (json.has("done")) {
            return key.isEmpty() ? "all of " + json.path("tag").asText() : key;
        }
        if (json.has("at")) {
            String inside = json.has("list")
                    ? " entry " + json.path("entry").asLong()
                    : " byte " + json.path("at").path("offset").asLong();
            return (key.isEmpty() ? json.path("tag").asText() : key) + inside;
        }
        return FileReading.shown(position);
    }

    /** Reads a position's value. */
    static JsonNode parsed(String value) {
        try {
            JsonNode json = JSON.readTree(value);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException none) {
            // said below
        }
        throw new ConnectorException(
                ErrorClass.PERMANENT,
                "the position is none of objects in a bucket; take it back with `hakiri cursor rewind`",
                null);
    }
}
