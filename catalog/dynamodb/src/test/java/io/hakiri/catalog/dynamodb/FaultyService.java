package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** DynamoDB as it is on bad days: in front of the real one, it does to the next requests what it is told. */
final class FaultyService implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TENTH_OF_A_SECOND = 100_000_000;
    private static final Set<String> PASSED_ON =
            Set.of("content-type", "x-amz-target", "x-amz-date", "authorization", "x-amz-security-token");

    private final URI real;
    private final ServerSocket listening;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Deque<Fault> next = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger throttled = new AtomicInteger();

    /** As many as go through in a tenth of a second; those after them are throttled. */
    private volatile int most = Integer.MAX_VALUE;

    private long window;
    private int inWindow;

    /** What came, headers in lower case. */
    record Request(Map<String, String> headers, String body) {
        /** {@code PutItem}, for one. */
        String operation() {
            String target = headers.getOrDefault("x-amz-target", "");
            return target.substring(target.indexOf('.') + 1);
        }
    }

    private record Reply(int status, Map<String, String> headers, String body) {
        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    FaultyService(URI real) {
        this.real = real;
        try {
            listening = new ServerSocket();
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** The next requests, one each; those after them go through. */
    void next(Fault... faults) {
        synchronized (next) {
            next.clear();
            next.addAll(List.of(faults));
        }
        requests.clear();
    }

    /** As many requests go through in a tenth of a second; those after them are told that there are too many. */
    void throttle(int perTenthOfASecond) {
        most = perTenthOfASecond;
    }

    /** Requests that were too many. */
    int throttled() {
        return throttled.get();
    }

    /** Since {@link #next}. */
    List<Request> requests() {
        return List.copyOf(requests);
    }

    List<String> operations() {
        return requests.stream().map(Request::operation).toList();
    }

    /** That were made so far. */
    int connections() {
        return connections.get();
    }

    /** Closes those that are open, as a server does with idle ones. */
    void closeConnections() {
        try {
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Fault take() {
        synchronized (next) {
            Fault fault = next.poll();
            if (fault != null) {
                return fault;
            }
            long now = System.nanoTime() / TENTH_OF_A_SECOND;
            inWindow = now == window ? inWindow + 1 : 1;
            window = now;
            if (inWindow <= most) {
                return new Fault.None();
            }
            throttled.incrementAndGet();
            return Fault.error("ThrottlingException");
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                connections.incrementAndGet();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            Request request = read(in);
            while (request != null) {
                requests.add(request);
                meet(take(), request, null, client);
                request = read(in);
            }
        } catch (IOException e) {
            // the client went, or was sent away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void meet(Fault fault, Request request, @Nullable Reply earlier, Socket client)
            throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        switch (fault) {
            case Fault.None _ -> write(out, earlier == null ? forward(request) : earlier);
            case Fault.Applied(Runnable meanwhile, Fault answer) -> {
                Reply reply = forward(request);
                meanwhile.run();
                meet(answer, request, reply, client);
            }
            case Fault.Meanwhile(Runnable what, Fault then) -> {
                what.run();
                meet(then, request, earlier, client);
            }
            case Fault.Reset _ -> {
                client.setSoLinger(true, 0);
                client.close();
            }
            case Fault.Silence _ -> {
                // until the client goes
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
                client.close();
            }
            case Fault.Half _ -> {
                Reply reply = earlier == null ? forward(request) : earlier;
                write(out, reply, reply.bytes().length / 2);
                client.close();
            }
            case Fault.Answer(int status, Map<String, String> headers, String body) ->
                write(out, new Reply(status, headers, body));
            case Fault.Partly(int processed) -> write(out, partly(request, processed));
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (line(in) == null) {
            return null;
        }
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    private Reply forward(Request request) throws IOException, InterruptedException {
        HttpRequest.Builder forwarded =
                HttpRequest.newBuilder(real).POST(HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, value) -> {
            if (PASSED_ON.contains(name)) {
                forwarded.header(name, value);
            }
        });
        HttpResponse<String> answer =
                http.send(forwarded.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        Map<String, String> headers = new LinkedHashMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return new Reply(answer.statusCode(), headers, answer.body());
    }

    /** A batch of one table, as the service may always answer it. */
    private Reply partly(Request request, int processed) throws IOException, InterruptedException {
        ObjectNode batch = (ObjectNode) JSON.readTree(request.body());
        ObjectNode tables = (ObjectNode) batch.get("RequestItems");
        String table = tables.fieldNames().next();
        boolean reads = request.operation().equals("BatchGetItem");
        ArrayNode all = (ArrayNode) (reads ? tables.get(table).get("Keys") : tables.get(table));
        ArrayNode left = JSON.createArrayNode();
        while (all.size() > processed) {
            left.add(all.remove(processed));
        }
        ObjectNode answer;
        if (processed == 0) {
            answer = JSON.createObjectNode();
            answer.putObject("Responses").putArray(table);
        } else {
            answer = (ObjectNode) JSON.readTree(
                    forward(new Request(request.headers(), batch.toString())).body());
        }
        JsonNode rest = reads ? ((ObjectNode) tables.get(table)).set("Keys", left) : left;
        answer.putObject(reads ? "UnprocessedKeys" : "UnprocessedItems").set(table, rest);
        return new Reply(
                200,
                Map.of("Content-Type", "application/x-amz-json-1.0", "x-amzn-RequestId", "made-up"),
                JSON.writeValueAsString(answer));
    }

    private static void write(OutputStream out, Reply reply) throws IOException {
        write(out, reply, reply.bytes().length);
    }

    private static void write(OutputStream out, Reply reply, int bytes) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Status\r\n");
        reply.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("transfer-encoding")) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        });
        head.append("Content-Length: ").append(reply.bytes().length).append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.UTF_8));
        out.write(reply.bytes(), 0, bytes);
        out.flush();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closeConnections();
    }
}
