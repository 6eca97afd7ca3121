package io.hakiri.catalog.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A server that follows another one by its log: made from a base backup, and connected to it. */
final class Standby {
    private Standby() {}

    static OwnPostgres of(OwnPostgres primary) {
        return OwnPostgres.start(Map.of("hot_standby", "on"), data -> fill(data, primary));
    }

    /** As {@code pg_basebackup} does it: the files while they are written, and the label that says from where to replay. */
    private static void fill(Path data, OwnPostgres primary) {
        try (Connection session = primary.jdbc("postgres");
                Statement sql = session.createStatement()) {
            empty(data);
            sql.execute("SELECT pg_backup_start('standby', true)");
            copy(primary.data(), data);
            try (ResultSet label = sql.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                label.next();
                Files.writeString(data.resolve("backup_label"), label.getString(1));
            }
            Files.createFile(data.resolve("standby.signal"));
            Files.writeString(
                    data.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=localhost port=" + primary.port() + " user=postgres'\n");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void empty(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = from.relativize(file).toString();
                boolean ofTheProcess = name.startsWith("postmaster.") || name.equals("epg-lock");
                if (!ofTheProcess && !name.startsWith("pg_wal")) {
                    try {
                        Files.copy(file, to.resolve(name));
                    } catch (NoSuchFileException gone) {
                        // removed meanwhile, as the log will say
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
