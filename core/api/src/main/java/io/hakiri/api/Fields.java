package io.hakiri.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as a JSON object: a field for each component, its name in snake case. What the record allows to be missing
 * ({@code @Nullable}, lists and maps) may be missing.
 *
 * @param strict whether a field that is not known is refused, rather than passed over
 */
record Fields<T>(String name, Constructor<T> made, List<Field> fields, boolean strict) implements Form.Inline<T> {
    /**
     * One field.
     *
     * @param inline whether its own fields stand among the others
     * @param missing what is read where it is not there; {@code null} for nothing
     * @param optional whether it may be missing
     * @param nullable whether it may be {@code null} when it is written
     */
    record Field(
            String name,
            Form<Object> form,
            Method accessor,
            boolean inline,
            boolean optional,
            boolean nullable,
            @Nullable Object missing) {
        Form.Inline<Object> within() {
            return (Form.Inline<Object>) form;
        }

        @Nullable
        Object of(Object owner) {
            try {
                return accessor.invoke(owner);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a record that does not show " + name, e);
            }
        }
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Field field : fields) {
            if (field.inline()) {
                names.addAll(field.within().names());
            } else {
                names.add(field.name());
            }
        }
        return names;
    }

    @Override
    public JsonNode write(T value) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        writeInto(object, value);
        return object;
    }

    @Override
    public void writeInto(ObjectNode object, T value) {
        for (Field field : fields) {
            Object part = field.of(value);
            if (part == null) {
                object.set(field.name(), NullNode.instance);
            } else if (field.inline()) {
                field.within().writeInto(object, part);
            } else {
                object.set(field.name(), field.form().write(part));
            }
        }
    }

    @Override
    public T read(JsonNode node, String at) {
        if (!(node instanceof ObjectNode object)) {
            throw Form.wrong(at, "an object", node);
        }
        List<String> names = names();
        for (Map.Entry<String, JsonNode> given : object.properties()) {
            if (strict && !names.contains(given.getKey())) {
                throw new InvalidInput(
                        at.isEmpty() ? "body" : at, "only the fields " + String.join(", ", names), given.getKey());
            }
        }
        return readFrom(object, at);
    }

    @Override
    public T readFrom(ObjectNode object, String at) {
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(fields.get(i), object, at);
        }
        try {
            return made.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidInput invalid) {
                throw at.isEmpty()
                        ? invalid
                        : new InvalidInput(at + ": " + invalid.field(), invalid.limit(), invalid.given());
            }
            throw new IllegalStateException("a " + name + " that cannot be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record that cannot be made: " + name, e);
        }
    }

    private static @Nullable Object value(Field field, ObjectNode object, String at) {
        if (field.inline()) {
            return field.within().readFrom(object, at);
        }
        JsonNode node = object.get(field.name());
        if (node != null && !node.isNull()) {
            return field.form().read(node, Form.below(at, field.name()));
        }
        if (!field.optional()) {
            throw Form.wrong(Form.below(at, field.name()), "a value", node);
        }
        return field.missing();
    }

    @Override
    public ObjectNode schema(Map<String, ObjectNode> named) {
        if (!named.containsKey(name)) {
            named.put(name, JsonNodeFactory.instance.objectNode()); // in case it meets itself
            ObjectNode properties = JsonNodeFactory.instance.objectNode();
            List<String> required = new ArrayList<>();
            describeInto(properties, required, named);
            ObjectNode schema = Scalar.type("object");
            if (!required.isEmpty()) {
                ArrayNode list = schema.putArray("required");
                required.forEach(list::add);
            }
            schema.set("properties", properties);
            named.put(name, schema);
        }
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    @Override
    public void describeInto(ObjectNode properties, List<String> required, Map<String, ObjectNode> named) {
        for (Field field : fields) {
            if (field.inline()) {
                field.within().describeInto(properties, required, named);
                continue;
            }
            ObjectNode schema = field.form().schema(named);
            properties.set(field.name(), field.nullable() ? Form.orNull(schema) : schema);
            if (!field.optional()) {
                required.add(field.name());
            }
        }
    }
}
