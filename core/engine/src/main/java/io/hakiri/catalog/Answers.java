package io.hakiri.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The refusals that several operations share (C-24). Each changes nothing at all. */
public final class Answers {
    private Answers() {}

    /** There is no such pipeline, run or thing; a deleted one counts as none. */
    public record NotFound()
            implements BeginResult,
                    RenewResult,
                    CommitResult,
                    RewindResult,
                    ChangeResult,
                    EnqueueResult,
                    CancelResult,
                    DecideResult,
                    BackfillResult,
                    ChunkResult,
                    ChunkCommitResult,
                    SealResult,
                    ActivateResult {}

    /** Someone else may write now (C-1). */
    public record Held(String holder, Fence fence, Instant until)
            implements BeginResult, RewindResult, BackfillResult, SealResult {}

    /** The pipeline is paused: no new begin, no claim. */
    public record Paused() implements BeginResult, ChunkResult {}

    /**
     * The claim that a begin presented has been served or handed to someone else (C-18).
     *
     * @param nextDue when the pipeline is due again; {@code null} where it has no schedule
     */
    public record NotDue(@Nullable Instant nextDue) implements BeginResult {}

    /** The fence is not the current one: someone took over, paused, broke or deleted (C-3). */
    public record Fenced(Fence current) implements RenewResult, CommitResult, ChunkCommitResult {}

    /** Committed receipts must be settled at the destination first (C-25). */
    public record Unsettled(List<Receipt> receipts) implements ChangeResult, ActivateResult {
        public Unsettled {
            receipts = List.copyOf(receipts);
        }
    }

    /** The pipeline is sealed for a move (C-26). */
    public record Moving()
            implements BeginResult,
                    RenewResult,
                    CommitResult,
                    RewindResult,
                    ChangeResult,
                    PutResult,
                    EnqueueResult,
                    CancelResult,
                    DecideResult,
                    KeyStartResult,
                    KeyCompleteResult,
                    TokenResult,
                    BackfillResult,
                    ChunkResult,
                    ChunkCommitResult {}

    /** The pipeline, or its project, lives at another address now, for ever (C-26). */
    public record Moved(String address)
            implements BeginResult,
                    RenewResult,
                    CommitResult,
                    RewindResult,
                    ChangeResult,
                    PutResult,
                    EnqueueResult,
                    CancelResult,
                    DecideResult,
                    KeyStartResult,
                    KeyCompleteResult,
                    TokenResult,
                    BackfillResult,
                    ChunkResult,
                    ChunkCommitResult,
                    SealResult,
                    ActivateResult {}

    /**
     * A request that contradicts what is stored: a gap in the steps, a repeat with other content, a limit that only the
     * whole can show (C-10, C-22).
     */
    public record Invalid(String field, String limit, String given)
            implements BeginResult,
                    CommitResult,
                    RewindResult,
                    ChangeResult,
                    EnqueueResult,
                    CancelResult,
                    DecideResult,
                    KeyStartResult,
                    KeyCompleteResult,
                    BackfillResult,
                    ChunkResult,
                    ChunkCommitResult,
                    SealResult,
                    ActivateResult,
                    TokenResult {}
}
