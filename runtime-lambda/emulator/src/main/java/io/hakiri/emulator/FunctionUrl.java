package io.hakiri.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/** The function over HTTP: each request is an event of version 2.0, and the answer to that a response, as with a function URL. */
final class FunctionUrl implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    /** As Lambda's are: letters and digits. */
    private static final String ID = "abcdefghijklmnopqrstuvwxyz012345";

    private final Emulator lambda;
    private final FunctionConfiguration function;
    private final HttpServer server = Loopback.server(this::answer);

    FunctionUrl(Emulator lambda, FunctionConfiguration function) {
        this.lambda = lambda;
        this.function = function;
    }

    URI address() {
        return URI.create("http://" + Loopback.HOST + ":" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (lambda.invoke(event(exchange).toString())) {
            case Outcome.Answered(String body, var _) -> respond(exchange, JSON.readTree(body));
            case Outcome.Throttled _ -> Loopback.send(exchange, Loopback.TOO_MANY, "{\"Reason\":\"Concurrency\"}");
            case Outcome _ -> Loopback.send(exchange, Loopback.BAD_GATEWAY, "Internal Server Error");
        }
    }

    private ObjectNode event(HttpExchange exchange) throws IOException {
        String rawPath = exchange.getRequestURI().getRawPath();
        String rawQuery = exchange.getRequestURI().getRawQuery();
        byte[] body = exchange.getRequestBody().readAllBytes();
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("version", "2.0")
                .put("routeKey", "$default")
                .put("rawPath", rawPath)
                .put("rawQueryString", rawQuery == null ? "" : rawQuery);
        ObjectNode headers = event.putObject("headers");
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        JsonNode cookies = headers.remove("cookie");
        if (cookies != null) { // as Lambda has it: in a place of their own
            ArrayNode each = event.putArray("cookies");
            for (String cookie : cookies.asText().split("; *", -1)) {
                each.add(cookie);
            }
        }
        ObjectNode context = event.putObject("requestContext")
                .put("accountId", "anonymous")
                .put("apiId", ID)
                .put("domainName", ID + ".lambda-url.eu-central-1.on.aws")
                .put("requestId", UUID.randomUUID().toString())
                .put("routeKey", "$default")
                .put("stage", "$default");
        context.putObject("http")
                .put("method", exchange.getRequestMethod())
                .put("path", rawPath)
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", exchange.getRemoteAddress().getAddress().getHostAddress())
                .put("userAgent", function.name());
        if (body.length > 0) {
            event.put("body", Base64.getEncoder().encodeToString(body));
        }
        return event.put("isBase64Encoded", body.length > 0);
    }

    private static void respond(HttpExchange exchange, JsonNode response) throws IOException {
        response.path("headers").properties().forEach(header -> {
            if (!header.getKey().equalsIgnoreCase("content-length")) {
                exchange.getResponseHeaders()
                        .set(header.getKey(), header.getValue().asText());
            }
        });
        response.path("cookies").forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie.asText()));
        String body = response.path("body").asText("");
        byte[] bytes = response.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
        Loopback.send(exchange, response.path("statusCode").asInt(), bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
