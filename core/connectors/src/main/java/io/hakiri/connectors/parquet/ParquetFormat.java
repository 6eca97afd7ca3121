package io.hakiri.connectors.parquet;

import io.hakiri.connectors.lake.DataFormat;
import io.hakiri.connectors.lake.RowFile;
import io.hakiri.connectors.lake.StagedFile;
import io.hakiri.schema.Shape;
import java.io.IOException;

/** Parquet, as duckdb, pyarrow and Spark read it. */
record ParquetFormat(PageCompression compression) implements DataFormat {
    @Override
    public String extension() {
        return "parquet";
    }

    @Override
    public RowFile begin(Shape shape, StagedFile file) throws IOException {
        return new ParquetFile(shape, file, compression);
    }

    @Override
    public String newestRows(String glob, String key) {
        return """
            SELECT * EXCLUDE (hakiri_file, file_row_number)
            FROM read_parquet(%s, union_by_name = true, filename = 'hakiri_file', file_row_number = true)
            QUALIFY row_number() OVER (PARTITION BY %s ORDER BY hakiri_file DESC, file_row_number DESC) = 1
            """.formatted(glob, key);
    }
}
