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
 * @param positions per partition: where it stands once these rows are safe
 * @param bytes how much of the source this was
 */
public record SourceBatch(
        Batch rows, RowLocator where, List<RejectedRow> rejected, Map<String, Position> positions, long bytes) {
    public SourceBatch {
        rejected = List.copyOf(rejected);
        positions = Map.copyOf(positions);
    }

    /** Says where row i of a batch stands at the source, such as {@code data/a.csv:17}. */
    @FunctionalInterface
    public interface RowLocator {
        String where(int row);
    }
}
