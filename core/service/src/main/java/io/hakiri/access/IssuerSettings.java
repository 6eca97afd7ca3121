package io.hakiri.access;

import io.hakiri.api.Loopback;
import io.hakiri.catalog.InvalidInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose signed tokens are taken.
 *
 * @param issuer as the tokens say it in {@code iss}, letter by letter
 * @param audience what they must say in {@code aud}
 * @param keys where the issuer's keys are (JWKS); {@code null} for where its discovery document says
 * @param claim which claim says what the caller may: its name, or a JSON pointer to it
 */
public record IssuerSettings(
        String issuer, String audience, @Nullable URI keys, String claim) {
    /** Which claim it is unless something else is said. */
    public static final String CLAIM = "hakiri";

    private static final String EXPECTED = "an address such as https://id.example.org; http:// only on this machine";

    public IssuerSettings {
        safe("issuer", issuer);
        if (keys != null) {
            safe("keys", keys.toString());
        }
        if (audience.isBlank()) {
            throw new InvalidInput("audience", "what tokens for this service say in `aud`", "nothing");
        }
        if (claim.isBlank()) {
            throw new InvalidInput("claim", "the name of a claim, or a JSON pointer such as /roles/hakiri", "nothing");
        }
    }

    /** Where the issuer says where its keys are (OpenID Connect Discovery). */
    URI discovery() {
        return URI.create((issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + "/.well-known/openid-configuration");
    }

    /**
     * An address whose answer nobody on the way can have changed.
     *
     * @throws InvalidInput where it is none, without the address where it has a user or a password
     */
    static URI safe(String field, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new InvalidInput(field, EXPECTED, "something that is no URL");
        }
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http");
        if (!http && !scheme.equals("https")) {
            throw new InvalidInput(field, EXPECTED, scheme.isEmpty() ? "one without https://" : scheme + ":…");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new InvalidInput(field, EXPECTED, "one without a host, with a user, or with a fragment");
        }
        if (field.equals("issuer") && uri.getQuery() != null) {
            throw new InvalidInput(field, EXPECTED, "one with a query");
        }
        if (http && !Loopback.isLoopback(uri.getHost())) {
            throw new InvalidInput(field, EXPECTED, "http://" + uri.getHost());
        }
        return uri;
    }
}
