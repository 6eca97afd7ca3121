package io.hakiri.access;

import io.hakiri.catalog.InvalidInput;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * As whom this service sends browsers to the issuer, for people to sign in there.
 *
 * @param clientId as which the issuer knows it
 * @param clientSecret what it shows for that; {@code null} where the issuer knows it as a public client
 * @param scopes what is asked for, with spaces between; {@code openid} is among them
 * @param service where browsers reach this service, which is never taken from a request: what they are sent back to would be anybody's
 *     to choose
 */
public record SignInSettings(String clientId, @Nullable String clientSecret, String scopes, URI service) {
    /** What is asked for unless something else is said. */
    public static final String SCOPES = "openid";

    /** RFC 6749, 3.3. */
    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*");

    public SignInSettings {
        if (clientId.isBlank()) {
            throw new InvalidInput("client", "the id of a client of the issuer", "nothing");
        }
        if (!SCOPE.matcher(scopes).matches() || !List.of(scopes.split(" ")).contains(SCOPES)) {
            throw new InvalidInput("scopes", "words with a space between, and " + SCOPES + " among them", scopes);
        }
        IssuerSettings.safe("service", service.toString());
        String path = service.getRawPath();
        if (service.getRawQuery() != null || !(path.isEmpty() || path.equals("/"))) {
            throw new InvalidInput(
                    "service", "an address such as https://hakiri.example.org, without a path", "one with more");
        }
    }

    /** One of its addresses. */
    URI at(String path) {
        return service.resolve(path);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return clientId + " at " + service;
    }
}
