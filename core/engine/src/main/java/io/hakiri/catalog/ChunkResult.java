package io.hakiri.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The answer to {@link Backfills#claimChunk}. */
public sealed interface ChunkResult
        permits ChunkResult.ChunkGranted,
                ChunkResult.NoChunk,
                Answers.NotFound,
                Answers.Paused,
                Answers.Moving,
                Answers.Moved,
                Answers.Invalid {
    /**
     * The chunk is yours.
     *
     * @param after rows greater than this; {@code null} from the start
     * @param upTo and not greater than this
     */
    record ChunkGranted(
            ChunkWriter writer, Position.@Nullable Monotonic after, Position.Monotonic upTo, Instant leaseUntil)
            implements ChunkResult {}

    /**
     * Nothing to hand out now.
     *
     * @param retryAt when the first chunk that others hold could come back; {@code null} where the backfill has ended
     */
    record NoChunk(Backfill.Status status, @Nullable Instant retryAt) implements ChunkResult {}
}
