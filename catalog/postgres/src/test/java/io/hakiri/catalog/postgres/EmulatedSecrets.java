package io.hakiri.catalog.postgres;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Secrets Manager with one secret, whatever it is asked for; the AWS SDK of this JVM asks there until it is closed. */
final class EmulatedSecrets implements AutoCloseable {
    /** Held instead of a secret: nobody may read it. */
    static final String REFUSED = "refused";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer manager;
    private volatile String secret = REFUSED;
    private volatile String asked = "";

    EmulatedSecrets() {
        try {
            manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        manager.createContext("/", exchange -> {
            asked = exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean refused = secret.equals(REFUSED);
            byte[] answer = JSON.writeValueAsBytes(
                    refused
                            ? Map.of("__type", "AccessDeniedException", "Message", "not authorized")
                            : Map.of("Name", "worker", "SecretString", secret));
            exchange.sendResponseHeaders(refused ? 400 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        manager.start();
        System.setProperty(
                "aws.endpointUrl", "http://localhost:" + manager.getAddress().getPort());
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    void holds(String text) {
        secret = text;
    }

    /** Who signed for which region, and what was asked. */
    String asked() {
        return asked;
    }

    @Override
    public void close() {
        manager.stop(0);
        System.clearProperty("aws.endpointUrl");
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }
}
