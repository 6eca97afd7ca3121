package io.hakiri.connectors.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How far a file was read, and what it held until there, so that another file under the same name is noticed.
 *
 * @param offset bytes read, after decompression
 * @param records records read, with those that were set aside
 * @param line the line (from 1) at the offset
 * @param head fingerprint of the first {@value Trace#HEAD_BYTES} bytes before the offset, or of all if there are fewer
 * @param tail fingerprint of the last {@value Trace#TAIL_BYTES} bytes before the offset, or of all if there are fewer
 * @param open whether the last record read had no line end yet
 * @param generation how often the file was begun again because it had changed
 */
public record FilePosition(
        long offset, long records, long line, String head, String tail, boolean open, int generation) {
    /** Before the first byte. */
    public static final FilePosition START = new FilePosition(0, 0, 1, "", "", false, 0);

    FilePosition ofGeneration(int generation) {
        return new FilePosition(offset, records, line, head, tail, open, generation);
    }

    /** What {@link #ofJson} reads. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("offset", offset)
                .put("records", records)
                .put("line", line)
                .put("head", head)
                .put("tail", tail);
        if (open) {
            json.put("open", true);
        }
        if (generation > 0) {
            json.put("generation", generation);
        }
        return json;
    }

    /** Reads what {@link #toJson} wrote. */
    public static FilePosition ofJson(JsonNode json) {
        return new FilePosition(
                json.path("offset").asLong(),
                json.path("records").asLong(),
                json.path("line").asLong(1),
                json.path("head").asText(),
                json.path("tail").asText(),
                json.path("open").asBoolean(),
                json.path("generation").asInt());
    }
}
