package io.hakiri.deploy.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Values as Pulumi's protocol writes them. An object with the property {@link #SIGNATURE} stands for something that JSON has not: a
 * secret, an output with what it depends on, an asset, an archive, a resource. What is not known before AWS says it is a text that
 * nobody would write.
 */
final class Values {
    /** What stands for a secret's value. */
    static final String SECRET = "[secret]";
    /** What stands for a value that only AWS can say. */
    static final String UNKNOWN = "[unknown]";

    private static final String SIGNATURE = "4dabf18193072939515e22adb298388d";
    private static final String SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
    private static final String OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
    private static final String ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
    private static final String ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";
    private static final String RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
    private static final String UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    /** Of a text, a truth value, a number, a list, an asset, an archive, an object. */
    private static final Set<String> UNKNOWNS = Set.of(
            UNKNOWN_TEXT,
            "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
            "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
            "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
            "030794c1-ac77-496b-92df-f27374a8bd58",
            "e48ece36-62e2-4504-bad9-02848725956a",
            "dd056dcd-154b-4c76-9bd3-c8f88648b5ff");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Values() {}

    /**
     * Values that can be read.
     *
     * @param json secrets are {@code {"secret": "[secret]"}}, assets and archives {@code {"asset": path, address or text}}, properties
     *     sorted
     * @param secrets where secrets stand, such as {@code environment.variables.TOKEN} or {@code rules[0].password}
     * @param unknowns where something unknown stands
     */
    record Decoded(ObjectNode json, List<String> secrets, List<String> unknowns) {
        Decoded {
            secrets = List.copyOf(secrets);
            unknowns = List.copyOf(unknowns);
        }
    }

    static Decoded decoded(Struct struct) {
        List<String> secrets = new ArrayList<>();
        List<String> unknowns = new ArrayList<>();
        return new Decoded(new Reader(secrets, unknowns).object(struct, ""), secrets, unknowns);
    }

    /** What a resource says of the inputs it was given: as they were, but without those that are not known. */
    static Struct echo(Struct inputs) {
        Struct.Builder known = Struct.newBuilder();
        inputs.getFieldsMap().forEach((property, value) -> {
            if (isKnown(value)) {
                known.putFields(property, plain(value));
            }
        });
        return known.build();
    }

    /** The same, with those of the properties that it has not as unknown. */
    static Struct withUnknowns(Struct struct, Set<String> properties) {
        Struct.Builder all = struct.toBuilder();
        for (String property : properties) {
            if (!struct.containsFields(property)) {
                all.putFields(property, of(UNKNOWN_TEXT));
            }
        }
        return all.build();
    }

    static Value secret(Value value) {
        return isSigned(value, SECRET_SIGNATURE)
                ? value
                : Value.newBuilder()
                        .setStructValue(Struct.newBuilder()
                                .putFields(SIGNATURE, of(SECRET_SIGNATURE))
                                .putFields("value", value))
                        .build();
    }

    /** Texts, numbers, truth values, lists and maps of them. */
    static Value of(Object object) {
        Value.Builder value = Value.newBuilder();
        return switch (object) {
            case String text -> value.setStringValue(text).build();
            case Boolean truth -> value.setBoolValue(truth).build();
            case Number number -> value.setNumberValue(number.doubleValue()).build();
            case List<?> list -> {
                ListValue.Builder values = ListValue.newBuilder();
                list.forEach(element -> values.addValues(of(element)));
                yield value.setListValue(values).build();
            }
            case Map<?, ?> map -> value.setStructValue(struct(map)).build();
            default -> throw new IllegalArgumentException("not a value of the protocol: " + object.getClass());
        };
    }

    /** Texts as JSON, as settings are given to a process. */
    static String json(Map<String, String> texts) {
        ObjectNode object = JSON.objectNode();
        new TreeMap<>(texts).forEach(object::put);
        return object.toString();
    }

    static String json(Collection<String> texts) {
        ArrayNode array = JSON.arrayNode();
        new TreeSet<>(texts).forEach(array::add);
        return array.toString();
    }

    static Struct struct(Map<?, ?> map) {
        Struct.Builder struct = Struct.newBuilder();
        map.forEach((property, value) -> struct.putFields(String.valueOf(property), of(value)));
        return struct.build();
    }

