package io.hakiri.connectors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How far a list was read.
 *
 * <pre>{"page":"…","records":17,"print":"8e3f…","number":4}</pre>
 *
 * @param mark of the page, as {@link Paging} knows it; {@code null} for the first one
 * @param records of the page that were passed
 * @param print fingerprint of these records
 * @param number of the page in its list, from 1, for people
 * @param ended whether the list's end was reached
 */
record WalkPosition(@Nullable String mark, long records, long print, long number, boolean ended) {
    static final WalkPosition START = new WalkPosition(null, 0, 0, 1, false);

    private static final ObjectMapper JSON = new ObjectMapper();

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (mark != null) {
            json.put("page", mark);
        }
        json.put("records", records)
                .put("print", HexFormat.of().toHexDigits(print))
                .put("number", number);
        return ended ? json.put("ended", true) : json;
    }

    static WalkPosition ofJson(JsonNode json) {
        return new WalkPosition(
                json.has("page") ? json.path("page").asText() : null,
                json.path("records").asLong(),
                HexFormat.fromHexDigitsToLong(json.path("print").asText("0")),
                json.path("number").asLong(1),
                json.path("ended").asBoolean());
    }

    /** The document of a position; trouble where it is none of this source. */
    static JsonNode document(String value, String has) {
        try {
            JsonNode json = JSON.readTree(value);
            if (json.has(has)) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // said below: it is none of ours
        }
        throw HttpSettings.permanent(
                "the stream's position is none that this source made with these options; take it back with"
                        + " `hakiri cursor rewind` and read the list anew");
    }
}
