package io.hakiri.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Project folders for tests. */
public final class Projects {
    private static final Path ROOT = Path.of(System.getProperty("hakiri.root", ".."));

    private Projects() {}

    /** A copy of an example, as a user has it after a clone. */
    static Path copyOf(String example, Path to) {
        Path from = ROOT.resolve("examples").resolve(example);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path relative = from.relativize(file);
                if (relative.startsWith(".hakiri") || relative.startsWith("lake")) {
                    continue;
                }
                Path target = to.resolve(relative.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A project with one CSV pipeline named {@code p}, stream {@code s}, whose rows stand in {@code data.csv}. */
    public static Path csv(Path folder, String destination, String moreOfPipeline, String moreOfStream) {
        write(folder.resolve("hakiri.toml"), """
                [project]
                name = "test"
                [[pipeline]]
                id = "p"
                source = { connector = "file", path = "data.csv" }
                destination = { connector = "%s", path = "lake" }
                %s
                  [[pipeline.stream]]
                  name = "s"
                  %s
                """.formatted(destination, moreOfPipeline, moreOfStream));
        return folder;
    }

    public static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder with all that is in it. */
    public static void removeAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Projects::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
