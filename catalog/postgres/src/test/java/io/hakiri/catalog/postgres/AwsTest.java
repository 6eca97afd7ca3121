package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.hakiri.catalog.postgres.Credentials.NoProof;
import io.hakiri.catalog.postgres.PostgresAddress.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;

/** What is asked of AWS, and what a token looks like. */
class AwsTest {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Test
    void aTokenIsTheOneThatTheSdkMakes() {
        assertSameToken(AwsBasicCredentials.create("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
        assertSameToken(AwsSessionCredentials.create("ASIAEXAMPLE", "secret", "token/with+signs=="));
    }

    private static void assertSameToken(AwsCredentialsIdentity identity) {
        String theirs = RdsUtilities.builder()
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        (software.amazon.awssdk.auth.credentials.AwsCredentials) identity))
                .build()
                .generateAuthenticationToken(
                        request -> request.hostname("db.example").port(5433).username("ann@x"));
        Instant made = Instant.from(STAMP.parse(theirs.replaceFirst(".*X-Amz-Date=([0-9TZ]+).*", "$1")));

        String ours = Aws.token(
                identity, Region.EU_CENTRAL_1, "db.example", 5433, "ann@x", Clock.fixed(made, ZoneOffset.UTC));

        assertThat(ours.split("[?&]")).containsExactlyInAnyOrder(theirs.split("[?&]"));
    }

    private final AtomicReference<String> answer = new AtomicReference<>("");
    private final AtomicReference<String> asked = new AtomicReference<>("");
    private final HttpServer manager;

    AwsTest() throws IOException {
        manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.createContext("/", exchange -> {
            asked.set(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.get().contains("__type") ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @BeforeEach
    void start() {
        manager.start();
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    @AfterEach
    void stop() {
        manager.stop(0);
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void aSecretIsReadInItsOwnRegion() throws NoProof {
        answer.set("{\"Name\": \"db\", \"SecretString\": \"{}\"}");

        assertThat(read("arn:aws:secretsmanager:eu-west-3:123456789012:secret:db-AbCdEf"))
                .isEqualTo("{}");

        assertThat(asked.get())
                .contains("secretsmanager.GetSecretValue", "/eu-west-3/secretsmanager/", "secret:db-AbCdEf");
    }

    @Test
    void whatSecretsManagerRefusesIsSaid() {
        answer.set(
                "{\"__type\": \"AccessDeniedException\", \"Message\": \"not authorized to perform: GetSecretValue\"}");

        assertThatThrownBy(() -> read("arn:aws:secretsmanager:eu-west-3:123456789012:secret:db-AbCdEf"))
                .isInstanceOf(NoProof.class)
                .hasMessageContaining("secret:db-AbCdEf")
                .hasMessageContaining("not authorized to perform");
    }

    private String read(String id) throws NoProof {
        return Aws.secrets(
                        new Login.Secret(id, null),
                        URI.create("http://localhost:" + manager.getAddress().getPort()))
                .read();
    }
}
