package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import io.hakiri.connector.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The options of a file source.
 *
 * @param format {@code null} where the file's name tells
 * @param records JSON pointer to the array of records in a document; empty for the document itself
 * @param delimiter {@code null} where the file's name tells: a tab in {@code .tsv}, else a comma
 * @param gzip {@code null} where the file's name tells
 * @param flatten whether the fields of nested objects become fields of the row, joined by a point
 * @param reread whether a file that changed is read again from its start
 * @param waitForLineEnd whether a last line without an end is left for a later run
 */
public record FileSettings(
        Path folder,
        String pattern,
        @Nullable Format format,
        String records,
        @Nullable Byte delimiter,
        @Nullable Boolean gzip,
        boolean flatten,
        boolean reread,
        boolean waitForLineEnd) {
    static final List<OptionSpec> SPECS = List.of(
            OptionSpec.required(
                    "path",
                    Kind.TEXT,
                    "The file, relative to the project's folder; or a pattern with *, ?, ** and {a,b} for many, read by name."),
            OptionSpec.oneOf(
                    "format",
                    "auto",
                    List.of("auto", "csv", "ndjson", "json"),
                    "How records are written; auto goes by the file's name (.csv .tsv .ndjson .jsonl .json .geojson, also with .gz)."),
            OptionSpec.optional(
                    "records",
                    Kind.TEXT,
                    "",
                    "JSON pointer to the array of records in a JSON document, such as /features; without it the document is the array."),
            OptionSpec.optional(
                    "delimiter",
                    Kind.TEXT,
                    null,
                    "One character between the fields of CSV, or the word tab; without it a comma, and a tab in .tsv files."),
            OptionSpec.oneOf(
                    "compression",
                    "auto",
                    List.of("auto", "none", "gzip"),
                    "Whether files are compressed; auto goes by .gz at the end of the name."),
            OptionSpec.optional(
                    "flatten",
                    Kind.BOOLEAN,
                    "false",
                    "Whether the fields of nested JSON objects become fields of the row, joined by a point: properties.time."),
            OptionSpec.oneOf(
                    "on_change",
                    "fail",
                    List.of("fail", "reread"),
                    "What to do where a file that was read before was replaced, edited or shortened."),
            OptionSpec.oneOf(
                    "last_line",
                    "read",
                    List.of("read", "wait"),
                    "Whether a last line without a line end is read, or left until it has one: wait for files that are written to all the time."));

    /** As a manifest gives them. */
    public static FileSettings of(Options options) {
        String format = options.optionalText("format").orElse("auto");
        String compression = options.optionalText("compression").orElse("auto");
        return new FileSettings(
                options.folder(),
                options.text("path"),
                format.equals("auto") ? null : Format.valueOf(format.toUpperCase(Locale.ROOT)),
                pointer(options.optionalText("records").orElse("")),
                options.optionalText("delimiter").map(FileSettings::delimiter).orElse(null),
                compression.equals("auto") ? null : compression.equals("gzip"),
                options.flag("flatten"),
                options.optionalText("on_change").orElse("fail").equals("reread"),
                options.optionalText("last_line").orElse("read").equals("wait"));
    }

    SourceFile file(Path path, String name) {
        return file(new LocalFile(path, name), name);
    }

    /** The file with what its name tells and the options say. */
    public SourceFile file(FileContent content, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean compressed = gzip != null ? gzip : lower.endsWith(".gz");
        String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
        Format how = format != null ? format : formatOf(plain, name);
        byte separator = delimiter != null ? delimiter : (byte) (plain.endsWith(".tsv") ? '\t' : ',');
        return new SourceFile(content, name, how, compressed, separator);
    }

    private static Format formatOf(String plain, String name) {
        return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
            case "csv", "tsv" -> Format.CSV;
            case "ndjson", "jsonl" -> Format.NDJSON;
            case "json", "geojson" -> Format.JSON;
            default ->
                throw permanent(name + ": its name does not tell its format; expected .csv, .tsv, .ndjson, .jsonl,"
                        + " .json or .geojson, or set format = \"csv\", \"ndjson\" or \"json\"");
        };
    }

    private static String pointer(String text) {
        if (!text.isEmpty() && !text.startsWith("/")) {
            throw permanent(
                    "records = \"" + text + "\": expected a JSON pointer, which starts with /, such as /features");
        }
        return text;
    }

    private static byte delimiter(String text) {
        String separator = text.equals("tab") || text.equals("\\t") ? "\t" : text;
        if (separator.length() != 1 || separator.charAt(0) > 127 || "\"\r\n".contains(separator)) {
            throw permanent(
                    "delimiter = \"" + text + "\": expected one ASCII character that is no quote and no line end");
        }
        return (byte) separator.charAt(0);
    }

    static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }
}
