package io.hakiri.api;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.RequestId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A request's id as the header {@code Idempotency-Key}: as it is, or, where a header cannot carry it, as {@code UTF-8''} and
 * percent-encoded (as in RFC 8187).
 */
public final class RequestKey {
    public static final String HEADER = "Idempotency-Key";

    private static final String ENCODED = "UTF-8''";
    private static final Pattern PLAIN = Pattern.compile("[!-~]+");
    private static final Pattern ENCODING = Pattern.compile("([A-Za-z0-9._~*-]|%[0-9A-Fa-f]{2})+");

    private RequestKey() {}

    /** The value of the header. */
    public static String written(RequestId request) {
        String id = request.value();
        return PLAIN.matcher(id).matches() && !id.startsWith(ENCODED)
                ? id
                : ENCODED + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** {@link InvalidInput} where it is none. */
    public static RequestId read(String header) {
        if (!header.startsWith(ENCODED)) {
            return new RequestId(header);
        }
        String encoded = header.substring(ENCODED.length());
        if (!ENCODING.matcher(encoded).matches()) {
            throw new InvalidInput(HEADER, ENCODED + " and percent-encoded UTF-8", header);
        }
        return new RequestId(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    }
}
