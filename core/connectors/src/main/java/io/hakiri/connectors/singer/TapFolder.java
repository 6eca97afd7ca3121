package io.hakiri.connectors.singer;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files that a tap is given: a folder that only this user may look into, removed with its source. A process that was
 * killed leaves its folder, and perhaps its tap: the next one ends the tap and removes the folder.
 *
 * <p>The name is {@code hakiri-tap-machine-pid-start-…}: machine tells boots and containers apart, whose process numbers mean
 * different processes.
 */
final class TapFolder implements AutoCloseable {
    private static final String PREFIX = "hakiri-tap-" + machine() + "-";
    private static final String PROCESS = "process";
    /** The system tells start times from the wall clock, which may have been set meanwhile. */
    private static final long START_TOLERANCE_MILLIS = 10_000;

    private static final Set<PosixFilePermission> PRIVATE_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path folder;

    private TapFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes one, after removing what processes left that are gone. */
    static TapFolder create() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        sweep(temporary);
        ProcessHandle self = ProcessHandle.current();
        try {
            return new TapFolder(Files.createTempDirectory(
                    temporary,
                    PREFIX + self.pid() + "-" + startMillis(self) + "-",
                    PosixFilePermissions.asFileAttribute(PRIVATE_FOLDER)));
        } catch (IOException e) {
            throw trouble(temporary, e);
        }
    }

    /** A new file that only this user may read. */
    Path write(String name, String content) {
        Path file = folder.resolve(name);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
            Files.writeString(file, content, StandardOpenOption.WRITE);
            return file;
        } catch (IOException e) {
            throw trouble(folder, e);
        }
    }

    /** Notes which process was started last, for who comes after a {@code kill -9}. */
    void note(ProcessHandle tap) {
        try {
            Files.deleteIfExists(folder.resolve(PROCESS));
        } catch (IOException e) {
            throw trouble(folder, e);
        }
        write(PROCESS, tap.pid() + "-" + startMillis(tap));
    }

    private static void sweep(Path temporary) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path left : folders) {
                String name = left.getFileName().toString().substring(PREFIX.length());
                if (Files.isReadable(left) && named(name).isEmpty()) {
                    endTap(left);
                    remove(left);
                }
            }
        } catch (IOException e) {
            log("what earlier processes left cannot be removed", e);
        }
    }

    private static void endTap(Path left) throws IOException {
        Path note = left.resolve(PROCESS);
        if (Files.isReadable(note)) {
            String name = Files.readString(note);
            named(name).filter(process -> startedAsIn(name, process)).ifPresent(tap -> {
                tap.descendants().toList().forEach(ProcessHandle::destroyForcibly);
                tap.destroyForcibly();
            });
        }
    }

    /** The living process whose number stands first in {@code pid-start…}. */
    private static Optional<ProcessHandle> named(String name) {
        String pid = name.split("-", 2)[0];
        return pid.matches("[0-9]{1,18}")
                ? ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive)
                : Optional.of(ProcessHandle.current()); // none of ours: leave it alone
    }

    /** Whether it is that process, and no later one with the same number. */
    private static boolean startedAsIn(String name, ProcessHandle process) {
        String[] parts = name.split("-", 3);
        return parts.length > 1
                && parts[1].matches("[0-9]{1,18}")
                && Math.abs(startMillis(process) - Long.parseLong(parts[1])) < START_TOLERANCE_MILLIS;
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String machine() {
        String marks = "";
        try {
            marks += Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            marks += Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            marks += System.getProperty("user.name"); // no such system: one machine, one temporary folder
        }
        return UUID.nameUUIDFromBytes(marks.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    private static ConnectorException trouble(Path where, IOException e) {
        return new ConnectorException(
                ErrorClass.TRANSIENT, where + ": the tap's files cannot be written there: " + e.getMessage(), e);
    }

    private static void log(String what, IOException e) {
        System.getLogger(TapFolder.class.getName()).log(System.Logger.Level.WARNING, what, e);
    }

    @Override
    public void close() {
        try {
            if (Files.exists(folder)) {
                remove(folder);
            }
        } catch (IOException e) {
            log(folder + " with the configuration of a tap cannot be removed; remove it by hand", e);
        }
    }
}
