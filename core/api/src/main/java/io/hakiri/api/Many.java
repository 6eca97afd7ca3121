package io.hakiri.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Several values of one form: a list, or a set.
 *
 * @param made what is read becomes
 */
record Many<E, C extends Collection<E>>(Form<E> of, Function<List<E>, C> made) implements Form<C> {
    @Override
    public JsonNode write(C values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(value -> array.add(of.write(value)));
        return array;
    }

    @Override
    public C read(JsonNode node, String at) {
        if (!node.isArray()) {
            throw Form.wrong(at, "a list", node);
        }
        List<E> values = new ArrayList<>(node.size());
        for (JsonNode entry : node) {
            values.add(of.read(entry, at + "[" + values.size() + "]"));
        }
        return made.apply(values);
    }

    @Override
    public ObjectNode schema(Map<String, ObjectNode> named) {
        return Scalar.type("array").set("items", of.schema(named));
    }

    /** Values by name. */
    record ByName<E>(Form<E> of) implements Form<Map<String, E>> {
        @Override
        public JsonNode write(Map<String, E> values) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            new TreeMap<>(values).forEach((name, value) -> object.set(name, of.write(value)));
            return object;
        }

        @Override
        public Map<String, E> read(JsonNode node, String at) {
            if (!node.isObject()) {
                throw Form.wrong(at, "an object", node);
            }
            Map<String, E> values = new LinkedHashMap<>();
            node.properties()
                    .forEach(entry ->
                            values.put(entry.getKey(), of.read(entry.getValue(), Form.below(at, entry.getKey()))));
            return values;
        }

        @Override
        public ObjectNode schema(Map<String, ObjectNode> named) {
            return Scalar.type("object").set("additionalProperties", of.schema(named));
        }
    }
}
