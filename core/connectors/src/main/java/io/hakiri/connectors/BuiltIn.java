package io.hakiri.connectors;

import io.hakiri.connector.Connectors;
import io.hakiri.connectors.file.FileSource;
import io.hakiri.connectors.jsonl.JsonlType;
import io.hakiri.connectors.parquet.ParquetType;
import java.util.List;

/** The connectors of this module: a new one is registered here. */
public final class BuiltIn {
    private BuiltIn() {}

    /** All of them. */
    public static Connectors connectors() {
        return new Connectors(List.of(new FileSource()), List.of(new ParquetType(), new JsonlType()));
    }
}
