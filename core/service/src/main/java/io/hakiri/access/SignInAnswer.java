package io.hakiri.access;

import org.jspecify.annotations.Nullable;

/**
 * What a browser brings back from the issuer. All of it is anybody's to write.
 *
 * @param issuer who answers, where the issuer says that (RFC 9207)
 */
public record SignInAnswer(
        @Nullable String code,
        @Nullable String state,
        @Nullable String error,
        @Nullable String issuer) {
    /** Without the code. */
    @Override
    public String toString() {
        return "an answer of the issuer";
    }
}
