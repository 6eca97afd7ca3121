package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.contract.CatalogFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.sqlite.ProgressHandler;

/** Folders of SQLite catalogs below the system's temporary folder. */
public final class SqliteFixture implements CatalogFixture {
    private final List<Path> folders = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");

    /** The kit makes one by name in other processes. */
    public SqliteFixture() {}

    @Override
    public String backend() {
        return "SQLite";
    }

    @Override
    public String newAddress() {
        try {
            Path folder = Files.createTempDirectory("hakiri-contract-");
            folders.add(folder);
            return folder.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Catalog open(String address) {
        return SqliteCatalog.open(Path.of(address), () -> now, new SecureRandom());
    }

    @Override
    public Catalog openOnRealTime(String address) {
        return SqliteCatalog.open(Path.of(address), InstantSource.system(), new SecureRandom());
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public String copy(String address) {
        String copy = newAddress();
        for (Path file : files(Path.of(address))) {
            overwrite(file, Path.of(copy).resolve(file.getFileName()));
        }
        return copy;
    }

    /** As {@code cp} over the database files does: they stay the same files, and what lies beside them stays. */
    @Override
    public void restore(String address, String copy) {
        for (Path file : files(Path.of(copy))) {
            if (!file.toString().endsWith(SqliteCatalog.WITNESS_ENDING)) {
                overwrite(file, Path.of(address).resolve(file.getFileName()));
            }
        }
    }

    /** Instructions of SQLite's virtual machine, on the connection that reads and on the one that writes. */
    @Override
    public long workOf(Catalog catalog, ProjectId project, Runnable calls) {
        ProjectFile file = ((SqliteCatalog) catalog).file(project);
        AtomicLong instructions = new AtomicLong();
        ProgressHandler counting = new ProgressHandler() {
            @Override
            protected int progress() {
                instructions.incrementAndGet();
                return 0;
            }
        };
        file.watch(connection -> ProgressHandler.setHandler(connection, 1, counting));
        try {
            calls.run();
        } finally {
            file.watch(ProgressHandler::clearHandler);
        }
        return instructions.get();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void overwrite(Path from, Path to) {
        try {
            Files.write(to, Files.readAllBytes(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Path folder : folders) {
            try (Stream<Path> found = Files.walk(folder)) {
                for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
