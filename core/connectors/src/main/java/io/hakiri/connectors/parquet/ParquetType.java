package io.hakiri.connectors.parquet;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.Destination;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connectors.s3.Lakes;
import java.util.List;

/** The destination {@code parquet}. */
public final class ParquetType implements ConnectorType.OfDestination {
    private static final String USUAL_LEVEL = "1";

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public String description() {
        return "A folder or a part of a bucket, with a folder of typed Parquet files per stream";
    }

    @Override
    public List<OptionSpec> options() {
        return Lakes.options(
                OptionSpec.oneOf(
                        "compression",
                        "zstd",
                        List.of("zstd", "none"),
                        "How the pages inside the files are compressed"),
                OptionSpec.optional(
                        "compression_level",
                        OptionSpec.Kind.INTEGER,
                        USUAL_LEVEL,
                        "How hard zstd tries: 1 (fast) to 19 (small)"));
    }

    @Override
    public Destination open(Options options) {
        long level = options.number("compression_level").orElse(Long.parseLong(USUAL_LEVEL));
        if (level < 1 || level > PageCompression.MOST_LEVEL) {
            throw new InvalidInput("compression_level", "1 to " + PageCompression.MOST_LEVEL, Long.toString(level));
        }
        boolean zstd = options.optionalText("compression").orElse("zstd").equals("zstd");
        return Lakes.open(options, new ParquetFormat(zstd ? PageCompression.zstd((int) level) : PageCompression.NONE));
    }
}
