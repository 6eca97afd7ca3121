package io.hakiri.connectors.jsonl;

import io.hakiri.connectors.lake.DataFormat;
import io.hakiri.connectors.lake.RowFile;
import io.hakiri.connectors.lake.StagedFile;
import io.hakiri.schema.Shape;
import java.io.IOException;

/** JSON lines, plain or as gzip. */
record JsonlFormat(boolean gzip) implements DataFormat {
    @Override
    public String extension() {
        return gzip ? "jsonl.gz" : "jsonl";
    }

    @Override
    public RowFile begin(Shape shape, StagedFile file) throws IOException {
        return new JsonlFile(shape, file, gzip);
    }

    /** Text has no row numbers: rows are numbered as duckdb reads them, file after file in the order of their names. */
    @Override
    public String newestRows(String glob, String key) {
        return """
            SELECT * EXCLUDE (hakiri_row)
            FROM (SELECT *, row_number() OVER () AS hakiri_row
                  FROM read_json(%s, format = 'newline_delimited', union_by_name = true))
            QUALIFY row_number() OVER (PARTITION BY %s ORDER BY hakiri_row DESC) = 1
            """.formatted(glob, key);
    }
}
