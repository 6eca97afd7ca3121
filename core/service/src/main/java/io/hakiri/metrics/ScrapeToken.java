package io.hakiri.metrics;

import io.hakiri.catalog.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a program that collects figures shows. It is a setting of the service and none of a project's tokens: with it the figures
 * of all projects are read, and also while the catalog, which knows those tokens, does not answer. It opens nothing else.
 */
public final class ScrapeToken {
    /** Only projects' own tokens, each for its project. */
    public static final ScrapeToken NONE = new ScrapeToken(null);

    private static final int SHORTEST = 16;
    private static final String SCHEME = "bearer ";

    private final byte @Nullable [] hash;

    private ScrapeToken(byte @Nullable [] hash) {
        this.hash = hash;
    }

    /** Of a text of at least 16 characters; {@link InvalidInput} where it is shorter. */
    public static ScrapeToken of(String secret) {
        if (secret.length() < SHORTEST) {
            throw new InvalidInput("token for metrics", "at least " + SHORTEST + " characters", "fewer");
        }
        return new ScrapeToken(sha256(secret));
    }

    /** Whether this header shows it; takes as long whatever stands there. */
    public boolean isIn(@Nullable String authorization) {
        return hash != null
                && authorization != null
                && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                && MessageDigest.isEqual(
                        hash, sha256(authorization.substring(SCHEME.length()).strip()));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
