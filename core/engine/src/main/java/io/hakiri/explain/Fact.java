package io.hakiri.explain;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param says in a sentence for people; no position is in it
 * @param source where it is recorded: {@code run ID}, {@code audit NUMBER}, {@code schema STREAM VERSION}, {@code queue ID}
 * @param run where it is about one
 * @param fence under which it happened, or which came of it; {@code null} where there is none
 */
public record Fact(
        Instant at,
        Kind kind,
        String says,
        String source,
        @Nullable RunId run,
        @Nullable Fence fence) {
    /** What kind of thing. */
    public enum Kind {
        /** Somebody asked for a run that an executor shall begin. */
        QUEUED,
        /** A queued run ended without having begun. */
        PASSED_OVER,
        /** A run began. */
        BEGAN,
        /** A run succeeded, all of it or in part. */
        ENDED,
        /** A run failed. */
        FAILED,
        /** A run lost its lease to another one, or to an act. */
        FENCED,
        /** A run was cancelled. */
        CANCELLED,
        /** A run set rows aside. */
        QUARANTINED,
        /** A run saw a shape for the first time. */
        SCHEMA,
        /** Somebody changed something. */
        CHANGED
    }
}
