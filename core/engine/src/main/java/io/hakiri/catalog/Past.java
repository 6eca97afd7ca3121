package io.hakiri.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What a policy lets go, a part of it.
 *
 * @param rows {@code null} where none were found on the way
 * @param next where to go on; {@code null} at the end
 */
public record Past(@Nullable PastRows rows, @Nullable String next) {}
