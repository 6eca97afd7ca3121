package io.hakiri.connectors.postgres;

import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import io.hakiri.connector.Options;
import io.hakiri.pipeline.TimeSpan;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a database is and how to get in. The password is in no text that this class makes.
 *
 * @param roots a file of certificates (PEM) that alone are trusted; {@code null} for those of Java
 * @param encrypted whether the server must prove who it is; otherwise it is talked to in plain text
 * @param patience how long one statement may take
 */
record Server(
        String host,
        int port,
        String database,
        String user,
        @Nullable String password,
        boolean encrypted,
        @Nullable String roots,
        Duration patience) {
    static final int DEFAULT_PORT = 5432;
    private static final int LARGEST_PORT = 65_535;
    private static final int CONNECT_SECONDS = 10;
    /** How much longer than the longest statement a connection may be silent, before it is taken for dead. */
    private static final int SILENT_SECONDS = 30;

    static final List<OptionSpec> SPECS = List.of(
            OptionSpec.required("host", Kind.TEXT, "Name or address of the server."),
            OptionSpec.optional("port", Kind.INTEGER, "" + DEFAULT_PORT, "Its port."),
            OptionSpec.required("database", Kind.TEXT, "The database on it."),
            OptionSpec.required("user", Kind.TEXT, "The role to log in as."),
            OptionSpec.optional(
                    "password", Kind.SECRET, null, "The role's password; without it the server must ask for none."),
            OptionSpec.oneOf(
                    "sslmode",
                    "verify-full",
                    List.of("verify-full", "disable"),
                    "Whether the connection is encrypted and the server proves its name, or all goes in plain text."),
            OptionSpec.optional(
                    "sslrootcert",
                    Kind.TEXT,
                    null,
                    "A file of certificates (PEM), relative to the project's folder, that alone are trusted; without it those"
                            + " of Java."),
            OptionSpec.optional(
                    "statement_timeout", Kind.TEXT, "10m", "How long one statement may take, such as 30s or 1h."));

    static Server of(Options options) {
        OptionalLong port = options.number("port");
        long number = port.orElse(DEFAULT_PORT);
        if (number < 1 || number > LARGEST_PORT) {
            throw Names.permanent("port = " + number + ": expected 1 to " + LARGEST_PORT);
        }
        Optional<String> roots = options.optionalText("sslrootcert");
        boolean encrypted =
                options.optionalText("sslmode").orElse("verify-full").equals("verify-full");
        return new Server(
                options.text("host"),
                (int) number,
                options.text("database"),
                options.text("user"),
                options.optionalText("password").orElse(null),
                encrypted,
                roots.map(file -> options.folder().resolve(file).toString()).orElse(null),
                time(options, "statement_timeout", "10m"));
    }

    /** A time that an option gives. */
    static Duration time(Options options, String name, String fallback) {
        String text = options.optionalText(name).orElse(fallback);
        Optional<Duration> time = TimeSpan.parse(text);
        if (time.isEmpty() || time.get().isZero() || time.get().compareTo(Duration.ofDays(1)) > 0) {
            throw Names.permanent(name + " = \"" + text + "\": expected a time from 1s to 1d, such as 30s or 15m");
        }
        return time.get();
    }

    /**
     * Opens a connection.
     *
     * @param application how the server's views name it
     */
    Session open(String application) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setServerNames(new String[] {host});
        database.setPortNumbers(new int[] {port});
        database.setDatabaseName(this.database);
        database.setUser(user);
        database.setPassword(password);
        database.setApplicationName(application);
        database.setConnectTimeout(CONNECT_SECONDS);
        database.setLoginTimeout(2 * CONNECT_SECONDS);
        database.setSocketTimeout((int) patience.toSeconds() + SILENT_SECONDS);
        database.setTcpKeepAlive(true);
        // values come as the server writes them, and go as texts of whatever type is asked for
        database.setBinaryTransfer(false);
        database.setStringType("unspecified");
        // nothing outlives a transaction, so that a pooler may stand in between
        database.setPrepareThreshold(0);
        database.setMaxResultBuffer("" + Session.MOST_BYTES_AT_ONCE);
        // a handshake that nobody asked for costs a round trip
        database.setGssEncMode("disable");
        if (encrypted) {
            database.setSslMode("verify-full");
            if (roots == null) {
                database.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
            } else {
                database.setSslRootCert(roots);
            }
        } else {
            database.setSslMode("disable");
        }
        try {
            return new Session(database.getConnection(), this);
        } catch (SQLException e) {
            throw Trouble.of("connect to " + place(), this, e);
        }
    }

    /** Host, port and database, for messages. */
    String place() {
        return host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return user + "@" + place();
    }
}
