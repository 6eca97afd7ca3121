package io.hakiri.connectors.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One statement's rows: those behind a tuple, in order, at most so many. They are fetched by and by, in a transaction that is
 * open until the page is closed.
 */
final class TablePage {
    static final int FIRST_FETCH = 50;
    private static final int MOST_FETCH = 10_000;
    private static final int FETCH_BYTES = 1 << 20;

    private final Relation relation;
    private final Statement statement;
    private final ResultSet rows;
    private final int mostRows;
    private int read;

    private TablePage(Relation relation, Statement statement, ResultSet rows, int mostRows) {
        this.relation = relation;
        this.statement = statement;
        this.rows = rows;
        this.mostRows = mostRows;
    }

    /**
     * What came next.
     *
     * @param row its tuple; {@code null} where the page has no more
     * @param bytes of its values
     * @param last whether there are no rows behind the page either
     */
    record Step(@Nullable List<String> row, long bytes, boolean last) {}

    static TablePage open(
            Session session, Relation relation, List<String> after, List<String> upTo, int mostRows, int fetch)
            throws SQLException {
        session.beginReading();
        String fields =
                relation.fields().stream().map(Relation.Selected::handedOver).collect(Collectors.joining(", "));
        String sql = "SELECT " + fields + ", " + relation.tupleTexts() + " FROM " + relation.from() + " WHERE "
                + (after.isEmpty() ? "" : relation.compare(">", after) + " AND ")
                + relation.compare("<=", upTo)
                + " ORDER BY " + relation.ordered("")
                // one more tells whether it is equal to the last
                + " LIMIT " + (mostRows + 1L);
        Statement statement = session.connection().createStatement();
        statement.setFetchSize(fetch);
        TablePage page = new TablePage(relation, statement, statement.executeQuery(sql), mostRows);
        page.checkTypes();
        return page;
    }

    /** So many rows as make a fetch of about one MiB. */
    static int fetchFor(long bytesPerRow) {
        return Math.clamp(FETCH_BYTES / Math.max(1, bytesPerRow), 1, MOST_FETCH);
    }

    void fetch(int rowsAtOnce) throws SQLException {
        rows.setFetchSize(rowsAtOnce);
    }

    /** Values are read as what their column was when the table was looked at. */
    private void checkTypes() throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        for (int i = 0; i < relation.fields().size(); i++) {
            Relation.Selected field = relation.fields().get(i);
            boolean asItIs = !field.array() && !field.typeName().equals("bytea");
            if (asItIs && !columns.getColumnTypeName(i + 1).equals(field.typeName())) {
                throw new SQLException("column \"" + field.name() + "\" has another type now", "42804");
            }
        }
    }

    /** Adds the next row's values to the columns. */
    Step next(List<ReadColumn> columns, List<String> before) throws SQLException {
        if (!rows.next()) {
            return new Step(null, 0, true);
        }
        List<String> tuple = tuple();
        if (tuple.equals(before)) {
            throw Names.permanent("two rows of " + relation.shown() + " have the same "
                    + Names.shown(relation.tuple().stream()
                            .map(Relation.Selected::name)
                            .toList())
                    + ": (" + String.join(", ", tuple)
                    + "), so that it cannot be said which of them was read; name a primary_key that tells them apart");
        }
        if (read == mostRows) {
            return new Step(null, 0, false);
        }
        read++;
        long bytes = 0;
        for (int i = 0; i < columns.size(); i++) {
            byte[] value = rows.getBytes(i + 1);
            columns.get(i).add(value);
            bytes += value == null ? 0 : value.length;
        }
        return new Step(tuple, bytes, false);
    }

    private List<String> tuple() throws SQLException {
        int width = relation.tuple().size();
        List<String> tuple = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            byte[] value = rows.getBytes(relation.fields().size() + i + 1);
            if (value == null) {
                throw Horizon.missing(relation);
            }
            tuple.add(new String(value, StandardCharsets.UTF_8));
        }
        return tuple;
    }

    void close() throws SQLException {
        statement.close();
    }
}
