package io.hakiri.connector;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.Position;
import java.util.List;
import java.util.Map;

/**
 * What a source read next.
 *
 * @param rows may be none: then only positions move
 * @param where finds a row at the source, for the quarantine
 * @param rejected records that could not be read as rows
 * @param positions per partition: where it stands once these rows are safe. Rows without any position are half a thing (ADR
 *     0017): a run takes them in and commits no sooner than it has a later batch of the stream with positions, which are
 *     theirs too; where trouble comes first they are dropped, and read again. A stream never ends behind such rows
 * @param bytes how much of the source this was
 */
public record SourceBatch(
        Batch rows, RowLocator where, List<RejectedRow> rejected, Map<String, Position> positions, long bytes) {
    public SourceBatch {
        rejected = List.copyOf(rejected);
        positions = Map.copyOf(positions);
    }

    /** Whether its rows wait for the position of a later batch. */
    public boolean isOpen() {
        return positions.isEmpty() && (rows.rows() > 0 || !rejected.isEmpty());
    }

    /** Says where row i of a batch stands at the source, such as {@code data/a.csv:17}. */
    @FunctionalInterface
    public interface RowLocator {
        String where(int row);
    }
}
