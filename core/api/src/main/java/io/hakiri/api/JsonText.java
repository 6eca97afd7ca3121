package io.hakiri.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.InvalidInput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The text of a request's body as JSON, strictly: bounded, each name once, nothing behind it. */
public final class JsonText {
    /**
     * Bytes of the largest body that is taken. A commit of 1,000 advances and 1,000 staged objects with all their texts escaped
     * is smaller.
     */
    public static final int LARGEST = 8 * 1024 * 1024;

    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 64;
    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_TEXT = 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxNameLength(LONGEST_NAME)
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonText() {}

    /** {@link InvalidInput} where it is none, or too much of it. */
    public static JsonNode parsed(byte[] body) throws IOException {
        try {
            @Nullable JsonNode node = body.length == 0 ? null : JSON.readTree(body);
            if (node == null || node.isMissingNode()) {
                throw Form.wrong("", "a JSON object", null);
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw new InvalidInput(
                    "body",
                    "JSON at most " + DEEPEST + " deep, numbers of at most " + LONGEST_NUMBER
                            + " digits, texts of at most " + LONGEST_TEXT + " characters",
                    "more" + at(e));
        } catch (JsonProcessingException e) {
            throw new InvalidInput("body", "JSON, each name once, and nothing behind it", "something else" + at(e));
        }
    }

    private static String at(JsonProcessingException e) {
        JsonLocation place = e.getLocation();
        return place == null ? "" : " in line " + place.getLineNr() + ", column " + place.getColumnNr();
    }
}
