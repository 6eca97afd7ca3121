package io.hakiri.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A shape that differs from the latest one. The same shape as the latest makes no new version (C-14).
 *
 * @param baseVersion the latest version this was compared with; 0 where there was none
 * @param shape canonical JSON, at most 256 KiB
 * @param decision {@code null} to record the shape and wait for a person
 */
public record SchemaChange(
        String stream,
        int baseVersion,
        String shape,
        @Nullable Decision decision) {
    public SchemaChange {
        Limits.name("stream", stream);
        Limits.between("base version", baseVersion, 0, Integer.MAX_VALUE - 1L);
        Limits.text("shape", shape, Limits.MANIFEST_BYTES);
    }
}
