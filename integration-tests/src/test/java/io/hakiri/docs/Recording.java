package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hakiri.it.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What an example sends to a service, and what it is answered: seen by somebody between the two, kept in a file with the SHA-256 of
 * the example's text, and sent again where the example itself cannot be run.
 */
final class Recording implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String KEY = "Idempotency-Key";

    private final HttpServer between;
    private final Service service;
    private final String token;
    private final ArrayNode calls = JSON.createArrayNode();
    private String run = "-";
    private String fence = "-";

    private Recording(HttpServer between, Service service, String token) {
        this.between = between;
        this.service = service;
        this.token = token;
    }

    /** Stands between an example and a service. */
    static Recording before(Service service, String token) throws IOException {
        HttpServer between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Recording recording = new Recording(between, service, token);
        between.createContext("/", recording::passOn);
        between.start();
        return recording;
    }

    String address() {
        return "http://127.0.0.1:" + between.getAddress().getPort();
    }

    private void passOn(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String key = exchange.getRequestHeaders().getFirst(KEY);
        Service.Answer answer =
                sent(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), body, key);
        byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
        answer.headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What differs from run to run has a name here. */
    private synchronized Service.Answer sent(String method, String path, String body, @Nullable String key) {
        ObjectNode call = calls.addObject().put("method", method).put("path", path.replace(run, "{run}"));
        call.put("named", key != null).set("body", read(body.replace("\"fence\": " + fence, "\"fence\": \"{fence}\"")));
        Service.Answer answer = key == null
                ? service.callAs(token, method, path, body)
                : service.callAs(token, method, path, body, KEY, key);
        call.put("status", answer.status());
        learn(answer);
        return answer;
    }

    private void learn(Service.Answer answer) {
        if (answer.status() == 201 && answer.json().has("run")) {
            run = answer.json().path("run").asText();
            fence = answer.json().path("fence").asText();
        }
    }

    /** All that was seen, of an example with this text. */
    String text(String example) {
        try {
            ObjectNode whole = JSON.createObjectNode().put("sha256", sha256(example));
            whole.set("calls", calls);
            return JSON.writeValueAsString(whole) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what was kept, for a pipeline of another name, and expects the same answers. */
    static void replay(Path file, String example, Service service, String token, String pipeline, String instead) {
        JsonNode kept = read(textOf(file));
        assertThat(kept.path("sha256").asText())
                .as(
                        "the example is not the one whose calls were kept in %s: write them anew, where there is its interpreter, with"
                                + " ./hakiri test -Dhakiri.update-docs",
                        file)
                .isEqualTo(sha256(example));
        String run = "-";
        String fence = "-";
        int number = 0;
        for (JsonNode call : kept.path("calls")) {
            String path = call.path("path")
                    .asText()
                    .replace("/pipelines/" + pipeline, "/pipelines/" + instead)
                    .replace("{run}", run);
            String body = call.path("body")
                    .toString()
                    .replace("\"{fence}\"", fence)
                    .replace("\"id\":\"" + pipeline + "\"", "\"id\":\"" + instead + "\"");
            String method = call.path("method").asText();
            Service.Answer answer = call.path("named").asBoolean()
                    ? service.callAs(token, method, path, body, KEY, "replay-" + number++)
                    : service.callAs(token, method, path, body);
            answer.expect(call.path("status").asInt());
            if (answer.json().has("run")) {
                run = answer.json().path("run").asText(run);
                fence = answer.json().path("fence").asText(fence);
            }
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        between.stop(0);
    }
}
