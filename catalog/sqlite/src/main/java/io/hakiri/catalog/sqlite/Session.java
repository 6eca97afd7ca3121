package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.relational.Dialect;
import io.hakiri.catalog.relational.Insertion;
import io.hakiri.catalog.relational.Row;
import io.hakiri.catalog.relational.Sql;
import io.hakiri.catalog.relational.Values;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection and its prepared statements; used by one thread. Faults of the driver come out as {@link SqlFault}. */
final class Session implements Sql, AutoCloseable {
    private static final long PROJECT = 1;
    private static final long OF_PROJECT = 0;

    private static final Dialect DIALECT = new Dialect(
            "(SELECT value AS name FROM json_each(?))",
            "(SELECT key AS place, value ->> 0 AS one, value ->> 1 AS two FROM json_each(?))",
            "",
            "");

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final InstantSource clock;
    private boolean changed;
    private Instant now = Instant.EPOCH;

    Session(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    @Override
    public long project() {
        return PROJECT;
    }

    @Override
    public long ofProject() {
        return OF_PROJECT;
    }

    @Override
    public Instant now() {
        return now;
    }

    /** A transaction begins: it has one instant, and has changed nothing. */
    void begin(String statement) {
        control(statement);
        now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        changed = false;
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

    @Override
    public int change(String sql, @Nullable Object... values) {
        try {
            int rows = bound(sql, values).executeUpdate();
            changed |= rows > 0;
            return rows;
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    @Override
    public int changeAll(List<Insertion.Filled> tables) {
        int put = 0;
        for (Insertion.Filled table : tables) {
            String each = table.into().each();
            for (@Nullable Object[] values : table.rows()) {
                put += change(each, values);
            }
        }
        return put;
    }

    /** Whether a row was changed since {@link #begin}. */
    boolean changed() {
        return changed;
    }

    @Override
    public void takeBack() {
        changed = false;
    }

    @Override
    public <T> @Nullable T one(String sql, Mapping<T> mapping, @Nullable Object... values) {
        try (ResultSet result = bound(sql, values).executeQuery()) {
            return result.next() ? mapping.of(new ResultRow(result)) : null;
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    @Override
    public <T> List<T> list(String sql, Mapping<T> mapping, @Nullable Object... values) {
        try (ResultSet result = bound(sql, values).executeQuery()) {
            List<T> all = new ArrayList<>();
            ResultRow row = new ResultRow(result);
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
            statement = connection.prepareStatement(DIALECT.say(sql));
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (Values.stored(value)) {
            case null -> statement.setNull(index, Types.NULL);
            case Long number -> statement.setLong(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Object text -> statement.setString(index, (String) text);
        }
    }

    private static final class ResultRow extends Row {
        private final ResultSet result;

        ResultRow(ResultSet result) {
            this.result = result;
        }

        @Override
        public long number(int column) {
            try {
                return result.getLong(column);
            } catch (SQLException e) {
                throw new SqlFault(e);
            }
        }

        @Override
        public @Nullable String textOrNull(int column) {
            try {
                return result.getString(column);
            } catch (SQLException e) {
                throw new SqlFault(e);
            }
        }

        @Override
        public byte @Nullable [] bytesOrNull(int column) {
            try {
                return result.getBytes(column);
            } catch (SQLException e) {
                throw new SqlFault(e);
            }
        }

        @Override
        public boolean absent(int column) {
            try {
                return result.getObject(column) == null;
            } catch (SQLException e) {
                throw new SqlFault(e);
            }
        }
    }
}
