package io.hakiri.catalog;

import java.time.Instant;

/** The answer to {@link Backfills#commitChunk} and {@link Backfills#renewChunk}. */
public sealed interface ChunkCommitResult
        permits ChunkCommitResult.ChunkDone,
                ChunkCommitResult.ChunkRenewed,
                ChunkCommitResult.ChunkUndecided,
                Answers.NotFound,
                Answers.Fenced,
                Answers.Moving,
                Answers.Moved,
                Answers.Invalid {
    /**
     * Recorded, by this call or by an earlier one with the same content.
     *
     * @param open chunks that are not done yet
     */
    record ChunkDone(int open) implements ChunkCommitResult {}

    /** The chunk's lease lasts until then now. */
    record ChunkRenewed(Instant leaseUntil) implements ChunkCommitResult {}

    /** Nobody has decided about the version that the data was written under, or it was rejected (C-15). */
    record ChunkUndecided(String stream, int version) implements ChunkCommitResult {}
}
