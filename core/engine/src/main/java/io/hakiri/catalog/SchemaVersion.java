package io.hakiri.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a stream as it was first seen at a time.
 *
 * @param version 1, 2, 3 … without gaps (C-14)
 * @param shape canonical JSON, which the catalog keeps and does not read
 * @param decision {@code null} while nobody has decided (C-15)
 */
public record SchemaVersion(
        String stream, int version, String shape, @Nullable Decision decision, Instant seenAt, Fence seenBy) {}
