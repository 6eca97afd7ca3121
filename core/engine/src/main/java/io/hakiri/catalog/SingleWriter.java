package io.hakiri.catalog;

import java.time.Duration;
import java.util.List;

/**
 * The single-writer protocol: at most one writer per pipeline (C-1), and one that lost its right changes nothing (C-3).
 *
 * <p>All operations on one pipeline are linearizable (C-11), and what was acknowledged is durable (C-12).
 */
public interface SingleWriter {
    /**
     * Asks for the lease of a pipeline and starts a run. A grant closes the run that held an expired lease (C-6) and clears
     * any claim. The same request id again gets the first answer; with other content {@code Invalid} (C-10).
     */
    BeginResult begin(Begin request);

    /** Extends the lease; works also after its expiry as long as nobody took over (C-5). */
    RenewResult renew(Writer writer, Duration leaseTtl);

    /**
     * Moves the run forward, all or nothing. Checked in this order: the step (C-10), the fence (C-3), schema versions
     * (C-14), decisions (C-15), revisions (C-8), order keys (C-9), limits of the whole (C-22).
     */
    CommitResult commit(Commit commit);

    /** Says what the destination has followed, outside a commit; idempotent, unknown receipts are passed over (C-25). */
    ChangeResult acknowledge(PipelineKey pipeline, List<Settlement> settlements);

    /** Moves cursors back. Refused while a lease is live; takes a new fence and leaves an audit event (C-9). */
    RewindResult rewind(Rewind request);

    /** Takes the lease from whoever holds it: a new fence, the run closed as abandoned, an audit event (C-2, C-6). */
    ChangeResult breakLease(PipelineKey pipeline, Actor actor);

    /** Puts a run into the queue (C-13), at most 100 that wait per pipeline. */
    EnqueueResult enqueue(Enqueue request);

    /** Ends a queued or running run as cancelled; a running one is fenced (C-13). */
    CancelResult cancel(PipelineKey pipeline, RunId run, Actor actor);

    /** The cursors of a pipeline by stream and partition, as bytes compare (C-19). */
    Listing<Cursor> cursors(PipelineKey pipeline, PageRequest page);

    /** The open receipts of a pipeline, oldest first (C-25). */
    Listing<Receipt> unsettled(PipelineKey pipeline, PageRequest page);
}
