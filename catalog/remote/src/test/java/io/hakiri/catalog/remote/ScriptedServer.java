package io.hakiri.catalog.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.ProjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;

/** A server that answers one request after the other as it was told; the last thing that it was told it goes on doing. */
final class ScriptedServer implements AutoCloseable {
    /** What it does with a request. */
    interface Act {
        void to(HttpExchange exchange) throws IOException;
    }

    static final BearerToken TOKEN = BearerToken.of(new ProjectId("shop"), new SecureRandom());

    private final HttpServer server;
    private final Deque<Act> script = new ArrayDeque<>();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    private ScriptedServer(HttpServer server) {
        this.server = server;
    }

    static ScriptedServer doing(Act... acts) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ScriptedServer scripted = new ScriptedServer(server);
            scripted.script.addAll(List.of(acts));
            server.createContext("/", scripted::handle);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return scripted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
        exchange.getRequestBody().readAllBytes();
        next().to(exchange);
    }

    private synchronized Act next() {
        return script.size() > 1 ? script.removeFirst() : script.getFirst();
    }

    /** Answers. */
    static Act answering(int status, String media, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", media);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** Answers with JSON. */
    static Act json(int status, String body) {
        return answering(status, "application/json", body);
    }

    /** Answers with a problem. */
    static Act problem(int status, String word, String... headers) {
        return answering(
                status,
                "application/problem+json",
                "{\"type\":\"urn:hakiri:problem:" + word + "\",\"title\":\"t\",\"status\":" + status
                        + ",\"detail\":\"said so\"}",
                headers);
    }

    /** Takes the request, and hangs up. */
    static Act hangingUp() {
        return HttpExchange::close;
    }

    /** Takes the request, and says nothing until the server ends. */
    static Act silent() {
        return exchange -> {};
    }

    /** What was asked of it, in order. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    RemoteCatalog catalog() {
        return catalog(Duration.ofSeconds(20));
    }

    RemoteCatalog catalog(Duration deadline) {
        return RemoteCatalog.open(ServerAddress.parse(address(), false), () -> TOKEN, new SplittableRandom(), deadline);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
