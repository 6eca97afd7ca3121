package io.hakiri.connectors.lake;

/** What the files of published rows look like, and how DuckDB reads them. */
public interface DataFormat extends RowFormat {
    /**
     * A DuckDB query for the newest row of each key.
     *
     * @param glob the stream's files, as a SQL literal; their names sort in the order in which they were committed
     * @param key the primary key's columns, as a list of SQL identifiers
     */
    String newestRows(String glob, String key);
}
