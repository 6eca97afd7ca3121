package io.hakiri.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A reader of a lake that knows nothing of Hakiri: plain duckdb and a glob. */
public final class Lake implements AutoCloseable {
    private final Connection duckdb;
    private final Path folder;

    public Lake(Path folder) {
        this.folder = folder;
        try {
            duckdb = DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The glob of a stream's objects, as SQL. */
    public String parquet(String stream) {
        return "read_parquet('" + folder + "/" + stream + "/*.parquet', union_by_name = true)";
    }

    /** The same for JSON lines. */
    public String jsonl(String stream) {
        return "read_json('" + folder + "/" + stream + "/*.jsonl', format = 'newline_delimited')";
    }

    /** The rows of a query, columns joined by a bar. */
    public List<String> rows(String sql) {
        try (Statement statement = duckdb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int c = 1; c <= columns; c++) {
                    row.add(String.valueOf(result.getString(c)));
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Runs a statement that has no rows. */
    public void execute(String sql) {
        try (Statement statement = duckdb.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The only number of a query. */
    public long number(String sql) {
        return Long.parseLong(rows(sql).getFirst());
    }

    @Override
    public void close() {
        try {
            duckdb.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
