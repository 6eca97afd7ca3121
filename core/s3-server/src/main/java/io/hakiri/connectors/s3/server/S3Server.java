package io.hakiri.connectors.s3.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * One store for all tests of a JVM: a container where an engine answers, the same program as a process otherwise. It does not
 * look at credentials. Each test makes buckets of its own.
 */
public final class S3Server {
    private static final String IMAGE = "adobe/s3mock:5.2.0";
    private static final int IMAGE_PORT = 9090;
    private static final Duration START = Duration.ofMinutes(2);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private S3Server() {}

    /** Where it answers: {@code http://127.0.0.1:49152}. */
    public static URI endpoint() {
        return Running.ENDPOINT;
    }

    /** A new bucket. */
    public static TestBucket bucket() {
        return TestBucket.make(endpoint());
    }

    /** Started when it is first asked for, and gone with the JVM. */
    private static final class Running {
        static final URI ENDPOINT = docker() ? container() : process();

        private static boolean docker() {
            Logger library = Logger.getLogger("org.testcontainers");
            library.setLevel(Level.OFF);
            try {
                return DockerClientFactory.instance().isDockerAvailable();
            } catch (RuntimeException none) {
                return false;
            }
        }

        @SuppressWarnings("resource") // stopped with the JVM
        private static URI container() {
            GenericContainer<?> container = new GenericContainer<>(IMAGE).withExposedPorts(IMAGE_PORT);
            container.start();
            Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
            return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(IMAGE_PORT));
        }

        private static URI process() {
            try {
                Path folder = Files.createTempDirectory("s3-server");
                int port = freePort();
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "-Djava.io.tmpdir=" + folder,
                                "-jar",
                                program(),
                                "--server.port=0",
                                "--http.port=" + port)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said.log").toFile())
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
                URI endpoint = URI.create("http://127.0.0.1:" + port);
                awaitAnswer(process, endpoint, folder);
                return endpoint;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String program() {
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .filter(entry -> entry.matches(".*s3mock-[0-9.]+-exec\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("s3mock's program is not on the class path"));
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        private static void awaitAnswer(Process process, URI endpoint, Path folder) throws IOException {
            long start = System.nanoTime();
            while (!answers(endpoint)) {
                if (!process.isAlive() || System.nanoTime() - start > START.toNanos()) {
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            "the store did not start:\n" + Files.readString(folder.resolve("said.log")));
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }

        private static boolean answers(URI endpoint) {
            try {
                HttpRequest request = HttpRequest.newBuilder(endpoint)
                        .timeout(Duration.ofSeconds(5))
                        .build();
                return HTTP.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException notYet) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static void end(Process process, Path folder) {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
                remove(folder);
            } catch (IOException | InterruptedException leftToTheSystem) {
                Thread.currentThread().interrupt();
            }
        }

        private static void remove(Path folder) throws IOException {
            try (var files = Files.walk(folder)) {
                for (Path file : List.copyOf(files.toList()).reversed()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
