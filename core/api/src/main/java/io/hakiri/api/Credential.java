package io.hakiri.api;

import java.util.Optional;

/** What a caller shows: a token that the catalog knows, or one that an issuer of identities has signed. */
public sealed interface Credential permits BearerToken, SignedToken {
    /** Reads {@link #secret}; empty where the text is of neither form. Whether it is right only the service knows. */
    static Optional<Credential> parse(String text) {
        Optional<Credential> ours = BearerToken.parse(text).map(token -> token);
        return ours.isPresent() ? ours : SignedToken.parse(text).map(token -> token);
    }

    /** The whole text, as it stands behind {@code Bearer}. */
    String secret();
}
