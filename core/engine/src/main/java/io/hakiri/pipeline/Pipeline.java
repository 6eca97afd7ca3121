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
}
