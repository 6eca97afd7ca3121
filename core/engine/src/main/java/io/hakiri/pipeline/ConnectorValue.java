package io.hakiri.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connector with its options, in one table.
 *
 * @param words what is expected where there is no table
 * @param types the connectors there are; {@code null} where options were checked already (a manifest that comes from the
 *     catalog, perhaps into a program that has other connectors)
 */
record ConnectorValue(String words, @Nullable List<? extends ConnectorType> types) implements Value<ConnectorSpec> {
    static final String CONNECTOR = "connector";
    private static final String CONNECTOR_DESCRIPTION = "Which connector.";

    @Override
    public @Nullable ConnectorSpec read(Node node, Reading reading) {
        if (!(node instanceof Node.Table table)) {
            reading.expected(words, node);
            return null;
        }
        Node name = table.entries().get(CONNECTOR);
        if (name == null) {
            reading.child(CONNECTOR)
                    .problem(table.at(), "expected " + names() + ", found nothing; the key is required");
            return null;
        }
        if (types == null) {
            return unchecked(table, reading);
        }
        ConnectorType type =
                Values.oneOf(List.copyOf(types), ConnectorType::name).read(name, reading.child(CONNECTOR));
        if (type == null) {
            return null;
        }
        int before = reading.problems().count();
        Map<String, Object> options =
                new HashMap<>(keys(type).read(table, reading).values());
        options.remove(CONNECTOR);
        return reading.problems().count() == before ? new ConnectorSpec(type.name(), options) : null;
    }

    @Override
    public ObjectNode schema() {
        if (types == null) {
            return Values.type("object");
        }
        ObjectNode schema = Values.type("object");
        ArrayNode forms = schema.putArray("oneOf");
        for (ConnectorType type : types) {
            forms.add(keys(type).schema().put("title", type.name()).put("description", type.description()));
        }
        return schema;
    }

    private String names() {
        return types == null
                ? "the name of a connector"
                : Values.oneOf(List.copyOf(types), ConnectorType::name).words();
    }

    /** The keys of a table for this connector. */
    static Keys keys(ConnectorType type) {
        List<Key<?>> keys = new ArrayList<>();
        keys.add(Key.required(CONNECTOR, Values.oneOf(List.of(type.name()), name -> name), CONNECTOR_DESCRIPTION));
        for (OptionSpec option : type.options()) {
            keys.add(new Key<>(
                    option.name(), value(option), option.required(), option.fallback(), option.description()));
        }
        return new Keys(keys);
    }

    private static Value<?> value(OptionSpec option) {
        return switch (option.kind()) {
            case TEXT -> text(option);
            case INTEGER -> new Values.Whole(Long.MIN_VALUE, Long.MAX_VALUE);
            case BOOLEAN -> new Values.Flag();
            case TEXTS -> new Texts(text(option));
            case SETTINGS -> new Texts(new SettingText());
            case SECRET -> new Secret();
        };
    }

    private static Value<String> text(OptionSpec option) {
        return option.allowed().isEmpty()
                ? Values.parsed("a text", schema -> schema.put("pattern", "^(?!secret:)"), ConnectorValue::literal)
                : Values.oneOf(option.allowed(), word -> word);
    }

    /** A reference where none is resolved would be taken for the thing itself. */
    private static String literal(String text) {
        if (text.startsWith(Secrets.PREFIX)) {
            throw new InvalidInput("option", "a text (this option takes no secret)", Shown.text(text));
        }
        return text;
    }

    private @Nullable ConnectorSpec unchecked(Node.Table table, Reading reading) {
        String name = null;
        int before = reading.problems().count();
        Map<String, Object> options = new HashMap<>();
        for (Map.Entry<String, Node> entry : table.entries().entrySet()) {
            Reading child = reading.child(entry.getKey());
            if (entry.getKey().equals(CONNECTOR)) {
                name = Values.text().read(entry.getValue(), child);
                continue;
            }
            Object value = anything(entry.getValue(), child);
            if (value != null) {
                options.put(entry.getKey(), value);
            }
        }
        return name != null && reading.problems().count() == before ? new ConnectorSpec(name, options) : null;
    }

    private static @Nullable Object anything(Node node, Reading reading) {
        return switch (node) {
            case Node.Text text -> text.value();
            case Node.Whole whole -> whole.value();
            case Node.Flag flag -> flag.value();
            case Node.Items _ -> new Texts(Values.parsed("a text", _ -> {}, text -> text)).read(node, reading);
            case Node.Table _, Node.Other _ -> {
                reading.expected("an option's value", node);
                yield null;
            }
        };
    }

    /** Several texts, or one. */
    private record Texts(Value<String> item) implements Value<List<String>> {
        @Override
        public @Nullable List<String> read(Node node, Reading reading) {
            if (node instanceof Node.Text) {
                String one = item.read(node, reading);
                return one == null ? null : List.of(one);
            }
            return new Values.Items<>(item, 0, Integer.MAX_VALUE, words()).read(node, reading);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JsonNodeFactory.instance.objectNode();
            ArrayNode forms = schema.putArray("anyOf");
            forms.add(item.schema());
            forms.add(new Values.Items<>(item, 0, Integer.MAX_VALUE, words()).schema());
            return schema;
        }

        @Override
        public String words() {
            return "a list of texts";
        }
    }

    /** A text NAME=VALUE. What stands there instead is not shown: it may be a secret. */
    private record SettingText() implements Value<String> {
        private static boolean isOne(String text) {
            return Setting.parse(text)
                    .filter(setting -> !setting.value().startsWith(Secrets.PREFIX)
                            || Secrets.REFERENCE.matcher(setting.value()).matches())
                    .isPresent();
        }

        @Override
        public @Nullable String read(Node node, Reading reading) {
            if (node instanceof Node.Text(var _, String text) && isOne(text)) {
                return text;
            }
            reading.problem(node.at(), "expected " + words() + ", found something else (not shown here)");
            return null;
        }

        @Override
        public ObjectNode schema() {
            return Values.type("string")
                    .put("pattern", "^[^=]+=(?!secret:)|^[^=]+=" + Secrets.REFERENCE.pattern() + "$");
        }

        @Override
        public String words() {
            return "a text NAME=VALUE, whose value may be a reference secret:NAME";
        }
    }

    /** A reference. What stands there instead is not shown: it may be the secret. */
    private record Secret() implements Value<String> {
        @Override
        public @Nullable String read(Node node, Reading reading) {
            if (node instanceof Node.Text(var _, String text)
                    && Secrets.REFERENCE.matcher(text).matches()) {
                return text;
            }
            reading.problem(node.at(), "expected " + words() + ", found something else (not shown here)");
            return null;
        }

        @Override
        public ObjectNode schema() {
            return Values.type("string").put("pattern", "^" + Secrets.REFERENCE.pattern() + "$");
        }

        @Override
        public String words() {
            return "a reference \"secret:NAME\" to a secret kept elsewhere, never the secret itself";
        }
    }
}
