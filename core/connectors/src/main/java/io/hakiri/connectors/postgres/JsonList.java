package io.hakiri.connectors.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** A list of texts that the database gives as a JSON array: names may hold anything. */
final class JsonList {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonList() {}

    static String toJson(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array.toString();
    }

    static List<String> of(String json) {
        List<String> texts = new ArrayList<>();
        try {
            for (JsonNode text : JSON.readTree(json)) {
                texts.add(text.asText());
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database makes JSON", e);
        }
        return texts;
    }
}
