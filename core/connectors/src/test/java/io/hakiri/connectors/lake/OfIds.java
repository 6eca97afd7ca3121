package io.hakiri.connectors.lake;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.schema.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The simplest format there is: the first column's numbers, a line each, unbuffered. */
final class OfIds implements DataFormat {
    @Override
    public String extension() {
        return "txt";
    }

    @Override
    public RowFile begin(Shape shape, StagedFile file) {
        return new RowFile() {
            @Override
            public void write(Batch rows) throws IOException {
                Column.Longs ids = (Column.Longs) rows.columns().getFirst();
                for (int row = 0; row < rows.rows(); row++) {
                    file.write((ids.values()[row] + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }

            @Override
            public long heldBytes() {
                return 0;
            }

            @Override
            public void relieve() {}

            @Override
            public void finish() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public String newestRows(String glob, String key) {
        return "";
    }
}
