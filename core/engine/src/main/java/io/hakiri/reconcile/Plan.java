package io.hakiri.reconcile;

import io.hakiri.catalog.PipelineId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What would be done with one pipeline now.
 *
 * @param nextDue when it is due; {@code null} where it is never due by itself
 */
public record Plan(
        PipelineId pipeline, Action action, @Nullable Instant nextDue) {
    /** What to do, and why. */
    public sealed interface Action {
        /** It is due and nobody holds it. */
        record Run(String reason) implements Action {}

        /** Not now; by itself later. */
        record Wait(String reason) implements Action {}

        /** Not by itself: somebody has to do something first. */
        record Skip(String reason) implements Action {}

        String reason();
    }
}
