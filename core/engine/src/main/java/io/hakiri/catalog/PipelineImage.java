package io.hakiri.catalog;

import java.util.List;

/**
 * What decides about a pipeline's next grant, as one piece that can be moved to another catalog (C-26).
 *
 * @param state as the source sealed it
 * @param cursors all of them
 * @param schemas all versions of all streams
 */
public record PipelineImage(PipelineState state, List<Cursor> cursors, List<SchemaVersion> schemas) {
    public PipelineImage {
        Limits.count("cursors", cursors, Limits.CURSORS_PER_PIPELINE);
        cursors = List.copyOf(cursors);
        schemas = List.copyOf(schemas);
    }
}
