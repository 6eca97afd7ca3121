package io.hakiri.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Gives a server that has none TLS, on loopback, and counts the connections that it is asked for. */
final class TlsFront implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final int BACKLOG = 500;

    private final SSLServerSocket listening;
    private final URI behind;
    private final AtomicInteger accepted = new AtomicInteger();

    TlsFront(URI behind) throws IOException, InterruptedException, GeneralSecurityException {
        this.behind = behind;
        listening = (SSLServerSocket)
                context().getServerSocketFactory().createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    URI endpoint() {
        return URI.create("https://127.0.0.1:" + listening.getLocalPort());
    }

    /** So far. */
    int accepted() {
        return accepted.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket front = listening.accept();
                accepted.incrementAndGet();
                Socket back = new Socket(behind.getHost(), behind.getPort());
                back.setTcpNoDelay(true);
                front.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> copy(front, back));
                Thread.ofVirtual().start(() -> copy(back, front));
            }
        } catch (IOException closed) {
            // by close()
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // by one of the two
        }
    }

    private static SSLContext context() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = Files.createTempDirectory("hakiri-tls").resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        Files.delete(store);
        Files.delete(store.getParent());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
