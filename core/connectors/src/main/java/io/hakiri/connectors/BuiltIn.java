package io.hakiri.connectors;

import io.hakiri.connector.Connectors;
import io.hakiri.connectors.file.FileSource;
import io.hakiri.connectors.http.HttpSource;
import io.hakiri.connectors.jsonl.JsonlType;
import io.hakiri.connectors.parquet.ParquetType;
import io.hakiri.connectors.postgres.PostgresDestination;
import io.hakiri.connectors.postgres.PostgresSource;
import io.hakiri.connectors.s3.S3Source;
import io.hakiri.connectors.singer.SingerSource;
import java.util.List;

/** The connectors of this module: a new one is registered here. */
public final class BuiltIn {
    private BuiltIn() {}

    /** All of them. */
    public static Connectors connectors() {
        return new Connectors(
                List.of(new FileSource(), new HttpSource(), new PostgresSource(), new S3Source(), new SingerSource()),
                List.of(new ParquetType(), new JsonlType(), new PostgresDestination()));
    }
}
