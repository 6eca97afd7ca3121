package io.hakiri.connectors.s3.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The way to a store, on which requests get lost, answers get lost, and somebody else answers. */
public final class FaultyRoad implements AutoCloseable {
    private static final Set<String> OURS = Set.of("host", "content-length", "connection", "expect", "upgrade");
    private static final int NO_CONTENT = 204;

    private final URI store;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Function<String, What> happens = _ -> What.PASSES;
    /** What was asked, in order: {@code PUT /bucket/key?uploads}. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** What happens to a request. */
    public sealed interface What {
        What PASSES = new Passes();
        What LOST = new Lost();
        What ANSWER_LOST = new AnswerLost();

        /** It comes to the store, and the answer back. */
        record Passes() implements What {}

        /** It never comes to the store. */
        record Lost() implements What {}

        /** It comes to the store, which does what it is asked; nobody hears of it. */
        record AnswerLost() implements What {}

        /** The connection breaks behind so many bytes of the answer. */
        record CutShort(int bytes) implements What {}

        /** Somebody on the way answers in the store's name. */
        record Refused(int status, String code, Map<String, String> headers) implements What {}
    }

    public FaultyRoad(URI store) throws IOException {
        this.store = store;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on; told method, path and query: {@code POST /bucket/key?uploads}. */
    public void happens(Function<String, What> what) {
        asked.clear();
        happens = what;
    }

    /** An answer with this code. */
    public static What refused(int status, String code) {
        return new What.Refused(status, code, Map.of());
    }

    /** What was asked since it was last said what happens. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void pass(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(request);
        What what = happens.apply(request);
        try (exchange) {
            switch (what) {
                case What.Passes _ -> answer(exchange, forward(exchange));
                case What.AnswerLost _ -> forward(exchange);
                case What.CutShort(int bytes) -> cutShort(exchange, forward(exchange), bytes);
                case What.Lost _ -> exchange.getRequestBody().readAllBytes();
                case What.Refused(int status, String code, var headers) -> {
                    exchange.getRequestBody().readAllBytes();
                    headers.forEach(
                            (name, value) -> exchange.getResponseHeaders().add(name, value));
                    byte[] body = ("<Error><Code>" + code + "</Code><Message>refused on the way</Message></Error>")
                            .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                }
            }
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(store.toString() + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void cutShort(HttpExchange exchange, HttpResponse<byte[]> response, int bytes) throws IOException {
        headers(exchange, response);
        exchange.sendResponseHeaders(response.statusCode(), response.body().length);
        exchange.getResponseBody().write(response.body(), 0, Math.min(bytes, response.body().length));
        exchange.getResponseBody().flush();
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response) throws IOException {
        headers(exchange, response);
        if (exchange.getRequestMethod().equals("HEAD")) { // says how long the object is, and has nothing of it
            response.headers()
                    .firstValue("Content-Length")
                    .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
        }
        boolean empty = response.body().length == 0 || response.statusCode() == NO_CONTENT;
        exchange.sendResponseHeaders(response.statusCode(), empty ? -1 : response.body().length);
        if (!empty) {
            exchange.getResponseBody().write(response.body());
        }
    }

    private static void headers(HttpExchange exchange, HttpResponse<byte[]> response) {
        response.headers().map().forEach((name, values) -> {
            if (!name.startsWith(":")
                    && !Set.of("content-length", "transfer-encoding", "connection")
                            .contains(name)) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
