package io.hakiri.api;

import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as the service knows it, and what answers.
 *
 * @param token the name of the token
 * @param expiresAt when the token ends by itself; {@code null} where it does not
 * @param program the version of the program that serves
 * @param now its time
 */
public record Caller(
        ProjectId project,
        String token,
        Role role,
        @Nullable Instant expiresAt,
        String program,
        Instant now) {}
