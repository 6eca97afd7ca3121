package io.hakiri.access;

import org.jspecify.annotations.Nullable;

/**
 * How much one project may have.
 *
 * @param pipelines how many may be declared; {@code null} for no limit
 * @param runs how many leases its pipelines may hold at once; {@code null} for no limit
 * @param requests of all its callers together; {@code null} for no limit
 */
public record Quota(
        @Nullable Integer pipelines,
        @Nullable Integer runs,
        @Nullable Rate requests) {
    /** No limits. */
    public static final Quota NONE = new Quota(null, null, null);
}
