package io.hakiri.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as the service knows it, and what answers.
 *
 * @param name what the audit says: the name of the token, or {@code oidc:} and the subject of a signed one
 * @param grants what the token allows, and where
 * @param expiresAt when the token ends by itself; {@code null} where it does not
 * @param program the version of the program that serves
 * @param now its time
 */
public record Caller(
        String name, List<Grant> grants, @Nullable Instant expiresAt, String program, Instant now) {
    public Caller {
        grants = List.copyOf(grants);
    }
}
