package io.hakiri.catalog.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A server of one test's own, from the embedded programs: it can be configured, killed and started again on its data. The user
 * {@code postgres} may do everything, and needs no password unless the test says so in {@code pg_hba.conf}.
 */
public final class OwnPostgres implements AutoCloseable {
    private static final Duration STARTUP = Duration.ofSeconds(60);

    private final Path data;
    private final int port;
    private final Map<String, String> config;
    private final Consumer<Path> beforeStart;
    private EmbeddedPostgres server;

    /** Of the library that starts the server, which tells each of its steps; held here so that its level stays. */
    private static final Logger LIBRARY = Logger.getLogger("io.zonky.test");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private OwnPostgres(Path data, int port, Map<String, String> config, Consumer<Path> beforeStart)
            throws IOException {
        this.data = data;
        this.port = port;
        this.config = config;
        this.beforeStart = beforeStart;
        this.server = started();
    }

    /** It fsyncs, unless told otherwise; {@code config} holds parameters of the server. */
    public static OwnPostgres start(Map<String, String> config) {
        return start(config, _ -> {});
    }

    /** {@code beforeStart} may change the files in the data folder. */
    public static OwnPostgres start(Map<String, String> config, Consumer<Path> beforeStart) {
        try {
            return new OwnPostgres(Files.createTempDirectory("hakiri-postgres-"), freePort(), config, beforeStart);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On data that is there already, such as a restored backup. */
    public static OwnPostgres on(Path data) {
        try {
            return new OwnPostgres(data, freePort(), Map.of(), _ -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private EmbeddedPostgres started() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(STARTUP)
                .setDataDirectoryCustomizer((File folder) -> beforeStart.accept(folder.toPath()))
                // as PostgreSQL has them itself; the library switches them off
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
        config.forEach(builder::setServerConfig);
        return builder.start();
    }

    public int port() {
        return port;
    }

    public Path data() {
        return data;
    }

    /** For the catalog: of the user {@code postgres}, in plain text. */
    public String address(String database) {
        return "postgresql://postgres@localhost:" + port + "/" + database + "?sslmode=disable";
    }

    /** By a driver that is not the one under test. */
    public Connection jdbc(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres&password=any");
    }

    public void sql(String statement) throws SQLException {
        try (Connection connection = jdbc("postgres");
                java.sql.Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    public long number(String query) throws SQLException {
        try (Connection connection = jdbc("postgres");
                java.sql.Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Of the process that all others of the server are children of. */
    public long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9} of the server and all its children, and waits until they are gone. */
    public void kill() {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : all) {
            try {
                process.onExit().get(STARTUP.toSeconds(), TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("a killed server goes on", e);
            }
        }
    }

    /** Lets it finish what it does, and shut down. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again on its data, after {@link #kill} or {@link #stop}. */
    public void startAgain() {
        try {
            server.close();
            server = started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            try (Stream<Path> found = Files.walk(data)) {
                for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
