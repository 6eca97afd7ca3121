package io.hakiri.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decides about a pipeline's next grant, as one piece that can be moved to another catalog (C-26).
 *
 * @param state as the source sealed it
 * @param onHold why it was paused when it was sealed, and is paused again once it is activated; {@code null} where it was not
 * @param born runs up to this fence belong to an earlier pipeline of the name
 * @param last the greatest fence that was ever given, those of chunks too
 * @param horizon runs, moves and settled receipts below this fence do not come with it
 * @param auditNumber of its last audit event; the target's go on after it
 * @param cursors all of them
 * @param schemas all versions of all streams
 */
public record PipelineImage(
        PipelineState state,
        @Nullable String onHold,
        Fence born,
        Fence last,
        Fence horizon,
        long auditNumber,
        List<Cursor> cursors,
        List<SchemaVersion> schemas) {
    public PipelineImage {
        Limits.textOrNull("reason", onHold, Limits.TEXT_BYTES);
        Limits.between("audit number", auditNumber, 0, Long.MAX_VALUE);
        Limits.count("cursors", cursors, Limits.CURSORS_PER_PIPELINE);
        cursors = List.copyOf(cursors);
        schemas = List.copyOf(schemas);
    }
}
