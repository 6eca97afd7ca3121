package io.hakiri.remote;

import io.hakiri.catalog.contract.CatalogFixture;
import io.hakiri.catalog.sqlite.SqliteFixture;
import io.hakiri.cli.ContractServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The process that serves the contract's catalogs: one for all tests of this process, ended with it. */
final class ContractService {
    private static final Path APP = Path.of(System.getProperty("hakiri.app", "../runtime-fargate/target/hakiri"));
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    private final PrintStream commands;
    private final BufferedReader answers;
    private final int port;

    private ContractService(Process process, int port) {
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.port = port;
    }

    private static final class Started {
        static final ContractService SERVICE = started();
    }

    /** Started by the first who asks. */
    static ContractService running() {
        return Started.SERVICE;
    }

    private static ContractService started() {
        try {
            int port = freePort();
            Path log = Files.createTempFile("hakiri-contract-server", ".log");
            String path = APP.resolve("hakiri.jar")
                    + File.pathSeparator
                    + places(ContractServer.class, SqliteFixture.class, CatalogFixture.class);
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:-UsePerfData",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            path,
                            ContractServer.class.getName(),
                            Integer.toString(port)))
                    .redirectError(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                process.destroyForcibly();
                log.toFile().delete();
            }));
            awaitListening(process, port, log);
            return new ContractService(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the contract's server", e);
        }
    }

    /** The jars and folders that these classes come from. */
    static String places(Class<?>... types) {
        return Stream.of(types)
                .map(ContractService::placeOf)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(Process process, int port, Path log) throws IOException {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError("the contract's server does not serve; it said: " + Files.readString(log));
                }
                Thread.onSpinWait();
            }
        }
    }

    int port() {
        return port;
    }

    /** Tells it something; what it answers. */
    synchronized String tell(String... words) {
        commands.println(String.join(" ", words));
        try {
            String answer = answers.readLine();
            if (answer == null || !answer.startsWith("ok ")) {
                throw new AssertionError("the contract's server, told " + List.of(words) + ": " + answer);
            }
            return answer.substring("ok ".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
