package io.hakiri.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The two questions about secrets that are asked of AWS, answered on loopback in its JSON protocol. */
public final class AwsStandIn implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** By name: what Secrets Manager has. */
    public final Map<String, String> secrets = new ConcurrentHashMap<>();
    /** By name: what the Parameter Store has. */
    public final Map<String, String> parameters = new ConcurrentHashMap<>();
    /** How often it was asked. */
    final AtomicInteger asked = new AtomicInteger();

    /** The error that every question gets, as {@code status code}; {@code null} for none. */
    volatile @Nullable String refusal;

    private final HttpServer server;

    public AwsStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        JsonNode question = JSON.readTree(exchange.getRequestBody());
        String refused = refusal;
        if (refused != null) {
            int space = refused.indexOf(' ');
            send(exchange, Integer.parseInt(refused.substring(0, space)), error(refused.substring(space + 1)));
        } else if (target.equals("secretsmanager.GetSecretValue")) {
            String value = secrets.get(question.path("SecretId").asText());
            send(
                    exchange,
                    value == null ? 400 : 200,
                    value == null
                            ? error("ResourceNotFoundException")
                            : JsonNodeFactory.instance.objectNode().put("SecretString", value));
        } else if (target.equals("AmazonSSM.GetParameter")
                && question.path("WithDecryption").asBoolean()) {
            String value = parameters.get(question.path("Name").asText());
            ObjectNode found = JsonNodeFactory.instance.objectNode();
            found.putObject("Parameter").put("Value", value).put("Type", "SecureString");
            send(exchange, value == null ? 400 : 200, value == null ? error("ParameterNotFound") : found);
        } else {
            send(exchange, 400, error("UnknownOperationException"));
        }
    }

    private static ObjectNode error(String code) {
        return JsonNodeFactory.instance.objectNode().put("__type", code).put("message", "refused by the stand-in");
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
