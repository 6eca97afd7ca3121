package io.hakiri.deploy.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The configuration in a {@code Pulumi.<stack>.yaml}, as Pulumi gives it to a program: structured values as JSON, everything else as
 * the text that stands there. What is encrypted ({@code secure:}) cannot be read here; {@link #PLACEHOLDER} stands for it.
 *
 * @param config keys with their project's or provider's name in front
 * @param secrets the keys that have something encrypted in them
 */
record StackFile(Map<String, String> config, Set<String> secrets) {
    /** Stands for what only Pulumi can decrypt. */
    static final String PLACEHOLDER = "placeholder-of-a-secret";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SECURE = "secure";

    StackFile {
        config = Map.copyOf(config);
        secrets = Set.copyOf(secrets);
    }

    /** What is wrong with a file, for a person. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    /** A key as programs know it: one without a name in front is the project's. */
    static String key(String project, String key) {
        return key.contains(":") ? key : project + ":" + key;
    }

    static StackFile read(Path file, String project) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            Node root = new Yaml(new LoaderOptions()).compose(reader);
            return new Reading(file, project).of(root);
        } catch (MarkedYAMLException e) {
            throw new Wrong(file + ": " + e.getProblem() + position(e.getProblemMark()));
        }
    }

    private static String position(@Nullable Mark mark) {
        return mark == null ? "" : " (line " + (mark.getLine() + 1) + ")";
    }

    private record Reading(Path file, String project) {
        StackFile of(@Nullable Node root) {
            Map<String, String> config = new TreeMap<>();
            Set<String> secrets = new TreeSet<>();
            Node section = root == null ? null : fields(root).get("config");
            if (section != null && !section.getTag().equals(Tag.NULL)) {
                fields(section).forEach((key, node) -> {
                    String name = key(project, key);
                    if (config.put(name, text(node)) != null) {
                        throw wrong(node, name + " is there twice");
                    }
                    if (hasSecret(node)) {
                        secrets.add(name);
                    }
                });
            }
            return new StackFile(config, secrets);
        }

        private String text(Node node) {
            return node instanceof ScalarNode scalar
                    ? scalar.getValue()
                    : secured(node).isPresent() ? PLACEHOLDER : json(node).toString();
        }

        private JsonNode json(Node node) {
            if (secured(node).isPresent()) {
                return JSON.textNode(PLACEHOLDER);
            }
            return switch (node) {
                case ScalarNode scalar -> scalar(scalar);
                case SequenceNode sequence -> {
                    ArrayNode array = JSON.arrayNode();
                    sequence.getValue().forEach(element -> array.add(json(element)));
                    yield array;
                }
                default -> {
                    ObjectNode object = JSON.objectNode();
                    fields(node).forEach((key, value) -> object.set(key, json(value)));
                    yield object;
                }
            };
        }

        private JsonNode scalar(ScalarNode scalar) {
            String text = scalar.getValue();
            Tag tag = scalar.getTag();
            try {
                if (tag.equals(Tag.INT)) {
                    return JSON.numberNode(Long.parseLong(text));
                }
                if (tag.equals(Tag.FLOAT)) {
                    return JSON.numberNode(Double.parseDouble(text));
                }
            } catch (NumberFormatException _) {
                return JSON.textNode(text);
            }
            if (tag.equals(Tag.BOOL)) {
                return JSON.booleanNode(Boolean.parseBoolean(text));
            }
            return tag.equals(Tag.NULL) ? JSON.nullNode() : JSON.textNode(text);
        }

        private boolean hasSecret(Node node) {
            return secured(node).isPresent()
                    || switch (node) {
                        case SequenceNode sequence ->
                            sequence.getValue().stream().anyMatch(this::hasSecret);
                        case MappingNode mapping ->
                            fields(mapping).values().stream().anyMatch(this::hasSecret);
                        default -> false;
                    };
        }

        private Optional<Node> secured(Node node) {
            if (!(node instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
                return Optional.empty();
            }
            return Optional.ofNullable(fields(mapping).get(SECURE)).filter(ScalarNode.class::isInstance);
        }

        private Map<String, Node> fields(Node node) {
            if (!(node instanceof MappingNode mapping)) {
                throw wrong(node, "expected keys with values");
            }
            Map<String, Node> fields = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw wrong(tuple.getKeyNode(), "expected a text as key");
                }
                if (fields.put(key.getValue(), tuple.getValueNode()) != null) {
                    throw wrong(key, key.getValue() + " is there twice");
                }
            }
            return fields;
        }

        private Wrong wrong(Node node, String what) {
            return new Wrong(file + ": " + what + position(node.getStartMark()));
        }
    }
}
