package io.hakiri.watch;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run.
 *
 * @param fence {@code null} where the run began elsewhere and ended by no commit of its own
 * @param status one of the ends
 * @param error why, unless it succeeded
 */
public record Ending(
        PipelineKey pipeline,
        RunId run,
        @Nullable Fence fence,
        RunStatus status,
        @Nullable RunError error) {}
