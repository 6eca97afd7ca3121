package io.hakiri.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token of a project; the secret itself is never stored.
 *
 * @param id names it for people, unique in the project, 1–256 bytes
 * @param hash SHA-256 of the secret
 */
public record ApiToken(
        ProjectId project,
        String id,
        Role role,
        Bytes hash,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {
    private static final int SHA256_BYTES = 32;

    public ApiToken {
        Limits.name("token id", id);
        Limits.between("token hash bytes", hash.length(), SHA256_BYTES, SHA256_BYTES);
    }
}
