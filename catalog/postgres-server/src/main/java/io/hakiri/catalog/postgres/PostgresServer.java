package io.hakiri.catalog.postgres;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Databases for tests, on one server for all tests of a JVM: a container where a Docker engine answers, the embedded programs
 * otherwise. The server starts with the first database, and ends with the JVM.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String IMAGE = "postgres:17-alpine";
    /** Nobody takes this server's power away: a test that ends a server has an {@link OwnPostgres}, which waits for its disk. */
    private static final Map<String, String> WITHOUT_A_DISK = Map.of("fsync", "off");

    private final List<String> databases = new ArrayList<>();

    /** Where the server of this JVM is. */
    private record Running(String host, int port, String user, String password) {
        String jdbc() {
            return "jdbc:postgresql://" + host + ":" + port + "/postgres?user=" + user + "&password=" + password;
        }

        void sql(String statement) {
            try (Connection connection = DriverManager.getConnection(jdbc());
                    java.sql.Statement sql = connection.createStatement()) {
                sql.execute(statement);
            } catch (SQLException e) {
                throw new IllegalStateException(statement, e);
            }
        }

        String version() {
            try (Connection connection = DriverManager.getConnection(jdbc());
                    java.sql.Statement sql = connection.createStatement();
                    ResultSet rows = sql.executeQuery("SHOW server_version")) {
                rows.next();
                return rows.getString(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Shared {
        static final Running SERVER = start();

        private static Running start() {
            boolean docker = docker();
            Running server = docker ? container() : embedded();
            System.out.println("The tests use PostgreSQL " + server.version() + ", "
                    + (docker ? "in a container of " + IMAGE : "from the embedded programs"));
            return server;
        }

        /** Where there is none, the library is loud about it. */
        private static boolean docker() {
            Logger library = Logger.getLogger("org.testcontainers");
            library.setLevel(Level.OFF);
            try {
                return DockerClientFactory.instance().isDockerAvailable();
            } finally {
                library.setLevel(null);
            }
        }

        private static Running container() {
            PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
            container.start();
            Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
            return new Running(
                    container.getHost(),
                    container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                    container.getUsername(),
                    container.getPassword());
        }

        private static Running embedded() {
            OwnPostgres server = OwnPostgres.start(WITHOUT_A_DISK);
            return new Running("localhost", server.port(), "postgres", "any");
        }
    }

    /** The same database by a driver that is not the one under test. */
    public static Connection jdbc(String address) throws SQLException {
        URI uri = URI.create(address);
        return DriverManager.getConnection("jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath()
                + "?user=" + Shared.SERVER.user() + "&password=" + Shared.SERVER.password());
    }

    /** The address of a new, empty database. */
    public String newDatabase() {
        Running server = Shared.SERVER;
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        server.sql("CREATE DATABASE " + name);
        databases.add(name);
        return "postgresql://" + server.user() + ":" + server.password() + "@" + server.host() + ":" + server.port()
                + "/" + name + "?sslmode=disable";
    }

    /** Makes a role that may log in, with the password {@code any}, and nothing else; it stays, for all tests. */
    public void role(String name) {
        Shared.SERVER.sql("DO $$ BEGIN CREATE ROLE " + name
                + " LOGIN PASSWORD 'any'; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
    }

    /** Removes the databases made here, whoever still uses them. */
    @Override
    public void close() {
        for (String name : databases) {
            Shared.SERVER.sql("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
        databases.clear();
    }
}
