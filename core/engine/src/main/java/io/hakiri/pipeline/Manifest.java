package io.hakiri.pipeline;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that a project folder declares.
 *
 * @param folder where it was read; relative paths of connectors are relative to it
 * @param pipelines by id, each once
 */
public record Manifest(Path folder, ProjectId project, List<Pipeline> pipelines) {
    public Manifest {
        pipelines = List.copyOf(pipelines);
    }

    public Optional<Pipeline> pipeline(PipelineId id) {
        return pipelines.stream().filter(pipeline -> pipeline.id().equals(id)).findFirst();
    }
}
