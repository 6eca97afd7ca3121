package io.hakiri.api;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.ProjectId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret that speaks for a project: {@code hk_}, 256 random bits in hexadecimal, a point and the project's name. Only its hash is ever
 * stored.
 */
public final class BearerToken implements Credential {
    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("hk_[0-9a-f]{64}\\.([a-z0-9][a-z0-9._-]{0,127})");

    private final String secret;
    private final ProjectId project;

    private BearerToken(String secret, ProjectId project) {
        this.secret = secret;
        this.project = project;
    }

    /**
     * A new one.
     *
     * @param random must be unpredictable
     */
    public static BearerToken of(ProjectId project, RandomGenerator random) {
        byte[] bits = new byte[SECRET_BYTES];
        random.nextBytes(bits);
        return new BearerToken("hk_" + HexFormat.of().formatHex(bits) + "." + project, project);
    }

    /** Reads {@link #secret}; empty where the text is none. */
    public static Optional<BearerToken> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches() ? Optional.of(new BearerToken(text, new ProjectId(parts.group(1)))) : Optional.empty();
    }

    /** To be shown once, to whom it was made for. */
    @Override
    public String secret() {
        return secret;
    }

    public ProjectId project() {
        return project;
    }

    /** SHA-256 of the secret. */
    public Bytes hash() {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "the token of " + project;
    }
}
