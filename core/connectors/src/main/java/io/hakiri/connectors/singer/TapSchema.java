package io.hakiri.connectors.singer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.batch.Conversion;
import io.hakiri.connectors.rows.Typing;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a stream, as its SCHEMA message declares them.
 *
 * @param text the message's schema, to tell it from others
 * @param fields in order; {@code null} where the schema leaves the type open, so that the values tell it
 */
record TapSchema(String text, Map<String, @Nullable Type> fields) {
    private static final Set<String> STRUCTURES = Set.of("object", "array");

    /** Reads a JSON Schema; what it says beyond the types of properties is not looked at. */
    static TapSchema of(String text) throws Message.NoMessageException {
        Map<String, @Nullable Type> fields = new LinkedHashMap<>();
        try {
            SingerSettings.JSON
                    .readTree(text)
                    .path("properties")
                    .properties()
                    .forEach(property -> fields.put(property.getKey(), type(property.getValue())));
        } catch (JsonProcessingException e) {
            throw new Message.NoMessageException("has a schema that is none");
        }
        return new TapSchema(text, fields);
    }

    private static @Nullable Type type(JsonNode property) {
        Set<String> words = new HashSet<>();
        Set<String> formats = new HashSet<>();
        Set<BigDecimal> steps = new HashSet<>();
        collect(property, words, formats, steps);
        words.remove("null");
        if (words.stream().anyMatch(STRUCTURES::contains)) {
            return Type.Plain.JSON; // holds any other value too
        }
        if (words.contains("string")) {
            return words.size() > 1 || formats.size() != 1
                    ? Type.Plain.TEXT
                    : ofFormat(formats.iterator().next());
        }
        if (words.contains("boolean")) {
            return words.size() > 1 ? Type.Plain.TEXT : Type.Plain.BOOLEAN;
        }
        if (words.contains("number")) {
            return steps.size() == 1 ? ofStep(steps.iterator().next()) : Type.Plain.FLOAT64;
        }
        return words.contains("integer") ? Type.Plain.INT64 : null;
    }

    /** A property may have several forms, one of which is often {@code null}. */
    private static void collect(JsonNode property, Set<String> words, Set<String> formats, Set<BigDecimal> steps) {
        JsonNode type = property.path("type");
        if (type.isTextual()) {
            words.add(type.asText());
        }
        type.forEach(word -> words.add(word.asText()));
        if (property.path("format").isTextual()) {
            formats.add(property.path("format").asText());
        }
        if (property.path("multipleOf").isNumber()) {
            steps.add(property.path("multipleOf").decimalValue());
        }
        for (String forms : List.of("anyOf", "oneOf")) {
            property.path(forms).forEach(form -> collect(form, words, formats, steps));
        }
    }

    private static Type ofFormat(String format) {
        return switch (format) {
            case "date" -> Type.Plain.DATE;
            case "date-time" -> Type.Plain.TIMESTAMP;
            default -> Type.Plain.TEXT;
        };
    }

    /** A number that is a multiple of 0.01 has two digits after the point. */
    private static Type ofStep(BigDecimal step) {
        int scale = step.stripTrailingZeros().scale();
        return scale > 0 && scale < Type.Decimal.MAX_PRECISION
                ? new Type.Decimal(Type.Decimal.MAX_PRECISION, scale)
                : Type.Plain.FLOAT64;
    }

    /** Makes values be read as they are declared, and as wide as what was accepted of the stream before. */
    void hint(Typing typing, @Nullable Shape known) {
        fields.forEach((name, type) -> {
            if (type != null) {
                typing.hint(name, wide(known, name, type));
            }
        });
    }

    private static Type wide(@Nullable Shape known, String name, Type declared) {
        Field before = known == null ? null : known.field(name);
        return before == null ? declared : Type.join(before.type(), declared);
    }

    /** The batch with every declared field, those first. */
    Batch complete(Batch batch, @Nullable Shape known) {
        if (batch.rows() == 0) {
            return batch;
        }
        List<Field> all = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        fields.forEach((name, type) -> {
            int index = batch.shape().indexOf(name);
            if (index >= 0) {
                all.add(batch.shape().fields().get(index));
                columns.add(batch.columns().get(index));
            } else if (type != null) {
                Type wide = wide(known, name, type);
                all.add(new Field(name, wide, true));
                columns.add(Conversion.missing(wide, batch.rows()));
            }
        });
        for (int i = 0; i < batch.columns().size(); i++) {
            if (!fields.containsKey(batch.shape().fields().get(i).name())) {
                all.add(batch.shape().fields().get(i));
                columns.add(batch.columns().get(i));
            }
        }
        return new Batch(new Shape(all), columns, batch.rows());
    }
}
