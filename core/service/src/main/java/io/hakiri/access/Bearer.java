package io.hakiri.access;

import io.hakiri.api.Grants;
import java.security.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param id the same for all requests of one caller, and for nobody else
 * @param name what the audit says
 * @param expiresAt when the token ends by itself; {@code null} where it does not
 */
public record Bearer(
        String id, String name, Grants grants, @Nullable Instant expiresAt) implements Principal {
    @Override
    public String getName() {
        return name;
    }
}
