package io.hakiri.connectors.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A JSON API on this machine, which fails as it is told to. */
final class FaultyApi implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Queue<Reply> faults = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Function<Asked, Reply> good = _ -> Reply.json("[]");

    /** A request. */
    record Asked(String path, Map<String, String> params, Map<String, String> headers, String body) {
        long number(String param, long fallback) {
            String text = params.get(param);
            return text == null ? fallback : Long.parseLong(text);
        }
    }

    /**
     * An answer.
     *
     * @param cutAt the connection ends after so many bytes of the body; -1 for not at all
     * @param hangs whether it stays open there
     */
    record Reply(int status, String body, Map<String, String> headers, int cutAt, boolean hangs) {
        static Reply json(String body) {
            return new Reply(200, body, Map.of("Content-Type", "application/json; charset=utf-8"), -1, false);
        }

        static Reply status(int status) {
            return json("{\"error\":\"no\"}").withStatus(status);
        }

        Reply withStatus(int other) {
            return new Reply(other, body, headers, cutAt, hangs);
        }

        Reply with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Reply(status, body, more, cutAt, hangs);
        }

        Reply cutAt(int bytes) {
            return new Reply(status, body, headers, bytes, false);
        }

        Reply hangingAt(int bytes) {
            return new Reply(status, body, headers, bytes, true);
        }
    }

    FaultyApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    FaultyApi answering(Function<Asked, Reply> answers) {
        good = answers;
        return this;
    }

    /** Answers the next requests with these, then as usual. */
    FaultyApi failing(Reply... replies) {
        faults.addAll(List.of(replies));
        return this;
    }

    String url(String path) {
        return "http://" + host() + path;
    }

    String host() {
        return server.getAddress().getHostString() + ":" + server.getAddress().getPort();
    }

    /** Paths with queries, in order. */
    List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().toString());
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Reply fault = faults.poll();
        Reply reply = fault != null
                ? fault
                : good.apply(new Asked(
                        exchange.getRequestURI().getPath(),
                        params(exchange.getRequestURI().getRawQuery()),
                        headers,
                        body));
        reply.headers.forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = reply.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
        OutputStream out = exchange.getResponseBody();
        if (reply.cutAt < 0) {
            out.write(bytes);
            exchange.close();
            return;
        }
        out.write(bytes, 0, reply.cutAt);
        out.flush();
        try {
            if (reply.hangs) {
                closing.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("the connection ends here");
    }

    private static Map<String, String> params(String query) {
        Map<String, String> params = new HashMap<>();
        for (String part : query == null ? new String[0] : query.split("&")) {
            int end = part.indexOf('=');
            params.put(
                    URLDecoder.decode(part.substring(0, end), StandardCharsets.UTF_8),
                    URLDecoder.decode(part.substring(end + 1), StandardCharsets.UTF_8));
        }
        return params;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
