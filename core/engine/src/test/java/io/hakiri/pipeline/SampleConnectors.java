package io.hakiri.pipeline;

import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.Connectors;
import io.hakiri.connector.Destination;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import java.util.List;

/** Connectors with an option of every kind, which nobody opens. */
final class SampleConnectors {
    static final ConnectorType.OfSource FILE = new FileSource();
    static final Connectors ALL = new Connectors(List.of(FILE, new SqlSource()), List.of(new Parquet()));

    private SampleConnectors() {}

    private record FileSource() implements ConnectorType.OfSource {
        @Override
        public String name() {
            return "file";
        }

        @Override
        public String description() {
            return "Files of rows.";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of(
                    OptionSpec.required("path", Kind.TEXT, "Path or glob."),
                    OptionSpec.oneOf("format", "auto", List.of("auto", "csv", "ndjson"), "What the files hold."),
                    OptionSpec.optional("header", Kind.BOOLEAN, "true", "Whether the first line has names | titles."),
                    OptionSpec.optional("skip_lines", Kind.INTEGER, "0", "Lines before the first."),
                    OptionSpec.optional("null_values", Kind.TEXTS, null, "Words that mean nothing."));
        }

        @Override
        public Source open(Options options) {
            throw new UnsupportedOperationException();
        }
    }

    private record SqlSource() implements ConnectorType.OfSource {
        @Override
        public String name() {
            return "sql";
        }

        @Override
        public String description() {
            return "A table.";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of(
                    OptionSpec.required("url", Kind.TEXT, "Where."),
                    OptionSpec.required("password", Kind.SECRET, "The password."),
                    OptionSpec.optional("session", Kind.SETTINGS, null, "What is set."));
        }

        @Override
        public Source open(Options options) {
            throw new UnsupportedOperationException();
        }
    }

    private record Parquet() implements ConnectorType.OfDestination {
        @Override
        public String name() {
            return "parquet";
        }

        @Override
        public String description() {
            return "A lake of Parquet files.";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of(OptionSpec.required("path", Kind.TEXT, "Folder."));
        }

        @Override
        public Destination open(Options options) {
            throw new UnsupportedOperationException();
        }
    }
}
