package io.hakiri.pipeline;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineId;
import io.hakiri.schema.SchemaPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A pipeline as it was declared.
 *
 * @param streams 1 to 1,000, each name once
 */
public record Pipeline(
        PipelineId id,
        ConnectorSpec source,
        ConnectorSpec destination,
        Schedule schedule,
        SchemaPolicy schemaChange,
        List<StreamSpec> streams,
        RunSettings run) {
    public Pipeline {
        streams = List.copyOf(streams);
        Limits.between("streams", streams.size(), 1, Limits.STREAMS_PER_PIPELINE);
        Set<String> names = new HashSet<>();
        for (StreamSpec stream : streams) {
            if (!names.add(stream.name())) {
                throw new InvalidInput("streams", "each name once", stream.name());
            }
        }
    }

    /**
     * The one JSON that stands for this declaration: sorted keys, no spaces, defaults of {@link RunSettings} left out,
     * secrets as references. It is what the catalog keeps, and also a good file for the folder {@code pipelines}.
     */
    public String toCanonicalJson() {
        return CanonicalJson.of(this);
    }

    /**
     * Reads {@link #toCanonicalJson}. Options of connectors are not checked again.
     *
     * @throws InvalidInput where it is none, such as one that a newer program wrote
     */
    public static Pipeline ofCanonicalJson(String json) {
        return CanonicalJson.read(json);
    }
}
