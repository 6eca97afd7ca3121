package io.hakiri.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Declares a pipeline, or changes its declaration.
 *
 * @param manifest canonical JSON, at most 256 KiB
 * @param nextDue when it shall be due first, or next where the schedule changed; {@code null} for never by itself
 * @param expectedVersion the version this change was made from; 0 for "must not exist"; {@code null} for "whatever it is"
 */
public record PutPipeline(
        PipelineKey pipeline,
        String manifest,
        @Nullable Instant nextDue,
        @Nullable Long expectedVersion,
        Actor actor) {
    public PutPipeline {
        Limits.text("manifest", manifest, Limits.MANIFEST_BYTES);
        if (expectedVersion != null) {
            Limits.between("expected version", expectedVersion, 0, Long.MAX_VALUE);
        }
    }
}
