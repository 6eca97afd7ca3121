package io.hakiri.connectors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Position;
import io.hakiri.schema.Type;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream with a cursor field was read.
 *
 * <pre>
 * {"high":"2026-01-02T03:04:05Z","type":"timestamp","key":"…","seen":"…","scans":3,"step":7,
 *  "aside":"…",                                        records set aside, not to be set aside again
 *  "base":{"high":…,"key":…,"seen":…},"walk":{…}}      only while a list is gone through
 * </pre>
 *
 * The order key is the greatest value, then the number of the scan, then the step within it: greater with each batch.
 *
 * @param type of the cursor field; {@code null} where no row was seen
 * @param scans how often the list was gone through, with the scan at hand
 * @param step batches handed over in the scan at hand
 * @param walk the scan at hand; {@code null} where it has ended, or needs nothing but the greatest value to go on
 */
record HighPosition(
        @Nullable Type type,
        Mark high,
        long scans,
        long step,
        Set<Long> aside,
        @Nullable Unfinished walk) {
    static final HighPosition START = new HighPosition(null, Mark.NONE, 0, 0, Set.of(), null);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ENDED = -1;

    HighPosition {
        aside = Set.copyOf(aside);
    }

    /**
     * A value of the cursor field, and which of the rows that have it were taken.
     *
     * @param text as it stands in the record; {@code null} for before all values
     * @param key what is compared; empty for before all values
     * @param all whether all rows with the value count as taken
     * @param seen hashes of the tie-breakers of the rows that were
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Mark(@Nullable String text, byte[] key, boolean all, Set<Long> seen) {
        static final Mark NONE = new Mark(null, new byte[0], false, Set.of());

        private void to(ObjectNode json) {
            if (text != null) {
                json.put("high", text);
            }
            json.put("key", HexFormat.of().formatHex(key));
            if (all) {
                json.put("all", true);
            }
            json.put("seen", packed(seen));
        }

        private static Mark of(JsonNode json) {
            return new Mark(
                    json.has("high") ? json.path("high").asText() : null,
                    HexFormat.of().parseHex(json.path("key").asText()),
                    json.path("all").asBoolean(),
                    unpacked(json.path("seen").asText()));
        }
    }

    /**
     * A list that was not gone through to its end.
     *
     * @param base rows that are not beyond it are passed over
     */
    record Unfinished(Mark base, WalkPosition at) {}

    Position position() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        high.to(json);
        if (type != null) {
            json.put("type", type.word());
        }
        json.put("scans", scans).put("step", step);
        if (!aside.isEmpty()) {
            json.put("aside", packed(aside));
        }
        if (walk != null) {
            walk.base.to(json.putObject("base"));
            json.set("walk", walk.at.toJson());
        }
        ByteBuffer order = ByteBuffer.allocate(1 + high.key.length + 2 * Long.BYTES)
                .put((byte) (high.key.length == 0 ? 0 : 1))
                .put(high.key)
                .putLong(scans)
                .putLong(step);
        return new Position.Monotonic(json.toString(), Bytes.of(order.array()));
    }

    /** The same behind the last step of its scan. */
    HighPosition ended() {
        return new HighPosition(type, high, scans, ENDED, aside, null);
    }

    static HighPosition of(@Nullable Position position) {
        if (position == null) {
            return START;
        }
        JsonNode json = WalkPosition.document(position.value(), "key");
        return new HighPosition(
                json.has("type") ? Type.parse(json.path("type").asText()) : null,
                Mark.of(json),
                json.path("scans").asLong(),
                json.path("step").asLong(),
                unpacked(json.path("aside").asText()),
                json.has("walk")
                        ? new Unfinished(Mark.of(json.path("base")), WalkPosition.ofJson(json.path("walk")))
                        : null);
    }

    /** Any position of this source, for a person. */
    static String shown(String value) {
        JsonNode json;
        try {
            json = JSON.readTree(value);
        } catch (JsonProcessingException e) {
            return value;
        }
        if (json.has("key")) {
            String high = json.has("high") ? json.path("high").asText() : "before the first row";
            return json.has("walk") ? high + " (in " + page(json.path("walk")) + ")" : high;
        }
        return json.has("records") ? page(json) : value;
    }

    private static String page(JsonNode walk) {
        return "page " + walk.path("number").asLong(1) + ", record "
                + walk.path("records").asLong();
    }

    private static String packed(Set<Long> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Long.BYTES);
        new TreeSet<>(hashes).forEach(bytes::putLong);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static Set<Long> unpacked(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        Set<Long> hashes = new TreeSet<>();
        while (bytes.hasRemaining()) {
            hashes.add(bytes.getLong());
        }
        return hashes;
    }
}
