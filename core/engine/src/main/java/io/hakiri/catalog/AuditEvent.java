package io.hakiri.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to which thing, when, from which state to which (C-17).
 *
 * @param number 1, 2, 3 … without gaps per pipeline; per project where {@code pipeline} is {@code null}
 * @param action such as {@code pipeline.paused}
 * @param before what it was, as JSON: of a pipeline's declaration the manifest itself; {@code null} where there was nothing
 * @param after what it is, likewise; {@code null} where there is nothing
 */
public record AuditEvent(
        ProjectId project,
        @Nullable PipelineId pipeline,
        long number,
        Instant at,
        Actor actor,
        String action,
        @Nullable String before,
        @Nullable String after) {}
