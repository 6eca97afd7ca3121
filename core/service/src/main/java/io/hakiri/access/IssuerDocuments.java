package io.hakiri.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hakiri.catalog.InvalidInput;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer publishes, such as where its keys are, and the keys; and the tokens that it gives for a code. Asked for with a deadline
 * and a bound, and without redirects.
 */
final class IssuerDocuments {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    /** Bytes: a hundred keys with their certificates are less. */
    private static final long LARGEST = 1024 * 1024;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    /** Words of RFC 6749; whatever else stands there is not repeated. */
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,64}");

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
        return place(document(), "jwks_uri");
    }

    /**
     * Where people sign in.
     *
     * @throws IssuerAway where that could not be had, or is nowhere that can be trusted
     */
    IssuerEndpoints endpoints() throws IssuerAway {
        JsonNode document = document();
        List<String> methods = new ArrayList<>();
        document.path("token_endpoint_auth_methods_supported").forEach(method -> methods.add(method.asText()));
        return new IssuerEndpoints(
                place(document, "authorization_endpoint"),
                place(document, "token_endpoint"),
                methods.contains("client_secret_post") && !methods.contains("client_secret_basic"));
    }

    private JsonNode document() throws IssuerAway {
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
        return document;
    }

    private URI place(JsonNode document, String name) throws IssuerAway {
        try {
            return IssuerSettings.safe(name, document.path(name).asText());
        } catch (InvalidInput e) {
            throw new IssuerAway(settings.discovery() + ": " + e.getMessage());
        }
    }

    /**
     * The tokens that a code is exchanged for, as JSON.
     *
     * @param form with the code
     * @param authorization what the client shows; {@code null} for nothing, or where it is in the form
     * @throws CodeRefused where the issuer gives none
     * @throws IssuerAway where that cannot be known
     */
    JsonNode tokens(URI place, String form, @Nullable String authorization) throws IssuerAway, CodeRefused {
        HttpRequest.Builder request = HttpRequest.newBuilder(place)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<byte[]> response = sent(place, request);
        JsonNode said;
        try {
            said = JSON.readTree(new String(response.body(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            said = MissingNode.getInstance();
        }
        int status = response.statusCode();
        if (status == BAD_REQUEST || status == UNAUTHORIZED) {
            String error = said.path("error").asText();
            throw new CodeRefused(ERROR.matcher(error).matches() ? error : "status " + status);
        }
        if (status != OK || !said.isObject()) {
            throw new IssuerAway(place + (status == OK ? " is not JSON" : " answers with status " + status));
        }
        return said;
    }

    private String asked(URI place) throws IssuerAway {
        HttpResponse<byte[]> response = sent(place, HttpRequest.newBuilder(place));
        if (response.statusCode() != OK) {
            throw new IssuerAway(place + " answers with status " + response.statusCode());
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> sent(URI place, HttpRequest.Builder builder) throws IssuerAway {
        HttpRequest request =
                builder.timeout(DEADLINE).header("Accept", "application/json").build();
        try {
            return client.send(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
        } catch (IOException e) {
            throw new IssuerAway(place + " does not answer (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IssuerAway("interrupted while asking " + place);
        }
    }
}
