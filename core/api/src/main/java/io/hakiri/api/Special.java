package io.hakiri.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values whose JSON is not that of a record. */
final class Special {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Special() {}

    /** How far a cursor is: {@code {"kind":"monotonic","value":"42","order_key":"3432"}}. */
    static final Form<Position> POSITION = new Form<>() {
        private static final List<String> KINDS = List.of("monotonic", "opaque-token", "snapshot-id");

        // the order key is hexadecimal; the bytes of the value where it is missing
        private record Given(
                String kind, String value, @Nullable String orderKey) {}

        @Override
        public JsonNode write(Position position) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            return switch (position) {
                case Position.Monotonic(String value, Bytes orderKey) ->
                    object.put("kind", KINDS.get(0)).put("value", value).put("order_key", orderKey.toHex());
                case Position.OpaqueToken(String value) ->
                    object.put("kind", KINDS.get(1)).put("value", value).putNull("order_key");
                case Position.SnapshotId(String value) ->
                    object.put("kind", KINDS.get(2)).put("value", value).putNull("order_key");
            };
        }

        @Override
        public Position read(JsonNode node, String at) {
            Given given = Forms.of(Given.class).read(node, at);
            int kind = KINDS.indexOf(given.kind());
            if (kind < 0) {
                throw new InvalidInput(Form.below(at, "kind"), String.join(", ", KINDS), given.kind());
            }
            if (kind > 0 && given.orderKey() != null) {
                throw new InvalidInput(
                        Form.below(at, "order_key"), "nothing: only monotonic ones have an order", "one");
            }
            try {
                return switch (kind) {
                    case 0 -> new Position.Monotonic(given.value(), orderKey(given));
                    case 1 -> new Position.OpaqueToken(given.value());
                    default -> new Position.SnapshotId(given.value());
                };
            } catch (InvalidInput e) {
                throw new InvalidInput(at + ": " + e.field(), e.limit(), e.given());
            }
        }

        private static Bytes orderKey(Given given) {
            if (given.orderKey() == null) {
                return Bytes.of(given.value().getBytes(StandardCharsets.UTF_8));
            }
            try {
                return Bytes.ofHex(given.orderKey());
            } catch (IllegalArgumentException e) {
                throw new InvalidInput("order_key", "hexadecimal digits, two for a byte", given.orderKey());
            }
        }

