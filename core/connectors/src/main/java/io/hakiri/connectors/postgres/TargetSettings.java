package io.hakiri.connectors.postgres;

import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import io.hakiri.connector.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a destination.
 *
 * @param schema where the tables of the streams are
 * @param work where staged rows, receipts and rows set aside are
 * @param upsert whether a stream with a primary key has one row per key
 */
record TargetSettings(Server server, String schema, String work, boolean upsert) {
    static final List<OptionSpec> SPECS = specs();

    private static List<OptionSpec> specs() {
        List<OptionSpec> specs = new ArrayList<>(Server.SPECS);
        specs.add(OptionSpec.optional(
                "schema",
                Kind.TEXT,
                "public",
                "Where the tables are, each with the name of its stream; it must be there."));
        specs.add(
                OptionSpec.optional(
                        "work_schema",
                        Kind.TEXT,
                        "hakiri_work",
                        "Where staged rows, receipts and rows set aside are; made where it is missing. Not that of a catalog."));
        specs.add(OptionSpec.oneOf(
                "write",
                "upsert",
                List.of("upsert", "insert"),
                "Whether a row replaces the one with the same primary key, or every row is added; streams without a primary key"
                        + " are always added to."));
        return List.copyOf(specs);
    }

    static TargetSettings of(Options options) {
        return new TargetSettings(
                Server.of(options),
                Names.fitting("schema", options.optionalText("schema").orElse("public")),
                Names.fitting("work_schema", options.optionalText("work_schema").orElse("hakiri_work")),
                options.optionalText("write").orElse("upsert").equals("upsert"));
    }

    Names.Table table(String stream) {
        return new Names.Table(schema, Names.fitting("stream", stream));
    }
}
