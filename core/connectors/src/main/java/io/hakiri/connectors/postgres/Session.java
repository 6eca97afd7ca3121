package io.hakiri.connectors.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a database. What is set is set for a transaction, and values look the same whatever the server's settings
 * are. Used by one thread.
 */
final class Session implements AutoCloseable {
    /** Rows that are fetched together may have so many bytes. */
    static final long MOST_BYTES_AT_ONCE = 64L << 20;

    private static final String SETTINGS = """
            SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
                   set_config('IntervalStyle', 'iso_8601', true), set_config('bytea_output', 'hex', true),
                   set_config('extra_float_digits', '1', true), set_config('statement_timeout', ?, true),
                   set_config('standard_conforming_strings', 'on', true),
                   set_config('idle_in_transaction_session_timeout', ?, true)""";

    /** Shows in {@code pg_locks}, to every role, that a transaction brings no rows into a table that anybody reads. */
    private static final String BRINGS_NOTHING = ", pg_advisory_xact_lock_shared(1751215977, 1)";

    /** Processes whose transaction says so, as SQL. */
    static final String BRINGING_NOTHING = """
            SELECT m.pid FROM pg_locks m WHERE m.locktype = 'advisory' AND m.granted AND m.classid = 1751215977 AND m.objid = 1
              AND m.objsubid = 2 AND m.database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

    /** As long as a run may take between two batches. */
    private static final long IDLE_MILLIS = 3_600_000;

    private static final int ANSWER_SECONDS = 10;

    private final Connection connection;
    private final Server server;

    Session(Connection connection, Server server) {
        this.connection = connection;
        this.server = server;
    }

    /** Something to do in a transaction. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T in(Session session) throws SQLException;
    }

    Connection connection() {
        return connection;
    }

    /** Whether the server still answers; to be asked between transactions. */
    boolean answers() throws SQLException {
        return connection.isValid(ANSWER_SECONDS);
    }

    /** Begins a transaction that changes nothing. */
    void beginReading() throws SQLException {
        begin(true, SETTINGS + BRINGS_NOTHING);
    }

    /** Begins a transaction that only fills tables which nobody reads yet. */
    void beginStaging() throws SQLException {
        begin(false, SETTINGS + BRINGS_NOTHING);
    }

    private void begin(boolean reading, String settings) throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(reading);
        rows(settings, "" + server.patience().toMillis(), "" + IDLE_MILLIS);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Does it in a transaction of its own. */
    <T extends @Nullable Object> T reading(Work<T> work) throws SQLException {
        return within(true, work);
    }

    /** Does it in a transaction of its own. */
    <T extends @Nullable Object> T writing(Work<T> work) throws SQLException {
        return within(false, work);
    }

    private <T extends @Nullable Object> T within(boolean reading, Work<T> work) throws SQLException {
        begin(reading, reading ? SETTINGS + BRINGS_NOTHING : SETTINGS);
        T result;
        try {
            result = work.in(this);
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            throw e;
        }
        connection.commit();
        return result;
    }

    private void rollback(Exception because) {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            because.addSuppressed(gone);
        }
    }

    /** The rows of a query, all values as texts. For few of them. Without parameters a question mark is only that. */
    List<@Nullable String[]> rows(String sql, @Nullable Object... parameters) throws SQLException {
        if (parameters.length == 0) {
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(sql)) {
                return texts(found);
            }
        }
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet found = statement.executeQuery()) {
            return texts(found);
        }
    }

    private static List<@Nullable String[]> texts(ResultSet found) throws SQLException {
        int columns = found.getMetaData().getColumnCount();
        List<@Nullable String[]> rows = new ArrayList<>();
        while (found.next()) {
            @Nullable String[] row = new String[columns];
            for (int i = 0; i < columns; i++) {
                row[i] = found.getString(i + 1);
            }
            rows.add(row);
        }
        return rows;
    }

    /** The only row of a query; {@code null} where there is none. */
    @Nullable
    String @Nullable [] row(String sql, @Nullable Object... parameters) throws SQLException {
        List<@Nullable String[]> rows = rows(sql, parameters);
        return rows.isEmpty() ? null : rows.getFirst();
    }

    /** Runs a statement; answers how many rows it changed. */
    long execute(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            return statement.execute() ? 0 : statement.getLargeUpdateCount();
        }
    }

    /** Texts, numbers and lists of texts as parameters. */
    PreparedStatement prepared(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case null -> statement.setString(i + 1, null);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case List<?> texts -> statement.setArray(i + 1, connection.createArrayOf("text", texts.toArray()));
                case Object text -> statement.setString(i + 1, text.toString());
            }
        }
        return statement;
    }

    /** Also ends a transaction that is open: what it did is undone. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException gone) {
            // it is over either way
            System.getLogger(Session.class.getName()).log(System.Logger.Level.DEBUG, "closing", gone);
        }
    }
}
