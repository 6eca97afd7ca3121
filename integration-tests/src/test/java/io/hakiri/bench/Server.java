package io.hakiri.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/**
 * A PostgreSQL server for one run of a benchmark: the embedded programs with what a small production server would have. Each
 * commit is flushed before it is answered, for whoever is measured.
 */
final class Server implements AutoCloseable {
    static final String DATABASE = "postgres";
    static final String USER = "postgres";

    private static final Duration STARTUP = Duration.ofMinutes(1);
    private static final String MIGRATIONS = "classpath:io/hakiri/catalog/postgres/migration";
    private static final long POLL_MILLIS = 20;

    private final Path data;
    private final EmbeddedPostgres postgres;

    Server() throws IOException {
        data = Files.createTempDirectory(
                Path.of(System.getProperty("hakiri.bench.folder", "target")).toAbsolutePath(), "postgres");
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(STARTUP)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("checkpoint_timeout", "15min")
                .setServerConfig("max_connections", "400")
                .start();
    }

    int port() {
        return postgres.getPort();
    }

    /** For a catalog, by as many connections as it opens when it is told nothing; more options may follow. */
    String address(String schema) {
        return address(port(), schema);
    }

    /** By so many connections at most. */
    String address(String schema, int connections) {
        return address(port(), schema, connections);
    }

    /** The same through a port that leads here. */
    static String address(int port, String schema, int connections) {
        return address(port, schema) + "&pool-size=" + connections;
    }

    private static String address(int port, String schema) {
        return "postgresql://" + USER + "@localhost:" + port + "/" + DATABASE + "?sslmode=disable&schema=" + schema;
    }

    String jdbc() {
        return "jdbc:postgresql://localhost:" + port() + "/" + DATABASE + "?user=" + USER;
    }

    /** The tables, indexes and functions of a catalog, in a schema. */
    void migrate(String schema) {
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .schemas(schema)
                .createSchemas(true)
                .locations(MIGRATIONS)
                .load()
                .migrate();
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbc());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String text(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbc());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Until the connections of a program are gone, for the next one not to share the server with what they leave. */
    void awaitGone(String application) throws SQLException, InterruptedException {
        while (!text("SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + application + "'")
                .equals("0")) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Of the process that all others of the server are children of. */
    long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So far, in all its processes. */
    double cpuSeconds() {
        return Cpu.ofTree(pid());
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        try (Stream<Path> found = Files.walk(data)) {
            List<Path> files = found.sorted(Comparator.reverseOrder()).toList();
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
