package io.hakiri.connectors.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.hakiri.deployment.Rights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a deployment gives on secrets is what is asked of the two services that keep them. */
final class SecretRightsTest {
    private static final String ANSWER =
            "{\"SecretString\":\"s3cret\",\"Parameter\":{\"Value\":\"s3cret\",\"Type\":\"SecureString\"}}";

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final StoredSecrets secrets = StoredSecrets.of(Map.of());

    @SuppressWarnings("NullAway.Init") // before each test
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> surroundings;

    @BeforeEach
    void answers() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            byte[] bytes = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        surroundings = Map.of(
                "aws.accessKeyId", "any",
                "aws.secretAccessKey", "any",
                "aws.region", "eu-central-1",
                "aws.endpointUrl", "http://127.0.0.1:" + server.getAddress().getPort());
        surroundings.forEach(System::setProperty);
    }

    @AfterEach
    void ended() {
        server.stop(0);
        surroundings.keySet().forEach(System::clearProperty);
    }

    private List<String> rights(String reference) {
        asked.clear();
        assertThat(secrets.resolve(reference)).contains("s3cret");
        return asked.stream()
                .map(target -> target.replace("AmazonSSM.", "ssm.").replace('.', ':'))
                .distinct()
                .toList();
    }

    @Test
    void aConnectorMayReadItsSecrets() {
        assertThat(rights("aws-sm:prod/db")).isEqualTo(Rights.SECRET);
        assertThat(rights("aws-ssm:/prod/db")).isEqualTo(Rights.PARAMETER);
    }
}
