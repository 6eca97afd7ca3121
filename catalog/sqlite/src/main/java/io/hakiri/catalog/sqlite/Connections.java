package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.CatalogException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/** Opens a project's file as this program needs it: WAL, fsync with each commit, checked and brought up to date. */
final class Connections {
    /** How long a transaction waits for the write lock of other processes. */
    static final Duration BUSY_TIMEOUT = Duration.ofSeconds(20);

    /** Switching to WAL does not wait by itself while another process does the same: so often it is tried. */
    private static final int WAL_ATTEMPTS = 200;

    private static final long WAL_PAUSE_MILLIS = 10;
    private static final long LARGEST_IDLE_WAL_BYTES = 64L * 1024 * 1024;

    private Connections() {}

    static Session open(Path file, boolean writes, InstantSource clock, Consumer<Session> first) {
        try {
            refuseNewer(file);
            Session session = connect(file, "", false, clock);
            try {
                session.once("PRAGMA busy_timeout = " + BUSY_TIMEOUT.toMillis());
                Migrations.check(file, Migrations.version(session), session.number("PRAGMA application_id"));
                useWal(session);
                session.once("PRAGMA synchronous = FULL");
                session.once("PRAGMA journal_size_limit = " + LARGEST_IDLE_WAL_BYTES);
                session.once("PRAGMA temp_store = MEMORY");
                Migrations.apply(file, session, () -> first.accept(session));
                if (!writes) {
                    session.once("PRAGMA query_only = ON");
                }
                return session;
            } catch (SqlFault | CatalogException e) {
                session.close();
                throw e;
            }
        } catch (SqlFault e) {
            throw Faults.translate(file, "opening", Faults.Phase.BEFORE_COMMIT, e.driver());
        }
    }

    /**
     * Looks at the version in a way that neither locks nor writes, for closing a connection can write too. What cannot be
     * read so (the file is just being made) is judged by the connection itself.
     */
    private static void refuseNewer(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        int version;
        long applicationId;
        try (Session look = connect(file, "?mode=ro&immutable=1", true, InstantSource.system())) {
            version = Migrations.version(look);
            applicationId = look.number("PRAGMA application_id");
        } catch (SqlFault notYet) {
            return;
        }
        Migrations.check(file, version, applicationId);
    }

    private static Session connect(Path file, String options, boolean readOnly, InstantSource clock) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setOpenMode(SQLiteOpenMode.OPEN_URI);
        config.setGetGeneratedKeys(false);
        try {
            SQLiteConnection connection = JDBC.createConnection(
                    "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + options, config.toProperties());
            // Transactions are ours: else the driver tries a BEGIN after each statement, to see whether one is open
            connection.getConnectionConfig().setAutoCommit(false);
            return new Session(connection, clock);
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    private static void useWal(Session session) {
        for (int attempt = 1; ; attempt++) {
            try {
                String mode = session.one("PRAGMA journal_mode = WAL", row -> row.text(1));
                if (!"wal".equalsIgnoreCase(mode)) {
                    throw new CatalogException.Unavailable("SQLite cannot keep a write-ahead log here: " + mode, null);
                }
                return;
            } catch (SqlFault e) {
                if (attempt == WAL_ATTEMPTS || (e.driver().getErrorCode() & 0xff) != SQLiteErrorCode.SQLITE_BUSY.code) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(WAL_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException.Unavailable("interrupted while opening", e);
        }
    }
}
