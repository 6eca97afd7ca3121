package io.hakiri.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.connector.Connectors;

/** The JSON Schema (draft 2020-12) of all files of a manifest, made from the keys that the reader binds. */
public final class ManifestSchema {
    private static final DefaultPrettyPrinter PRINTER = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    private ManifestSchema() {}

    /**
     * The schema as text, the same for the same connectors, ending in a line feed. It takes {@code hakiri.toml} (which has
     * {@code project}), and files of the folder {@code pipelines}: a list of pipelines or a single one. Ids used twice, times
     * that never come, bounds of times and missing tie-breakers are beyond it; the reader finds these.
     */
    public static String json(Connectors connectors) {
        ManifestKeys keys = new ManifestKeys(connectors);
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:hakiri:manifest");
        schema.put("title", "Hakiri manifest");
        schema.put("type", "object");
        when(schema, ManifestKeys.PROJECT.name());
        schema.set("then", keys.projectFile.schema());
        ObjectNode others = schema.putObject("else");
        when(others, keys.pipelines.name());
        others.set("then", keys.pipelinesFile.schema());
        others.set("else", keys.pipelineFile.schema());
        try {
            return new ObjectMapper().writer(PRINTER).writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree in memory can always be written", e);
        }
    }

    private static void when(ObjectNode schema, String key) {
        schema.putObject("if").putArray("required").add(key);
    }
}
