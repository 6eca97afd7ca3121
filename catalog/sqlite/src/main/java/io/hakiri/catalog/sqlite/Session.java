package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection and its prepared statements; used by one thread. Faults of the driver come out as {@link SqlFault}. */
final class Session implements AutoCloseable {
    /** Makes a value of the current row. */
    @FunctionalInterface
    interface Mapping<T extends @Nullable Object> {
        T of(Row row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private boolean changed;

    Session(Connection connection) {
        this.connection = connection;
    }

    /** What can be done with a connection. */
    @FunctionalInterface
    interface Watch {
        void on(Connection connection) throws SQLException;
    }

    /** Lets a test watch the connection. */
    void watch(Watch watch) {
        try {
            watch.on(connection);
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /** Changes rows; how many. */
    int change(String sql, @Nullable Object... values) {
        try {
            int rows = bound(sql, values).executeUpdate();
            changed |= rows > 0;
            return rows;
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /** Whether a row was changed since {@link #takeBack}. */
    boolean changed() {
        return changed;
    }

    /** Counts nothing as changed so far: a transaction that changes nothing more is rolled back. */
    void takeBack() {
        changed = false;
    }

    <T> @Nullable T one(String sql, Mapping<T> mapping, @Nullable Object... values) {
        try (ResultSet result = bound(sql, values).executeQuery()) {
            return result.next() ? mapping.of(new Row(result)) : null;
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    long number(String sql, @Nullable Object... values) {
        Long number = one(sql, row -> row.number(1), values);
        return number == null ? 0 : number;
    }

    boolean exists(String sql, @Nullable Object... values) {
        return one(sql, _ -> true, values) != null;
    }

    <T> List<T> list(String sql, Mapping<T> mapping, @Nullable Object... values) {
        try (ResultSet result = bound(sql, values).executeQuery()) {
            List<T> all = new ArrayList<>();
            Row row = new Row(result);
            while (result.next()) {
                all.add(mapping.of(row));
            }
            return all;
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /** A statement without values and rows: a transaction's border. */
    void control(String sql) {
        try {
            bound(sql).execute();
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /** A statement that is used once: of a migration, or a setting of the connection. */
    void once(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
            prepared.clear();
            connection.close();
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setLong(index, number);
            case Boolean flag -> statement.setLong(index, flag ? 1 : 0);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Bytes bytes -> statement.setBytes(index, bytes.toArray());
            case Instant instant -> statement.setLong(index, Row.micros(instant));
            case Fence fence -> statement.setLong(index, fence.value());
            case RunId run -> statement.setBytes(index, Row.bytes(run));
            case Enum<?> word -> statement.setString(index, word.name());
            default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
        }
    }
}
