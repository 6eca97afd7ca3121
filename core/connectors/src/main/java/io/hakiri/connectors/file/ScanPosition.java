package io.hakiri.connectors.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Position;
import io.hakiri.connectors.rows.TupleKey;
import io.hakiri.schema.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far files are known by the values of a cursor field.
 *
 * <pre>
 * {"high":["2015-12-31"],"types":["date"],"key":"…","scans":3,
 *  "aside":["…"],                                             records set aside, not to be set aside again
 *  "base":"…","step":7,"file":"a.csv","at":{"offset":…,…}}    only while files are being looked through
 * </pre>
 *
 * The order key is the tuple, then the number of the scan, then the step within it: greater with each batch, also where
 * rows are not sorted and a batch has nothing greater than the one before.
 *
 * @param types of the tuple's values
 * @param key the greatest tuple seen, as {@link TupleKey} has it; empty where no row was seen
 * @param high the same, for people
 * @param scans how often the files were looked through, with the scan at hand
 * @param aside hashes of records that were set aside
 * @param scan the scan at hand; {@code null} where it has ended
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ScanPosition(
        List<Type> types,
        byte[] key,
        List<String> high,
        long scans,
        List<String> aside,
        @Nullable Scan scan) {
    static final ScanPosition START = new ScanPosition(List.of(), new byte[0], List.of(), 0, List.of(), null);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ENDED = -1;

    /**
     * A scan that has not ended.
     *
     * @param base rows whose tuple is not greater are passed over
     * @param step batches handed over in it
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Scan(byte[] base, long step, String file, FilePosition at) {}

    Position position() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode values = json.putArray("high");
        high.forEach(values::add);
        ArrayNode words = json.putArray("types");
        types.forEach(type -> words.add(type.word()));
        json.put("key", HexFormat.of().formatHex(key)).put("scans", scans);
        if (!aside.isEmpty()) {
            ArrayNode hashes = json.putArray("aside");
            aside.forEach(hashes::add);
        }
        if (scan != null) {
            json.put("base", HexFormat.of().formatHex(scan.base))
                    .put("step", scan.step)
                    .put("file", scan.file)
                    .set("at", scan.at.toJson());
        }
        ByteBuffer order = ByteBuffer.allocate(1 + key.length + 2 * Long.BYTES)
                .put((byte) (key.length == 0 ? 0 : 1))
                .put(key)
                .putLong(scans)
                .putLong(scan == null ? ENDED : scan.step);
        return new Position.Monotonic(json.toString(), Bytes.of(order.array()));
    }

    /** Behind all rows with this value of the cursor field, as if a scan had ended there. */
    static ScanPosition after(List<Type> types, String value, byte[] key) {
        return new ScanPosition(types, key, List.of(value), 0, List.of(), null);
    }

    static ScanPosition of(@Nullable Position position) {
        if (position == null) {
            return START;
        }
        try {
            JsonNode json = JSON.readTree(position.value());
            if (!json.has("key")) {
                throw FileSettings.permanent("the stream's position is none of a cursor field; take it back with"
                        + " `hakiri cursor rewind` and read the files anew");
            }
            return new ScanPosition(
                    texts(json.path("types")).stream().map(Type::parse).toList(),
                    HexFormat.of().parseHex(json.path("key").asText()),
                    texts(json.path("high")),
                    json.path("scans").asLong(),
                    texts(json.path("aside")),
                    json.has("base")
                            ? new Scan(
                                    HexFormat.of().parseHex(json.path("base").asText()),
                                    json.path("step").asLong(),
                                    json.path("file").asText(),
                                    FilePosition.ofJson(json.path("at")))
                            : null);
        } catch (JsonProcessingException e) {
            throw FileSettings.permanent(
                    "the stream's position cannot be read; take it back with `hakiri cursor rewind`");
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
