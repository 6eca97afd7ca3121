package io.hakiri.catalog.postgres;

import io.hakiri.catalog.relational.Insertion;
import io.hakiri.catalog.relational.Row;
import io.hakiri.catalog.relational.Sql;
import io.hakiri.catalog.relational.Values;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements of one transaction on the rows of one project. */
final class PostgresSql implements Sql {
    /** Rows of one statement, so that their arrays stay small. */
    private static final int MOST_AT_ONCE = 5_000;

    private final Database.Statements statements;
    private final Wording wording;
    private final long project;
    private final Instant now;
    private boolean changed;

    PostgresSql(Database.Statements statements, Wording wording, long project, long nowMicros) {
        this.statements = statements;
        this.wording = wording;
        this.project = project;
        this.now = Values.instant(nowMicros);
    }

    /** Whether a row was changed since {@link #takeBack}. */
    boolean changed() {
        return changed;
    }

    @Override
    public long project() {
        return project;
    }

    @Override
    public long ofProject() {
        return -project;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public int change(String sql, @Nullable Object... values) {
        int rows = run(sql, values).rowCount();
        changed |= rows > 0;
        return rows;
    }

    @Override
    public int changeAll(List<Insertion.Filled> tables) {
        List<Statement> all = new ArrayList<>();
        for (Insertion.Filled table : tables) {
            for (int first = 0; first < table.rows().size(); first += MOST_AT_ONCE) {
                int end = Math.min(table.rows().size(), first + MOST_AT_ONCE);
                all.add(statement(table.into(), table.rows().subList(first, end)));
            }
        }
        if (all.isEmpty()) {
            return 0;
        }
        int put = 0;
        for (RowSet<?> done : statements.pipelined(all)) {
            put += done.rowCount();
        }
        changed |= put > 0;
        return put;
    }

    private Statement statement(Insertion into, List<@Nullable Object[]> rows) {
        @Nullable Object[] columns = new Object[into.columns().size()];
        for (int column = 0; column < columns.length; column++) {
            columns[column] = column(into.columns().get(column).type(), rows, column);
        }
        return Statement.of(wording.of(into.all(PostgresSql::array)), columns);
    }

    private static String array(Insertion.Type type) {
        return switch (type) {
            case NUMBER -> "BIGINT[]";
            case TEXT -> "TEXT[]";
            case BYTES -> "BYTEA[]";
        };
    }

    /** The values of one column. */
    private static Object column(Insertion.Type type, List<@Nullable Object[]> rows, int column) {
        @Nullable
        Object[] values = switch (type) {
            case NUMBER -> new Long[rows.size()];
            case TEXT -> new String[rows.size()];
            case BYTES -> new byte[rows.size()][];
        };
        for (int i = 0; i < values.length; i++) {
            values[i] = Values.stored(rows.get(i)[column]);
        }
        return values;
    }

    @Override
    public void takeBack() {
        changed = false;
    }

    @Override
    public <T> @Nullable T one(String sql, Mapping<T> mapping, @Nullable Object... values) {
        for (io.vertx.sqlclient.Row row : run(sql, values)) {
            return mapping.of(new ResultRow(row));
        }
        return null;
    }

    @Override
    public <T> List<T> list(String sql, Mapping<T> mapping, @Nullable Object... values) {
        RowSet<io.vertx.sqlclient.Row> rows = run(sql, values);
        List<T> all = new ArrayList<>(rows.size());
        for (io.vertx.sqlclient.Row row : rows) {
            all.add(mapping.of(new ResultRow(row)));
        }
        return all;
    }

    private RowSet<io.vertx.sqlclient.Row> run(String sql, @Nullable Object... values) {
        @Nullable Object[] stored = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            stored[i] = Values.stored(values[i]);
        }
        return statements.run(wording.of(sql), stored);
    }

    /** The current row of the driver. */
    static final class ResultRow extends Row {
        private final io.vertx.sqlclient.Row row;

        ResultRow(io.vertx.sqlclient.Row row) {
            this.row = row;
        }

        @Override
        public long number(int column) {
            Number number = (Number) row.getValue(column - 1);
            return number == null ? 0 : number.longValue();
        }

        @Override
        public @Nullable String textOrNull(int column) {
            return (String) row.getValue(column - 1);
        }

        @Override
        public byte @Nullable [] bytesOrNull(int column) {
            Buffer bytes = (Buffer) row.getValue(column - 1);
            return bytes == null ? null : bytes.getBytes();
        }

        @Override
        public boolean absent(int column) {
            return row.getValue(column - 1) == null;
        }
    }
}
