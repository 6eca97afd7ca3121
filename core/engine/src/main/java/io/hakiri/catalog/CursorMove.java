package io.hakiri.catalog;

import org.jspecify.annotations.Nullable;

/**
 * How far a run moved one cursor.
 *
 * @param from {@code null} where it started at the start
 * @param to where its last commit left it
 */
public record CursorMove(
        StreamPartition at,
        @Nullable Position from,
        @Nullable Position to) {}
