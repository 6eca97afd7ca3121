package io.hakiri.http;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineState;
import io.hakiri.pipeline.Pipeline;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a pipeline's schedule comes round. */
public final class NextDue {
    private NextDue() {}

    /** After now; {@code null} without a schedule, or where the declaration is a newer program's. */
    public static @Nullable Instant of(Optional<PipelineState> pipeline, Instant now) {
        try {
            return pipeline.flatMap(state -> Pipeline.ofCanonicalJson(state.manifest())
                            .schedule()
                            .next(now))
                    .orElse(null);
        } catch (InvalidInput e) {
            return null;
        }
    }
}
