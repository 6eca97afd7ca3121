package io.hakiri.connectors.postgres;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Cell;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.postgres.OwnPostgres;
import io.hakiri.catalog.postgres.PostgresServer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An empty database of one test's own, and how the engine would read it. */
final class TestDatabase implements AutoCloseable {
    static final String NOTHING = "∅";

    private final PostgresServer server;
    private final String address;
    private final Map<String, Object> options = new HashMap<>();
    private @Nullable CursorField cursor;
    private long batchBytes = StreamRead.ANY_BATCH;

    TestDatabase() {
        this(new PostgresServer());
    }

    private TestDatabase(PostgresServer server) {
        this(server, server.newDatabase());
    }

    /** A database of a server of the test's own. */
    TestDatabase(OwnPostgres server, String database) {
        this(new PostgresServer(), server.address(database).replace("postgres@", "postgres:any@"));
    }

    private TestDatabase(PostgresServer server, String address) {
        this.server = server;
        this.address = address;
        URI uri = URI.create(address);
        String[] login = uri.getUserInfo().split(":", 2);
        options.put("host", uri.getHost());
        options.put("port", (long) uri.getPort());
        options.put("database", uri.getPath().substring(1));
        options.put("user", login[0]);
        options.put("password", login[1]);
        options.put("sslmode", "disable");
        options.put("wait_for", "20s");
    }

    /** What came of reading to the end, or to the trouble. */
    record Read(
            List<Batch> batches,
            List<String> rows,
            List<String> places,
            List<@Nullable Position> positions,
            @Nullable Position last,
            @Nullable ConnectorException trouble) {
        List<String> types() {
            return batches.stream().filter(it -> it.rows() > 0).findFirst().orElseThrow().shape().fields().stream()
                    .map(field -> field.name() + " " + field.type().word() + (field.nullable() ? "" : " not null"))
                    .toList();
        }

        String error() {
            return trouble == null ? "no trouble" : trouble.kind() + " " + trouble.getMessage();
        }

        Read whole() {
            if (trouble != null) {
                throw trouble;
            }
            return this;
        }
    }

    TestDatabase option(String name, Object value) {
        options.put(name, value);
        return this;
    }

    TestDatabase without(String name) {
        options.remove(name);
        return this;
    }

    TestDatabase cursor(String field, String... tieBreakers) {
        cursor = new CursorField(field, List.of(tieBreakers));
        return this;
    }

    TestDatabase batchBytes(long bytes) {
        batchBytes = bytes;
        return this;
    }

    Options options() {
        return new Options(options, Path.of("."));
    }

    PostgresServer server() {
        return server;
    }

    Connection connection() throws SQLException {
        URI uri = URI.create(address);
        String[] login = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), login[0], login[1]);
    }

    TestDatabase sql(String... statements) {
        try (Connection connection = connection();
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
            return this;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Rows of a query, columns joined by a bar. */
    List<String> rows(String query) {
        try (Connection connection = connection();
                Statement sql = connection.createStatement();
                ResultSet found = sql.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    String value = found.getString(i);
                    row.add(value == null ? NOTHING : value);
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    StreamRead request(String stream, @Nullable Position after) {
        return new StreamRead(
                stream,
                cursor,
                cursor == null ? List.of() : cursor.tieBreakers(),
                after == null ? Map.of() : Map.of(StreamPartition.DEFAULT_PARTITION, after),
                null,
                false,
                batchBytes);
    }

    Source source() {
        return new PostgresSource().open(options());
    }

    Read read(String stream) {
        return read(stream, null, Integer.MAX_VALUE);
    }

    /** Reads no more than so many batches, as a run that dies. */
    Read read(String stream, @Nullable Position after, int mostBatches) {
        List<Batch> batches = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        List<String> places = new ArrayList<>();
        List<@Nullable Position> positions = new ArrayList<>();
        Position last = after;
        ConnectorException trouble = null;
        try (Source source = source();
                SourceReader reader = source.read(request(stream, after))) {
            for (int i = 0; i < mostBatches; i++) {
                SourceBatch batch = reader.next();
                if (batch == null) {
                    break;
                }
                batches.add(batch.rows());
                for (int row = 0; row < batch.rows().rows(); row++) {
                    rows.add(row(batch.rows(), row));
                    places.add(batch.where().where(row));
                }
                for (Position position : batch.positions().values()) {
                    greater(last, position);
                    last = position;
                    positions.add(last);
                }
            }
        } catch (ConnectorException e) {
            trouble = e;
        }
        return new Read(batches, rows, places, positions, last, trouble);
    }

    /** As a catalog would, which refuses a position that is not greater (C-9). */
    private static void greater(@Nullable Position before, Position position) {
        if (before instanceof Position.Monotonic one
                && position instanceof Position.Monotonic other
                && one.orderKey().compareTo(other.orderKey()) >= 0) {
            throw new AssertionError("not greater: " + one + " → " + other);
        }
    }

    static String row(Batch batch, int row) {
        StringJoiner cells = new StringJoiner("|");
        batch.columns().forEach(column -> {
            String text = Cell.text(column, row);
            cells.add(text == null ? NOTHING : text);
        });
        return cells.toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
