package io.hakiri.catalog.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A base backup of a server that goes on, and the archive of its WAL: what restores to a point in time and standbys start
 * from. As {@code pg_basebackup} does it, which is not among the embedded programs.
 */
final class BaseBackup implements AutoCloseable {
    /** Of the running server, or of its own starts. */
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

    private static final Set<String> LEFT_EMPTY = Set.of("pg_wal", "pg_replslot", "pg_stat_tmp");

    private static final int FIRST_VERSION_OF_NEW_NAMES = 150_000;
    private static final int MOST_LOOKS = 600;

    private final Path data;
    private final Path archive;

    private BaseBackup(Path data, Path archive) {
        this.data = data;
        this.archive = archive;
    }

    /** A server whose WAL goes to this folder. */
    static OwnPostgres archivingServer(Path archive) {
        return OwnPostgres.start(
                Map.of("wal_level", "replica", "archive_mode", "on", "max_wal_senders", "4"),
                configured("archive_command = 'cp \"%p\" \"" + archive + "/%f\"'\n"));
    }

    private static Consumer<Path> configured(String lines) {
        return data -> append(data.resolve("postgresql.auto.conf"), lines);
    }

    private static void append(Path file, String lines) {
        try {
            Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server as it is now. */
    static BaseBackup of(OwnPostgres server, Path archive) throws SQLException, IOException {
        Path data = Files.createTempDirectory("hakiri-backup-");
        boolean newNames = server.number("SHOW server_version_num") >= FIRST_VERSION_OF_NEW_NAMES;
        try (Connection connection = server.jdbc("postgres");
                Statement sql = connection.createStatement()) {
            sql.execute(
                    newNames ? "SELECT pg_backup_start('test', true)" : "SELECT pg_start_backup('test', true, false)");
            copy(server.data(), data, LEFT_EMPTY);
            try (ResultSet stop = sql.executeQuery(
                    "SELECT labelfile FROM " + (newNames ? "pg_backup_stop(true)" : "pg_stop_backup(false, true)"))) {
                stop.next();
                Files.writeString(data.resolve("backup_label"), stop.getString(1));
            }
        }
        return new BaseBackup(data, archive);
    }

    /** Copies a data folder, whose files may come and go. */
    static void copy(Path from, Path to, Set<String> leftEmpty) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(folder).toString());
                if (!copy.equals(to)) {
                    Files.copy(folder, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return from.equals(folder.getParent())
                                && leftEmpty.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!NOT_COPIED.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(
                                file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException goneMeanwhile) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    /** Waits until the WAL up to here is in the archive. */
    void archived(OwnPostgres server) throws SQLException {
        String segment;
        try (Connection connection = server.jdbc("postgres");
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT pg_walfile_name(pg_switch_wal())")) {
            rows.next();
            segment = rows.getString(1);
        }
        for (int look = 0; look < MOST_LOOKS; look++) {
            if (Files.exists(archive.resolve(segment))
                    && server.number("SELECT count(*) FROM pg_stat_archiver WHERE last_archived_wal >= '" + segment
                                    + "'")
                            > 0) {
                return;
            }
            server.sql("SELECT pg_sleep(0.1)");
        }
        throw new AssertionError(segment + " is not archived");
    }

    /** A new server, recovered from the backup up to a named restore point, and open for writes. */
    OwnPostgres restoredTo(String restorePoint) throws IOException, SQLException {
        Path restored = copied();
        append(restored.resolve("postgresql.auto.conf"), """
                restore_command = 'cp "%s/%%f" "%%p"'
                recovery_target_name = '%s'
                recovery_target_action = 'promote'
                """.formatted(archive, restorePoint));
        Files.createFile(restored.resolve("recovery.signal"));
        OwnPostgres server = OwnPostgres.on(restored);
        awaitZero(server, "SELECT pg_is_in_recovery()::INT FROM pg_sleep(0.05)");
        return server;
    }

    /** A new server that follows another one, asynchronously, and is as far as it now. */
    OwnPostgres standbyOf(OwnPostgres primary) throws IOException, SQLException {
        Path standby = copied();
        append(standby.resolve("postgresql.auto.conf"), """
                restore_command = 'cp "%s/%%f" "%%p"'
                primary_conninfo = 'host=localhost port=%d user=postgres'
                """.formatted(archive, primary.port()));
        Files.createFile(standby.resolve("standby.signal"));
        OwnPostgres server = OwnPostgres.on(standby);
        long now = primary.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
        awaitZero(
                server,
                "SELECT (COALESCE(pg_last_wal_replay_lsn() - '0/0', 0) < " + now + ")::INT FROM pg_sleep(0.05)");
        return server;
    }

    private static void awaitZero(OwnPostgres server, String query) throws SQLException {
        for (int look = 0; look < MOST_LOOKS; look++) {
            if (server.number(query) == 0) {
                return;
            }
        }
        throw new AssertionError("never 0: " + query);
    }

    private Path copied() throws IOException {
        Path copy = Files.createTempDirectory("hakiri-restored-");
        copy(data, copy, Set.of());
        return copy;
    }

    @Override
    public void close() throws IOException {
        for (Path folder : new Path[] {data, archive}) {
            try (Stream<Path> found = Files.walk(folder)) {
                for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
