package io.hakiri.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one kind of value looks as JSON: written, read strictly, and described for the OpenAPI document. */
public interface Form<T> {
    JsonNode write(T value);

    /**
     * Reads what a caller sent.
     *
     * @param at where it stands, such as {@code advances[3].to}; empty for the whole
     * @throws InvalidInput naming the place, what was expected and what was given
     */
    T read(JsonNode node, String at);

    /** Its JSON Schema; what has a name of its own is put into {@code named} and referred to. */
    ObjectNode schema(Map<String, ObjectNode> named);

    /** A value whose fields stand among those of what holds it. */
    interface Inline<T> extends Form<T> {
        List<String> names();

        void writeInto(ObjectNode object, T value);

        T readFrom(ObjectNode object, String at);

        void describeInto(ObjectNode properties, List<String> required, Map<String, ObjectNode> named);
    }

    /** The schema of a value that may be {@code null}. */
    static ObjectNode orNull(ObjectNode schema) {
        String type = schema.path("type").asText();
        if (!type.isEmpty() && !schema.has("enum")) {
            schema.putArray("type").add(type).add("null");
            return schema;
        }
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        either.putArray("anyOf").add(schema).add(Scalar.type("null"));
        return either;
    }

    static String below(String at, String name) {
        return at.isEmpty() ? name : at + "." + name;
    }

    static InvalidInput wrong(String at, String expected, @Nullable JsonNode given) {
        return new InvalidInput(at.isEmpty() ? "body" : at, expected, described(given));
    }

    /** The value where it is a small one: it may be anything. */
    private static String described(@Nullable JsonNode node) {
        if (node == null) {
            return "nothing";
        }
        return switch (node.getNodeType()) {
            case MISSING -> "nothing";
            case NULL -> "null";
            case STRING -> "the text " + node.asText();
            case NUMBER, BOOLEAN -> node.asText();
            case ARRAY -> "a list";
            case OBJECT, BINARY, POJO -> "an object";
        };
    }
}
