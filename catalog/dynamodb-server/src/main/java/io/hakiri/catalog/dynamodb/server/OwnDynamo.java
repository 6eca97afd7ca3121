package io.hakiri.catalog.dynamodb.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A DynamoDB Local of one test's own, as a process with its data in files: it can be killed and started again on its data and
 * its port. It ends with the process that started it, however that ends.
 */
public final class OwnDynamo implements AutoCloseable {
    private static final int EXIT_SECONDS = 60;

    private final Path data;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Process process;
    private final int port;

    private OwnDynamo(Path data) throws IOException {
        this.data = data;
        this.process = launch(0);
        this.port = awaitPort(process);
        // for tests that end before they close it
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    public static OwnDynamo start() {
        try {
            return new OwnDynamo(Files.createTempDirectory("hakiri-dynamodb-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(int onPort) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OwnProcess.class.getName(),
                        data.toString(),
                        Integer.toString(onPort))
                .redirectError(log())
                .start();
    }

    private File log() {
        return data.resolve("stderr.txt").toFile();
    }

    /** The one line that it says. */
    private int awaitPort(Process started) throws IOException {
        BufferedReader words = started.inputReader();
        String line = words.readLine();
        if (line == null) {
            throw new IllegalStateException("DynamoDB Local does not start: " + Files.readString(log().toPath()));
        }
        return Integer.parseInt(line);
    }

    /** The same after each start. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    /** Where its files are. */
    public Path data() {
        return data;
    }

    public long pid() {
        return process.pid();
    }

    /** {@code kill -9}, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a killed server goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** On its data and its port, after {@link #kill}. */
    public void startAgain() {
        try {
            process = launch(port);
            int taken = awaitPort(process);
            if (taken != port) {
                throw new IllegalStateException("started on port " + taken + " and not on " + port);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        kill();
        try (Stream<Path> found = Files.walk(data)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
