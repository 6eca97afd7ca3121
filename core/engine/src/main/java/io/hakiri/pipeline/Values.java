package io.hakiri.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kinds of value that keys of a manifest have. */
final class Values {
    private Values() {}

    static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    /** Any text that is not blank. */
    static Value<String> text() {
        return parsed("a text", schema -> schema.put("pattern", "\\S"), text -> {
            if (text.isBlank()) {
                throw new InvalidInput("text", "a text that is not blank", Shown.text(text));
            }
            return text;
        });
    }

    /** A text that a type of the domain understands: its {@link InvalidInput} becomes a problem. */
    static <T> Value<T> parsed(String words, Consumer<ObjectNode> schema, Function<String, T> parse) {
        return new Parsed<>(words, schema, parse);
    }

    /** One word of a few. */
    static <T> Value<T> oneOf(List<T> choices, Function<T, String> word) {
        List<String> all = choices.stream().map(word).toList();
        String words = (all.size() == 1 ? "" : "one of ") + String.join(", ", all);
        return parsed(words, schema -> all.forEach(schema.withArray("enum")::add), text -> {
            int found = all.indexOf(text);
            if (found < 0) {
                throw new InvalidInput("word", words, Shown.text(text) + Nearest.hint(text, all));
            }
            return choices.get(found);
        });
    }

    static Value<Duration> time(Duration least, Duration most) {
        String words =
                "a time from " + TimeSpan.text(least) + " to " + TimeSpan.text(most) + " such as \"90s\" or \"15m\"";
        return parsed(words, schema -> schema.put("pattern", "^(?=[0-9])" + TimeSpan.PATTERN + "$"), text -> {
            Duration time = TimeSpan.parse(text).orElseThrow(() -> new InvalidInput("time", words, Shown.text(text)));
            if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
                throw new InvalidInput("time", words, Shown.text(text));
            }
            return time;
        });
    }

    private record Parsed<T>(String words, Consumer<ObjectNode> details, Function<String, T> parse)
            implements Value<T> {
        @Override
        public @Nullable T read(Node node, Reading reading) {
            if (!(node instanceof Node.Text(Place at, String text))) {
                reading.expected(words, node);
                return null;
            }
            try {
                return parse.apply(Limits.text(reading.key(), text, Limits.MANIFEST_BYTES));
            } catch (InvalidInput e) {
                // some types show the text as it is, others have quoted it and added a hint
                String found = e.given().startsWith("\"") ? e.given() : node.shown();
                reading.problem(at, "expected " + e.limit() + ", found " + found);
                return null;
            }
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = type("string");
            details.accept(schema);
            return schema;
        }
    }

    /** A whole number within bounds. */
    record Whole(long least, long most) implements Value<Long> {
        @Override
        public @Nullable Long read(Node node, Reading reading) {
            if (node instanceof Node.Whole(var _, long value) && value >= least && value <= most) {
                return value;
            }
            reading.expected(words(), node);
            return null;
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = type("integer");
            if (least != Long.MIN_VALUE || most != Long.MAX_VALUE) {
                schema.put("minimum", least).put("maximum", most);
            }
            return schema;
        }

        @Override
        public String words() {
            return least == Long.MIN_VALUE && most == Long.MAX_VALUE
                    ? "a whole number"
                    : "a whole number from " + least + " to " + most;
        }
    }

    record Flag() implements Value<Boolean> {
        @Override
        public @Nullable Boolean read(Node node, Reading reading) {
            if (node instanceof Node.Flag(var _, boolean value)) {
                return value;
            }
            reading.expected(words(), node);
            return null;
        }

        @Override
        public ObjectNode schema() {
            return type("boolean");
        }

        @Override
        public String words() {
            return "true or false";
        }
    }

    /** Bytes: a number, or a text with a unit. */
    record Size(long least, long most) implements Value<Long> {
        @Override
        public @Nullable Long read(Node node, Reading reading) {
            long bytes = switch (node) {
                case Node.Whole(var _, long value) -> value;
                case Node.Text(var _, String text) -> ByteSize.parse(text).orElse(-1);
                case Node.Flag _, Node.Items _, Node.Table _, Node.Other _ -> -1L;
            };
            if (bytes >= least && bytes <= most) {
                return bytes;
            }
            reading.expected(words(), node);
            return null;
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JsonNodeFactory.instance.objectNode();
            ArrayNode forms = schema.putArray("anyOf");
            forms.add(new Whole(least, most).schema());
            forms.add(type("string").put("pattern", "^" + ByteSize.PATTERN + "$"));
            return schema;
        }

        @Override
        public String words() {
            return "a size from " + ByteSize.text(least) + " to " + ByteSize.text(most)
                    + " such as \"64MiB\", or a number of bytes";
        }
    }

    /**
     * Values of one kind, in order.
     *
     * @param words such as {@code a list of field names}
     */
    record Items<T>(Value<T> item, int least, int most, String words) implements Value<List<T>> {
        @Override
        public @Nullable List<T> read(Node node, Reading reading) {
            if (!(node instanceof Node.Items(Place at, List<Node> nodes))) {
                reading.expected(words, node);
                return null;
            }
            if (nodes.size() < least || nodes.size() > most) {
                reading.problem(at, "expected " + least + " to " + most + " entries, found " + nodes.size());
                return null;
            }
            List<T> values = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                T value = item.read(nodes.get(i), reading.item(i));
                if (value != null) {
                    values.add(value);
                }
            }
            return values.size() == nodes.size() ? values : null;
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = type("array");
            schema.set("items", item.schema());
            if (least > 0) {
                schema.put("minItems", least);
            }
            return most == Integer.MAX_VALUE ? schema : schema.put("maxItems", most);
        }
    }

    /** Turns what was read of a table into what it means; {@code null} where that was a problem, which it reports. */
    @FunctionalInterface
    interface Making<T> {
        @Nullable
        T make(Keys.Fields fields, Reading reading);
    }

    /** A table with known keys. */
    record Table<T>(String words, Keys keys, Making<T> making) implements Value<T> {
        @Override
        public @Nullable T read(Node node, Reading reading) {
            if (node instanceof Node.Table table) {
                return making.make(keys.read(table, reading), reading);
            }
            reading.expected(words, node);
            return null;
        }

        @Override
        public ObjectNode schema() {
            return keys.schema();
        }
    }
}
