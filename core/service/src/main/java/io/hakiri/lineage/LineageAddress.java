package io.hakiri.lineage;

import io.hakiri.catalog.InvalidInput;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where events of lineage go.
 *
 * @param uri what they are posted to
 * @param token shown as {@code Authorization: Bearer}; {@code null} for none
 * @param namespace stands before the project in the namespaces of jobs and data; {@code null} for the project alone
 */
public record LineageAddress(
        URI uri, @Nullable String token, @Nullable String namespace) {
    /** Where services of OpenLineage take events. */
    private static final String USUAL_PATH = "/api/v1/lineage";

    private static final String FIELD = "address for lineage";
    private static final String EXPECTED = "http://HOST[:PORT][/PATH] or https://…, without a user, ? and #";

    /** Reads a setting; {@link InvalidInput} where it is none, or a token would cross a network in clear. */
    public static LineageAddress of(String url, @Nullable String token, @Nullable String namespace) {
        URI uri = parsed(url);
        String host = Optional.ofNullable(uri.getHost()).orElse("");
        boolean isHttp = "http".equals(uri.getScheme());
        if (host.isEmpty()
                || !(isHttp || "https".equals(uri.getScheme()))
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new InvalidInput(FIELD, EXPECTED, "something else"); // which may hold a password
        }
        if (token != null && isHttp && !isThisMachine(host)) {
            throw new InvalidInput(FIELD, "https:// where there is a token and the address is another machine's", url);
        }
        String path = Optional.ofNullable(uri.getRawPath()).orElse("");
        return new LineageAddress(path.isEmpty() || path.equals("/") ? uri.resolve(USUAL_PATH) : uri, token, namespace);
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new InvalidInput(FIELD, EXPECTED, "something else");
        }
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
