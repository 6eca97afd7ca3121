package io.hakiri.catalog.remote;

import io.hakiri.api.Loopback;
import io.hakiri.catalog.InvalidInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a service listens: {@code https://HOST[:PORT]}, or {@code http://} where the way to it is safe. */
public final class ServerAddress {
    private static final String EXPECTED = "an address such as https://hakiri.example.org or http://127.0.0.1:8080";

    private final URI root;

    private ServerAddress(URI root) {
        this.root = root;
    }

    /**
     * Reads it.
     *
     * @param plain whether a token may travel in clear to another machine
     * @throws InvalidInput where it is none, or where a token would travel in clear; what is said has neither user nor password
     */
    public static ServerAddress parse(String text, boolean plain) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new InvalidInput("server", EXPECTED, "something that is no URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http");
        if (!http && !scheme.equals("https")) {
            throw new InvalidInput("server", EXPECTED, scheme.isEmpty() ? "one without https://" : scheme + ":…");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new InvalidInput("server", EXPECTED, "one without a host, or with a user");
        }
        boolean more = uri.getQuery() != null || uri.getFragment() != null;
        if (more || !uri.getPath().matches("/*")) {
            throw new InvalidInput("server", EXPECTED + ", without a path", "one with more behind the host");
        }
        if (http && !plain && !Loopback.isLoopback(uri.getHost())) {
            throw new InvalidInput(
                    "server",
                    "https://, for the token would travel in clear; --plain-http where the way there is safe",
                    "http://" + uri.getHost());
        }
        return new ServerAddress(URI.create(scheme + "://" + uri.getRawAuthority()));
    }

    /** Whether what is sent there is encrypted. */
    boolean isEncrypted() {
        return root.getScheme().equals("https");
    }

    URI at(String path) {
        return URI.create(root + path);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
