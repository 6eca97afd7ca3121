package io.hakiri.catalog.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own that runs {@link ContractWorker}, as another machine would. */
final class WorkerProcess implements AutoCloseable {
    /** Ends each line, so that one that a death cut short is not taken for a whole one. */
    static final String END = " .";

    private static final long DEADLINE_SECONDS = 120;

    private final Process process;
    private final Path litter;
    private final BufferedReader output;

    private WorkerProcess(Process process, Path litter) {
        this.process = process;
        this.litter = litter;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a worker on a catalog; what it does is its first argument. */
    static WorkerProcess start(CatalogFixture fixture, String address, Object... arguments) {
        return start(WorkerClasses.of(fixture), fixture, address, arguments);
    }

    /** As above, with classes from elsewhere. */
    static WorkerProcess start(WorkerClasses classes, CatalogFixture fixture, String address, Object... arguments) {
        Path litter = newFolder();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + litter,
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(classes.options());
        command.addAll(List.of(
                "-cp",
                classes.path(),
                ContractWorker.class.getName(),
                fixture.getClass().getName(),
                address));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        try {
            return new WorkerProcess(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start(),
                    litter);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a worker", e);
        }
    }

    /** A killed worker cannot tidy up (a driver unpacks its native library, say), so each has a temporary folder of its own. */
    private static Path newFolder() {
        try {
            return Files.createTempDirectory("hakiri-worker-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for a worker", e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tidy up after a worker", e);
        }
    }

    /** The next whole line; empty at the end. */
    String nextLine() {
        try {
            String line = output.readLine();
            return line == null || !line.endsWith(END) ? "" : line.substring(0, line.length() - END.length());
        } catch (IOException e) {
            return "";
        }
    }

    /** Everything it still says, until its end. */
    List<String> rest() {
        List<String> lines = new ArrayList<>();
        for (String line = nextLine(); !line.isEmpty(); line = nextLine()) {
            lines.add(line);
        }
        return lines;
    }

    /** Everything it says; it must end by itself and well. */
    List<String> sayingAll() throws InterruptedException {
        List<String> lines = rest();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("a worker failed after saying " + lines);
        }
        return lines;
    }

    /** The next line, which must come. */
    String next() {
        String line = nextLine();
        if (line.isEmpty()) {
            throw new AssertionError("a worker ended by itself");
        }
        return line;
    }

    /** Lets it live for a while, then kills it with SIGKILL, whatever it is doing. */
    void killAfter(long micros) throws InterruptedException {
        if (process.waitFor(micros, TimeUnit.MICROSECONDS)) {
            throw new AssertionError("a worker ended by itself with " + process.exitValue());
        }
        // not Process.destroyForcibly, which also throws away what the worker said last
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
            remove(litter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
