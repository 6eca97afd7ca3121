package io.hakiri.connectors.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The object that says that something is staged: {@code {"object":…}} from before its upload begins, and with the upload when
 * that has all its parts.
 *
 * @param object the name of what will be published
 * @param upload {@code null} until it has all its parts
 */
record Marker(String object, @Nullable Upload upload) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An upload that has all its parts. */
    record Upload(String id, List<String> tags, String digest, long bytes) {
        Upload {
            tags = List.copyOf(tags);
        }
    }

    byte[] toBytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("object", object);
        if (upload != null) {
            json.put("upload", upload.id).put("digest", upload.digest).put("bytes", upload.bytes);
            ArrayNode tags = json.putArray("parts");
            upload.tags.forEach(tags::add);
        }
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one; empty where it is none of ours. */
    static Optional<Marker> of(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (!json.path("object").isTextual()) {
                return Optional.empty();
            }
            String object = json.path("object").asText();
            if (!json.path("upload").isTextual()) {
                return Optional.of(new Marker(object, null));
            }
            List<String> tags = new ArrayList<>();
            json.path("parts").forEach(tag -> tags.add(tag.asText()));
            return Optional.of(new Marker(
                    object,
                    new Upload(
                            json.path("upload").asText(),
                            tags,
                            json.path("digest").asText(),
                            json.path("bytes").asLong())));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }
}
