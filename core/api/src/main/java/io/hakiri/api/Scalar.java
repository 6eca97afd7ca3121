package io.hakiri.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.hakiri.catalog.InvalidInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A value that is one JSON text, number or flag.
 *
 * @param expected what a reader expects, in words
 * @param fits which JSON is one
 */
public record Scalar<T>(
        ObjectNode described,
        String expected,
        Predicate<JsonNode> fits,
        Function<JsonNode, T> from,
        Function<T, JsonNode> to)
        implements Form<T> {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    static final Scalar<String> TEXT =
            new Scalar<>(type("string"), "a text", JsonNode::isTextual, JsonNode::asText, TextNode::valueOf);
    static final Scalar<Boolean> FLAG = new Scalar<>(
            type("boolean"), "true or false", JsonNode::isBoolean, JsonNode::asBoolean, BooleanNode::valueOf);
    static final Scalar<Integer> INT = new Scalar<>(
            type("integer").put("format", "int32"),
            "a whole number of at most 32 bits",
            node -> node.isIntegralNumber() && node.canConvertToInt(),
            JsonNode::intValue,
            IntNode::valueOf);
    static final Scalar<Long> LONG = new Scalar<>(
            type("integer").put("format", "int64"),
            "a whole number of at most 64 bits",
            node -> node.isIntegralNumber() && node.canConvertToLong(),
            JsonNode::longValue,
            LongNode::valueOf);
    static final Scalar<Instant> INSTANT = named(
            type("string").put("format", "date-time"),
            "an instant of the years 1970 to 9999 such as 2026-01-31T12:00:00Z",
            Scalar::instant,
            Instant::toString);

    /** A text that names something; what reads it says what is wrong with it. */
    static <T> Scalar<T> named(
            ObjectNode described, String expected, Function<String, T> from, Function<T, String> to) {
        return new Scalar<>(
                described,
                expected,
                JsonNode::isTextual,
                node -> from.apply(node.asText()),
                value -> TextNode.valueOf(to.apply(value)));
    }

    public static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static Instant instant(String text) {
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isBefore(FIRST) && !instant.isAfter(LAST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw new InvalidInput("instant", INSTANT.expected(), text);
    }

    @Override
    public JsonNode write(T value) {
        return to.apply(value);
    }

    @Override
    public T read(JsonNode node, String at) {
        if (!fits.test(node)) {
            throw Form.wrong(at, expected, node);
        }
        try {
            return from.apply(node);
        } catch (InvalidInput e) {
            throw new InvalidInput(at.isEmpty() ? e.field() : at, e.limit(), e.given());
        }
    }

    @Override
    public ObjectNode schema(Map<String, ObjectNode> named) {
        return described.deepCopy();
    }
}
