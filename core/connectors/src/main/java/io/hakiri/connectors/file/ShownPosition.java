package io.hakiri.connectors.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.Position;
import java.util.ArrayList;
import java.util.List;

/** Positions as people read them: {@code 2015-12-31}, or {@code byte 48219}. */
final class ShownPosition {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ShownPosition() {}

    static String of(Position position) {
        JsonNode json;
        try {
            json = JSON.readTree(position.value());
        } catch (JsonProcessingException e) {
            return position.value();
        }
        if (json.has("high")) {
            List<String> values = new ArrayList<>();
            json.path("high").forEach(value -> values.add(value.asText()));
            String at = values.isEmpty() ? "before the first row" : String.join(", ", values);
            return json.has("base")
                    ? at + " (in " + json.path("file").asText() + " at byte "
                            + json.path("at").path("offset").asLong() + ")"
                    : at;
        }
        return json.has("offset") ? "byte " + json.path("offset").asLong() : position.value();
    }
}
