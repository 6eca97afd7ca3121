package io.hakiri.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a stream, in order; each name once. */
public final class Shape {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Field> fields;
    private final Map<String, Integer> indexes;

    public Shape(List<Field> fields) {
        this.fields = List.copyOf(fields);
        this.indexes = HashMap.newHashMap(fields.size());
        for (int i = 0; i < this.fields.size(); i++) {
            if (indexes.put(this.fields.get(i).name(), i) != null) {
                throw new InvalidInput(
                        "fields", "each name once", this.fields.get(i).name());
            }
        }
    }

    public List<Field> fields() {
        return fields;
    }

    /** Where the field stands, or -1. */
    public int indexOf(String name) {
        return indexes.getOrDefault(name, -1);
    }

    public @Nullable Field field(String name) {
        Integer index = indexes.get(name);
        return index == null ? null : fields.get(index);
    }

    /** The canonical JSON that the catalog keeps: {@code {"fields":[{"name":…,"type":…,"nullable":…},…]}}. */
    public String toJson() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Field field : fields) {
            list.addObject()
                    .put("name", field.name())
                    .put("type", field.type().word())
                    .put("nullable", field.nullable());
        }
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        shape.set("fields", list);
        return shape.toString();
    }

    /** Reads {@link #toJson}; {@link InvalidInput} where it is none. */
    public static Shape ofJson(String json) {
        try {
            List<Field> fields = new ArrayList<>();
            for (JsonNode field : JSON.readTree(json).path("fields")) {
                fields.add(new Field(
                        field.path("name").asText(),
                        Type.parse(field.path("type").asText()),
                        field.path("nullable").asBoolean()));
            }
            return new Shape(fields);
        } catch (JsonProcessingException e) {
            throw new InvalidInput("shape", "JSON", json);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return toJson();
    }
}