    private static boolean isKnown(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> !UNKNOWNS.contains(value.getStringValue());
            case LIST_VALUE -> value.getListValue().getValuesList().stream().allMatch(Values::isKnown);
            case STRUCT_VALUE ->
                (!isSigned(value, OUTPUT_SIGNATURE) || value.getStructValue().containsFields("value"))
                        && value.getStructValue().getFieldsMap().values().stream()
                                .allMatch(Values::isKnown);
            case NULL_VALUE, NUMBER_VALUE, BOOL_VALUE, KIND_NOT_SET -> true;
        };
    }

    /** Without what outputs depend on. */
    private static Value plain(Value value) {
        return switch (value.getKindCase()) {
            case LIST_VALUE -> {
                ListValue.Builder values = ListValue.newBuilder();
                value.getListValue().getValuesList().forEach(element -> values.addValues(plain(element)));
                yield Value.newBuilder().setListValue(values).build();
            }
            case STRUCT_VALUE -> {
                Map<String, Value> fields = value.getStructValue().getFieldsMap();
                if (isSigned(value, OUTPUT_SIGNATURE)) {
                    Value inner = plain(fields.getOrDefault("value", none()));
                    yield isTrue(fields.get("secret")) ? secret(inner) : inner;
                }
                Struct.Builder struct = Struct.newBuilder();
                fields.forEach((property, field) -> struct.putFields(property, plain(field)));
                yield Value.newBuilder().setStructValue(struct).build();
            }
            case NULL_VALUE, NUMBER_VALUE, STRING_VALUE, BOOL_VALUE, KIND_NOT_SET -> value;
        };
    }

    private static Value none() {
        return Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    }

    private static boolean isTrue(@Nullable Value value) {
        return value != null && value.getBoolValue();
    }

    private static boolean isSigned(Value value, String signature) {
        return signature.equals(signature(value.getStructValue()));
    }

    private static String signature(Struct struct) {
        return struct.getFieldsOrDefault(SIGNATURE, Value.getDefaultInstance()).getStringValue();
    }

    private record Reader(List<String> secrets, List<String> unknowns) {
        ObjectNode object(Struct struct, String path) {
            ObjectNode object = JSON.objectNode();
            new TreeMap<>(struct.getFieldsMap())
                    .forEach((property, value) ->
                            object.set(property, node(value, path.isEmpty() ? property : path + "." + property)));
            return object;
        }

        JsonNode node(Value value, String path) {
            return switch (value.getKindCase()) {
                case NULL_VALUE, KIND_NOT_SET -> JSON.nullNode();
                case BOOL_VALUE -> JSON.booleanNode(value.getBoolValue());
                case NUMBER_VALUE -> number(value.getNumberValue());
                case STRING_VALUE ->
                    UNKNOWNS.contains(value.getStringValue()) ? unknown(path) : JSON.textNode(value.getStringValue());
                case LIST_VALUE -> {
                    ArrayNode array = JSON.arrayNode();
                    for (Value element : value.getListValue().getValuesList()) {
                        array.add(node(element, path + "[" + array.size() + "]"));
                    }
                    yield array;
                }
                case STRUCT_VALUE -> signed(value.getStructValue(), path);
            };
        }

        private JsonNode signed(Struct struct, String path) {
            Map<String, Value> fields = struct.getFieldsMap();
            return switch (signature(struct)) {
                case SECRET_SIGNATURE -> secret(fields.getOrDefault("value", none()), path);
                case OUTPUT_SIGNATURE -> {
                    if (isTrue(fields.get("secret"))) {
                        yield secret(fields.getOrDefault("value", none()), path);
                    }
                    Value inner = fields.get("value");
                    yield inner == null ? unknown(path) : node(inner, path);
                }
                case ASSET_SIGNATURE, ARCHIVE_SIGNATURE -> {
                    JsonNode content = fields.containsKey("assets")
                            ? object(fields.get("assets").getStructValue(), path)
                            : JSON.textNode(first(fields, "path", "uri", "text"));
                    yield JSON.objectNode().set("asset", content);
                }
                case RESOURCE_SIGNATURE -> JSON.objectNode().put("resource", first(fields, "urn"));
                default -> object(struct, path);
            };
        }

        private JsonNode secret(Value value, String path) {
            secrets.add(path);
            if (!isKnown(value)) {
                unknowns.add(path);
            }
            return JSON.objectNode().put("secret", SECRET);
        }

        private JsonNode unknown(String path) {
            unknowns.add(path);
            return JSON.textNode(UNKNOWN);
        }

        private static JsonNode number(double number) {
            return number == Math.rint(number) && Math.abs(number) <= 1L << 53
                    ? JSON.numberNode((long) number)
                    : JSON.numberNode(number);
        }

        private static String first(Map<String, Value> fields, String... names) {
            for (String name : names) {
                Value value = fields.get(name);
                if (value != null && !value.getStringValue().isEmpty()) {
                    return value.getStringValue();
                }
            }
            return "";
        }
    }
}