        @Override
        public ObjectNode schema(Map<String, ObjectNode> named) {
            Forms.of(Given.class).schema(named);
            ObjectNode position = named.remove("Given");
            if (position != null) {
                KINDS.forEach(((ObjectNode) position.path("properties").path("kind")).putArray("enum")::add);
                named.put("Position", position);
            }
            return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/Position");
        }
    };

    /** One that has an order. */
    static final Form<Position.Monotonic> MONOTONIC = new Form<>() {
        @Override
        public JsonNode write(Position.Monotonic position) {
            return POSITION.write(position);
        }

        @Override
        public Position.Monotonic read(JsonNode node, String at) {
            if (POSITION.read(node, at) instanceof Position.Monotonic monotonic) {
                return monotonic;
            }
            throw new InvalidInput(
                    Form.below(at, "kind"), "monotonic", node.path("kind").asText());
        }

        @Override
        public ObjectNode schema(Map<String, ObjectNode> named) {
            return POSITION.schema(named);
        }
    };

    /** Whether a pipeline may be written: {@code status}, with why or where to. */
    static final Form.Inline<PipelineStatus> STATUS = new Form.Inline<>() {
        private static final List<String> WORDS = List.of("active", "paused", "sealed", "moved");

        @Override
        public List<String> names() {
            return List.of("status", "reason", "moved_to");
        }

        @Override
        public void writeInto(ObjectNode object, PipelineStatus status) {
            object.set("status", NullNode.instance);
            object.putNull("reason").putNull("moved_to");
            switch (status) {
                case PipelineStatus.Active() -> object.put("status", WORDS.get(0));
                case PipelineStatus.OnHold(String reason) ->
                    object.put("status", WORDS.get(1)).put("reason", reason);
                case PipelineStatus.Sealed() -> object.put("status", WORDS.get(2));
                case PipelineStatus.Relocated(String address) ->
                    object.put("status", WORDS.get(3)).put("moved_to", address);
            }
        }

        @Override
        public JsonNode write(PipelineStatus status) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            writeInto(object, status);
            return object;
        }

        @Override
        public PipelineStatus read(JsonNode node, String at) {
            if (node instanceof ObjectNode object) {
                return readFrom(object, at);
            }
            throw Form.wrong(at, "an object", node);
        }

        @Override
        public PipelineStatus readFrom(ObjectNode object, String at) {
            JsonNode word = object.path("status");
            return switch (WORDS.indexOf(word.asText())) {
                case 0 -> new PipelineStatus.Active();
                case 1 -> new PipelineStatus.OnHold(object.path("reason").asText());
                case 2 -> new PipelineStatus.Sealed();
                case 3 -> new PipelineStatus.Relocated(object.path("moved_to").asText());
                default -> throw Form.wrong(Form.below(at, "status"), String.join(", ", WORDS), word);
            };
        }

        @Override
        public ObjectNode schema(Map<String, ObjectNode> named) {
            throw new UnsupportedOperationException("stands within a pipeline");
        }

        @Override
        public void describeInto(ObjectNode properties, List<String> required, Map<String, ObjectNode> named) {
            ObjectNode status = Scalar.type("string");
            WORDS.forEach(status.putArray("enum")::add);
            properties.set("status", status);
            properties.set("reason", Form.orNull(Scalar.type("string")));
            properties.set("moved_to", Form.orNull(Scalar.type("string")));
            required.addAll(names());
        }
    };

    /**
     * JSON that the catalog keeps as a text, byte for byte (C-23). A text that reading and writing would change, or that is no
     * object and no list, stands there as a text.
     */
    static final Form<String> DOCUMENT = new Form<>() {
        @Override
        public JsonNode write(String text) {
            try {
                JsonNode node = JSON.readTree(text);
                return node.isContainerNode() && node.toString().equals(text) ? node : TextNode.valueOf(text);
            } catch (JsonProcessingException e) {
                return TextNode.valueOf(text);
            }
        }

        @Override
        public String read(JsonNode node, String at) {
            if (node.isTextual()) {
                return node.asText();
            }
            if (!node.isContainerNode()) {
                throw Form.wrong(at, "an object", node);
            }
            return node.toString();
        }

        @Override
        public ObjectNode schema(Map<String, ObjectNode> named) {
            return Scalar.type("object");
        }
    };

    /** A JSON object that a request gives, to be read. */
    static final Form<String> OBJECT = new Form<>() {
        @Override
        public JsonNode write(String text) {
            return DOCUMENT.write(text);
        }

        @Override
        public String read(JsonNode node, String at) {
            if (!node.isObject()) {
                throw Form.wrong(at, "an object", node);
            }
            return node.toString();
        }

        @Override
        public ObjectNode schema(Map<String, ObjectNode> named) {
            return DOCUMENT.schema(named);
        }
    };

    private record ShapeField(String name, String type, boolean nullable) {}

    private record ShapeFields(List<ShapeField> fields) {}

    /** The shape of a stream, as the catalog keeps it. */
    static final Form<String> SHAPE = new Form<>() {
        @Override
        public JsonNode write(String text) {
            return DOCUMENT.write(text);
        }

        @Override
        public String read(JsonNode node, String at) {
            return DOCUMENT.read(node, at);
        }

        @Override
        public ObjectNode schema(Map<String, ObjectNode> named) {
            Forms.of(ShapeFields.class).schema(named);
            return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/ShapeFields");
        }
    };

    /**
     * The shape of a stream, as a request gives it: an object becomes canonical JSON; a text is kept as it is, for a program that
     * is newer than the service may know more types.
     */
    static final Form<String> GIVEN_SHAPE = new Form<>() {
        @Override
        public JsonNode write(String text) {
            return TextNode.valueOf(text);
        }

        @Override
        public String read(JsonNode node, String at) {
            if (node.isTextual()) {
                return node.asText();
            }
            ShapeFields given = Forms.of(ShapeFields.class).read(node, at);
            try {
                return new Shape(given.fields().stream()
                                .map(field -> new io.hakiri.schema.Field(
                                        field.name(), Type.parse(field.type()), field.nullable()))
                                .toList())
                        .toJson();
            } catch (InvalidInput e) {
                throw new InvalidInput(at + ": " + e.field(), e.limit(), e.given());
            }
        }

        @Override
        public ObjectNode schema(Map<String, ObjectNode> named) {
            ObjectNode either = JsonNodeFactory.instance.objectNode();
            either.putArray("anyOf").add(SHAPE.schema(named)).add(Scalar.type("string"));
            return either;
        }
    };
}
