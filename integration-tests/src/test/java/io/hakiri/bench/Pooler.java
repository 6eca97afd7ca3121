package io.hakiri.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** PgBouncer before the server, which hands each transaction to another of a few connections. */
final class Pooler implements AutoCloseable {
    private static final int CONNECTIONS = 20;
    private static final long POLL_MILLIS = 20;

    private final Path folder;
    private final Process process;
    private final int port;

    private Pooler(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Whether the program is there. */
    static boolean possible() {
        return Programs.find("pgbouncer") != null;
    }

    static Pooler before(Server server) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("hakiri-pooler");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = freePort();
        Path settings = folder.resolve("pgbouncer.ini");
        Files.writeString(settings, """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = 500
                log_connections = 0
                log_disconnections = 0
                """.formatted(server.port(), port, folder.resolve("users.txt"), CONNECTIONS));
        Files.writeString(folder.resolve("users.txt"), "\"" + Server.USER + "\" \"\"\n");
        List<String> command = new ArrayList<>(List.of(Programs.needed("pgbouncer", "pgbouncer"), "-q"));
        if (System.getProperty("user.name", "").equals("root")) {
            // it refuses to be root
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!answers(port)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("pgbouncer ended with " + process.exitValue());
            }
            Thread.sleep(POLL_MILLIS);
        }
        return new Pooler(folder, process, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
