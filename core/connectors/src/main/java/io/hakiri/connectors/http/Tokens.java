package io.hakiri.connectors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Tokens for a client's credentials: each is used until shortly before its end, or until the API refuses it. */
final class Tokens {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BEFORE_END = Duration.ofSeconds(30);
    private static final int MOST_ANSWER_BYTES = 1 << 20;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;

    private final HttpClient client;
    private final Credentials.Client who;
    private final Duration timeout;
    private final InstantSource clock;
    private @Nullable String token;
    private Instant until = Instant.MIN;

    Tokens(HttpClient client, Credentials.Client who, Duration timeout, InstantSource clock) {
        this.client = client;
        this.who = who;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** A token that should be good now. */
    String current() {
        String known = token;
        if (known != null && clock.instant().isBefore(until)) {
            return known;
        }
        String fresh = ask();
        token = fresh;
        return fresh;
    }

    void forget() {
        token = null;
    }

    private String ask() {
        HttpRequest.Builder request = HttpRequest.newBuilder(who.tokenUrl())
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(who.form()));
        if (!who.inBody()) {
            request.header("Authorization", who.authorization());
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                check(response);
                return read(new String(body.readNBytes(MOST_ANSWER_BYTES), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw Requests.unreachable(who.tokenUrl(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectorException(ErrorClass.TRANSIENT, "interrupted while waiting for a token", e);
        }
    }

    private void check(HttpResponse<?> response) {
        if (response.statusCode() == BAD_REQUEST || response.statusCode() == UNAUTHORIZED) {
            throw new ConnectorException(
                    ErrorClass.AUTH_EXPIRED,
                    Answer.shown(who.tokenUrl()) + ": gives no token for client_id " + who.id()
                            + " and its secret (status " + response.statusCode() + "); are they right, and scope?",
                    null);
        }
        Refusals.check(who.tokenUrl(), response, clock.instant());
    }

    private String read(String answer) {
        JsonNode json;
        try {
            json = JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            json = JSON.nullNode(); // not kept as a cause: it shows what it read
        }
        String given = json.path("access_token").asText("");
        if (given.isEmpty() || given.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw HttpSettings.permanent(
                    Answer.shown(who.tokenUrl()) + ": answered without an access_token; is token_url right?");
        }
        long seconds = json.path("expires_in").asLong(0);
        until = seconds > 0 ? clock.instant().plusSeconds(seconds).minus(BEFORE_END) : Instant.MAX;
        return given;
    }
}
