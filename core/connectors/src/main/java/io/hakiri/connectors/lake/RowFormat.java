package io.hakiri.connectors.lake;

import io.hakiri.schema.Shape;
import java.io.IOException;

/** What files of rows look like inside. */
public interface RowFormat {
    /** How published files end, without the first dot: {@code parquet}. */
    String extension();

    /**
     * Begins a file.
     *
     * @param shape of every row that will be written to it
     */
    RowFile begin(Shape shape, StagedFile file) throws IOException;
}
