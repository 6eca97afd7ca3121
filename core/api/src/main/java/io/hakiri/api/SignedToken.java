package io.hakiri.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A signed JWT (RFC 7519 in the compact form of RFC 7515), as an issuer of identities gives it: three parts in base64url with points
 * between them, none of them empty. Nothing in it is believed before its signature was checked.
 */
public final class SignedToken implements Credential {
    /** Characters of the longest that is taken: a service must not have to decode more for somebody it does not know. */
    public static final int LONGEST = 8192;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final String secret;

    private SignedToken(String secret) {
        this.secret = secret;
    }

    /** Reads {@link #secret}; empty where the text is none. */
    public static Optional<SignedToken> parse(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches()
                ? Optional.of(new SignedToken(text))
                : Optional.empty();
    }

    @Override
    public String secret() {
        return secret;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "the signed token";
    }
}
