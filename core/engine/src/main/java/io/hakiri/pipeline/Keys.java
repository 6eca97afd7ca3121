package io.hakiri.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one table. */
record Keys(List<Key<?>> all) {
    Keys {
        all = List.copyOf(all);
    }

    static Keys of(Key<?>... keys) {
        return new Keys(List.of(keys));
    }

    Keys and(Key<?> further) {
        List<Key<?>> more = new ArrayList<>(all);
        more.add(further);
        return new Keys(more);
    }

    /** Reads every key that is there; says which are unknown and which are missing. */
    Fields read(Node.Table table, Reading reading) {
        Map<String, Object> values = new HashMap<>();
        int before = reading.problems().count();
        for (Map.Entry<String, Node> entry : table.entries().entrySet()) {
            Reading child = reading.child(entry.getKey());
            Key<?> key = key(entry.getKey());
            if (key == null) {
                child.problem(entry.getValue().at(), unknown(entry.getKey()));
                continue;
            }
            Object value = key.value().read(entry.getValue(), child);
            if (value != null) {
                values.put(key.name(), value);
            }
        }
        for (Key<?> key : all) {
            if (key.required() && !table.entries().containsKey(key.name())) {
                reading.child(key.name())
                        .problem(
                                table.at(), "expected " + key.value().words() + ", found nothing; the key is required");
            }
        }
        return new Fields(table, values, reading.problems().count() == before);
    }

    /** As a JSON Schema of an object that has no other keys. */
    ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (Key<?> key : all) {
            ObjectNode property = key.value().schema().put("description", described(key));
            properties.set(key.name(), property);
            if (key.required()) {
                required.add(key.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private static String described(Key<?> key) {
        String fallback = key.fallback();
        return fallback == null || fallback.isEmpty() ? key.description() : key.description() + " Default: " + fallback;
    }

    private @Nullable Key<?> key(String name) {
        for (Key<?> key : all) {
            if (key.name().equals(name)) {
                return key;
            }
        }
        return null;
    }

    private String unknown(String name) {
        List<String> known = all.stream().map(Key::name).toList();
        return "unknown key" + Nearest.hint(name, known)
                + (known.isEmpty() ? "" : "; expected one of " + String.join(", ", known));
    }

    /**
     * What was read of one table.
     *
     * @param whole whether nothing was wrong with it
     */
    record Fields(Node.Table table, Map<String, Object> values, boolean whole) {
        /** What the key says; {@code null} where it is not there, or is wrong and has been reported. */
        @SuppressWarnings("unchecked") // put there by this key's own value
        <T> @Nullable T get(Key<T> key) {
            return (T) values.get(key.name());
        }

        <T> T get(Key<T> key, T otherwise) {
            T value = get(key);
            return value == null ? otherwise : value;
        }

        /** Whether the key is there, right or wrong. */
        boolean has(Key<?> key) {
            return table.entries().containsKey(key.name());
        }

        /** Where the key stands, or the table where it does not. */
        Place place(String key) {
            Node node = table.entries().get(key);
            return node == null ? table.at() : node.at();
        }
    }
}
