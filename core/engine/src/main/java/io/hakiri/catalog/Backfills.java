package io.hakiri.catalog;

import java.time.Duration;
import java.util.Optional;

/** A range of a pipeline done by many workers, each chunk once (C-21). */
public interface Backfills {
    /**
     * Starts a backfill. Its range lies behind the cursor (history done again), or at and after it (the cursor follows);
     * a range across the cursor is {@code Invalid}. {@code Held} where a run, or another backfill of the partition, goes
     * on. Repeated with the same name and content it answers as before.
     */
    BackfillResult startBackfill(StartBackfill request);

    /** Hands out the first chunk that nobody has or whose lease expired, under a fence of its own. */
    ChunkResult claimChunk(ClaimChunk request);

    /** Extends a chunk's lease. */
    ChunkCommitResult renewChunk(ChunkWriter writer, Duration leaseTtl);

    /** Records a chunk as done, with its receipts; a stale fence changes nothing (C-3). */
    ChunkCommitResult commitChunk(CommitChunk request);

    /** Ends a backfill: what is done stays, what is not will not be; its workers are fenced (C-17). */
    ChangeResult cancelBackfill(PipelineKey pipeline, BackfillId backfill, Actor actor);

    /** One backfill, as of now. */
    Optional<Backfill> backfill(PipelineKey pipeline, BackfillId backfill);

    /** The backfills of a pipeline by name (C-19). */
    Listing<Backfill> backfills(PipelineKey pipeline, PageRequest page);

    /** The chunks of a backfill in their order (C-19), as of now; {@code NotThere} also where there is no such backfill. */
    Listing<Chunk> chunks(PipelineKey pipeline, BackfillId backfill, PageRequest page);
}
