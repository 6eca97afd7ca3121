package io.hakiri.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs of the system that a benchmark starts. */
final class Programs {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private Programs() {}

    /** The program's file, from the PATH and the folders where Debian has PostgreSQL's; {@code null} for none. */
    static @Nullable String find(String name) {
        List<Path> folders = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            folders.add(Path.of(folder));
        }
        folders.add(Path.of("/usr/sbin"));
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.reverseOrder()).forEach(version -> folders.add(version.resolve("bin")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /** @throws IllegalStateException saying what to install */
    static String needed(String name, String debianPackage) {
        String found = find(name);
        if (found == null) {
            throw new IllegalStateException(
                    name + " is not in the PATH. Install it, on Debian: apt-get install " + debianPackage);
        }
        return found;
    }
}
