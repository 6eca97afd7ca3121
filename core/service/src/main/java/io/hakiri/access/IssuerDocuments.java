package io.hakiri.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.InvalidInput;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What an issuer publishes: where its keys are, and the keys. Asked for with a deadline and a bound, and without redirects. */
final class IssuerDocuments {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    /** Bytes: a hundred keys with their certificates are less. */
    private static final long LARGEST = 1024 * 1024;

    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final IssuerSettings settings;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(DEADLINE)
            .followRedirects(HttpClient.Redirect.NEVER) // whom the issuer trusts is not whom we were told to trust
            .build();

    IssuerDocuments(IssuerSettings settings) {
        this.settings = settings;
    }

    /**
     * The keys as they are now, as JSON.
     *
     * @throws IssuerAway where they could not be had; says where and why
     */
    String keys() throws IssuerAway {
        URI keys = settings.keys();
        return asked(keys != null ? keys : discovered());
    }

    private URI discovered() throws IssuerAway {
        URI place = settings.discovery();
        JsonNode document;
        try {
            document = JSON.readTree(asked(place));
        } catch (JsonProcessingException e) {
            throw new IssuerAway(place + " is not JSON");
        }
        if (!document.path("issuer").asText().equals(settings.issuer())) {
            throw new IssuerAway(place + " is of another issuer than " + settings.issuer());
        }
        try {
            return IssuerSettings.safe("jwks_uri", document.path("jwks_uri").asText());
        } catch (InvalidInput e) {
            throw new IssuerAway(place + ": " + e.getMessage());
        }
    }

    private String asked(URI place) throws IssuerAway {
        HttpRequest request = HttpRequest.newBuilder(place)
                .timeout(DEADLINE)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<byte[]> response = client.send(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
            if (response.statusCode() != OK) {
                throw new IssuerAway(place + " answers with status " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IssuerAway(place + " does not answer (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IssuerAway("interrupted while asking " + place);
        }
    }
}
