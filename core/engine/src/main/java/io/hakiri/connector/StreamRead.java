package io.hakiri.connector;

import io.hakiri.catalog.Position;
import io.hakiri.schema.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to read.
 *
 * @param stream its name
 * @param cursor {@code null} where the source itself knows how far it has come (a file's byte offset)
 * @param primaryKey fields whose values are never missing; empty where none are declared
 * @param after per partition: only what comes after; a partition that is not named is read from its start
 * @param known the shape accepted before, to read values as the types they had; {@code null} at the first time
 * @param setAsideBad whether a record that cannot be read is handed over as rejected; otherwise it ends the reading
 * @param batchBytes about how much of the source a batch may be at most, because a run commits between batches; a single
 *     record may be more
 */
public record StreamRead(
        String stream,
        @Nullable CursorField cursor,
        List<String> primaryKey,
        Map<String, Position> after,
        @Nullable Shape known,
        boolean setAsideBad,
        long batchBytes) {
    /** For a reader that need not commit in small steps. */
    public static final long ANY_BATCH = Long.MAX_VALUE;

    public StreamRead {
        primaryKey = List.copyOf(primaryKey);
        after = Map.copyOf(after);
    }
}
