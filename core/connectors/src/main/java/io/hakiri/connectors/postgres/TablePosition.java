package io.hakiri.connectors.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Position;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a table has been read: behind all rows whose tuple of cursor field and tie-breakers is not greater than this one.
 *
 * @param orders how the values compare
 * @param values as the server writes them; only the first where a person set it; none before the first row
 * @param count grows with every position that has the same values
 * @param waiting what is to be read next, once others are done; {@code null} where that is not known
 */
record TablePosition(
        List<ColumnType.Order> orders,
        List<String> values,
        long count,
        @Nullable Waiting waiting) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Rows that may be read once some transactions are over.
     *
     * @param upTo the tuple of the last of these rows
     * @param transactions virtual ids of those that were running when this row was seen
     */
    record Waiting(List<String> upTo, List<String> transactions) {
        Waiting {
            upTo = List.copyOf(upTo);
            transactions = List.copyOf(transactions);
        }
    }

    TablePosition {
        orders = List.copyOf(orders);
        values = List.copyOf(values);
    }

    static TablePosition start(List<ColumnType.Order> orders) {
        return new TablePosition(orders, List.of(), 0, null);
    }

    TablePosition at(List<String> reached) {
        return new TablePosition(orders, reached, 0, null);
    }

    TablePosition waiting(Waiting next) {
        return new TablePosition(orders, values, count + 1, next);
    }

    /** As the catalog keeps it; {@link IllegalArgumentException} where the values are too long. */
    Position.Monotonic position() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        list(json.putArray("after"), values);
        ArrayNode words = json.putArray("orders");
        orders.forEach(order -> words.add(order.name()));
        json.put("count", count);
        if (waiting != null) {
            list(json.putArray("next"), waiting.upTo);
            list(json.putArray("waitsFor"), waiting.transactions);
        }
        byte[] key = values.isEmpty() ? new byte[0] : OrderKey.of(orders, values);
        ByteBuffer order = ByteBuffer.allocate(1 + key.length + Long.BYTES)
                .put((byte) (values.isEmpty() ? 0 : 1))
                .put(key)
                .putLong(count);
        return new Position.Monotonic(json.toString(), Bytes.of(order.array()));
    }

    private static void list(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** Reads what {@link #position} made of the same cursor. */
    static TablePosition of(@Nullable Position position, List<ColumnType.Order> orders) {
        if (position == null) {
            return start(orders);
        }
        JsonNode json = json(position);
        if (json == null || !json.has("after")) {
            throw Names.permanent("the stream's position is none of a table; begin anew with `hakiri cursor rewind`");
        }
        List<String> words = texts(json.path("orders"));
        List<String> now = orders.stream().map(Enum::name).toList();
        if (!words.equals(now)) {
            throw Names.permanent(
                    "the stream's position is of other fields, or of other types, than the cursor field and its"
                            + " tie-breakers are now (" + words + " before, " + now
                            + " now): the two cannot be compared; begin anew with `hakiri cursor rewind`");
        }
        return new TablePosition(
                orders,
                texts(json.path("after")),
                json.path("count").asLong(),
                json.has("next") ? new Waiting(texts(json.path("next")), texts(json.path("waitsFor"))) : null);
    }

    /** For a person: {@code 2026-01-02 03:04:05+00, 17}. */
    static String shown(Position position) {
        JsonNode json = json(position);
        if (json == null || !json.has("after")) {
            return position.value();
        }
        List<String> after = texts(json.path("after"));
        return after.isEmpty() ? "before the first row" : String.join(", ", after);
    }

    private static @Nullable JsonNode json(Position position) {
        try {
            return JSON.readTree(position.value());
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
