package io.hakiri.connectors.jsonl;

import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.Destination;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connectors.s3.Lakes;
import java.util.List;

/** The destination {@code jsonl}. */
public final class JsonlType implements ConnectorType.OfDestination {
    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public String description() {
        return "A folder or a part of a bucket, with a folder of JSON lines files per stream";
    }

    @Override
    public List<OptionSpec> options() {
        return Lakes.options(OptionSpec.oneOf(
                "compression",
                "none",
                List.of("none", "gzip"),
                "Whether the files are plain (.jsonl) or compressed (.jsonl.gz)"));
    }

    @Override
    public Destination open(Options options) {
        boolean gzip = options.optionalText("compression").orElse("none").equals("gzip");
        return Lakes.open(options, new JsonlFormat(gzip));
    }
}
