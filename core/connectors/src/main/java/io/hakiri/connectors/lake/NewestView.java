package io.hakiri.connectors.lake;

import java.util.List;
import java.util.stream.Collectors;

/** The text of the view that shows the newest row of each key of a stream, for DuckDB. */
public final class NewestView {
    private NewestView() {}

    /**
     * The text.
     *
     * @param streamFolder where the stream's files are, as DuckDB names it
     */
    public static String sql(String stream, String streamFolder, List<String> primaryKey, DataFormat format) {
        String key = primaryKey.stream().map(NewestView::identifier).collect(Collectors.joining(", "));
        String glob = globOf(streamFolder) + "/*." + format.extension();
        return """
            -- The newest row per key of the stream %s, made by hakiri: a change here is overwritten.
            -- In duckdb: .read %s
            CREATE OR REPLACE VIEW %s AS
            %s;
            """.formatted(
                stream,
                streamFolder + ".latest.sql",
                identifier(stream + "_latest"),
                format.newestRows("'" + glob.replace("'", "''") + "'", key).strip());
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A glob that matches just this path. */
    private static String globOf(String path) {
        return path.replaceAll("[\\[*?]", "[$0]");
    }
}
