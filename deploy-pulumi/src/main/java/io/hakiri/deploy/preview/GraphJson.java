package io.hakiri.deploy.preview;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A graph for programs, as JSON of the format {@value #FORMAT}. Its properties:
 *
 * <ul>
 *   <li>{@code format}: this number; it grows when something that a reader may rely on changes
 *   <li>{@code stack}: the stack's URN
 *   <li>{@code resources}, sorted by URN: {@code urn}, {@code type}, {@code name}, {@code parent}, {@code kind} ({@code made},
 *       {@code read} or {@code component}), {@code inputs}, {@code secrets} (where they stand in the inputs), {@code dependencies} and
 *       {@code propertyDependencies} (URNs), {@code options} (those that are not the default)
 *   <li>{@code outputs}: the stack's
 *   <li>{@code notes}: what the program said
 *   <li>{@code estimate}, where there is one: what it would cost in a month
 * </ul>
 *
 * <p>Properties are always in the same order, so that two graphs can be compared line by line.
 */
public final class GraphJson {
    /** The number of the format. */
    public static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

    private GraphJson() {}

    /** Ends with a line's end. */
    public static String of(ResourceGraph graph) {
        return written(tree(graph));
    }

    /**
     * With what it would cost.
     *
     * @param estimate the property {@code estimate}
     */
    public static String of(ResourceGraph graph, ObjectNode estimate) {
        ObjectNode tree = tree(graph);
        tree.set("estimate", estimate);
        return written(tree);
    }

    private static String written(ObjectNode tree) {
        DefaultPrettyPrinter pretty = new DefaultPrettyPrinter();
        pretty.indentObjectsWith(INDENT);
        pretty.indentArraysWith(INDENT);
        try {
            return JSON.writer(pretty).writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode tree(ResourceGraph graph) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("format", FORMAT);
        tree.put("stack", graph.stack());
        ArrayNode resources = tree.putArray("resources");
        graph.resources().forEach(resource -> resources.add(resource(resource)));
        tree.set("outputs", graph.outputs());
        ArrayNode notes = tree.putArray("notes");
        graph.notes().forEach(note -> {
            ObjectNode object = notes.addObject();
            object.put("warning", note.warning()).put("message", note.message());
            put(object, "urn", note.urn());
        });
        return tree;
    }

    private static ObjectNode resource(Resource resource) {
        ObjectNode object = JSON.createObjectNode();
        object.put("urn", resource.urn());
        object.put("type", resource.type());
        object.put("name", resource.name());
        object.put("parent", resource.parent());
        object.put(
                "kind",
                switch (resource.kind()) {
                    case MADE -> "made";
                    case READ -> "read";
                    case COMPONENT -> "component";
                });
        object.set("inputs", resource.inputs());
        object.set("secrets", array(resource.secrets()));
        object.set("dependencies", array(resource.dependencies()));
        ObjectNode properties = object.putObject("propertyDependencies");
        resource.propertyDependencies().forEach((property, urns) -> properties.set(property, array(urns)));
        object.set("options", options(resource.options()));
        return object;
    }

    private static ObjectNode options(Options options) {
        ObjectNode object = JSON.createObjectNode();
        if (options.protect()) {
            object.put("protect", true);
        }
        if (options.retainOnDelete()) {
            object.put("retainOnDelete", true);
        }
        if (options.deleteBeforeReplace() != null) {
            object.put("deleteBeforeReplace", options.deleteBeforeReplace());
        }
        put(object, "ignoreChanges", options.ignoreChanges());
        put(object, "replaceOnChanges", options.replaceOnChanges());
        put(object, "additionalSecretOutputs", options.additionalSecretOutputs());
        if (!options.customTimeouts().isEmpty()) {
            ObjectNode timeouts = object.putObject("customTimeouts");
            options.customTimeouts().forEach(timeouts::put);
        }
        put(object, "provider", options.provider());
        put(object, "version", options.version());
        put(object, "aliases", options.aliases());
        put(object, "deletedWith", options.deletedWith());
        put(object, "importId", options.importId());
        return object;
    }

    private static void put(ObjectNode object, String property, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            object.put(property, value);
        }
    }

    private static void put(ObjectNode object, String property, Collection<String> values) {
        if (!values.isEmpty()) {
            object.set(property, array(values));
        }
    }

    private static ArrayNode array(Collection<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array;
    }
}
