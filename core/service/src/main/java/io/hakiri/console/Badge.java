package io.hakiri.console;

import io.hakiri.api.Forms;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Chunk;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.RunStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * A state in a word, and its colour: the word alone says it all.
 *
 * @param kind {@code good}, {@code busy}, {@code idle}, {@code warn} or {@code bad}
 */
public record Badge(String says, String kind) {
    private static final String GOOD = "good";
    private static final String BUSY = "busy";
    private static final String IDLE = "idle";
    private static final String WARN = "warn";
    private static final String BAD = "bad";

    /** What is due for longer than this waits too long: a reconciler looks every second, and a run takes a place. */
    private static final Duration LATE = Duration.ofMinutes(1);

    static Badge of(PipelineState state, Instant now) {
        return switch (state.status()) {
            case PipelineStatus.OnHold _ -> new Badge("paused", IDLE);
            case PipelineStatus.Sealed _ -> new Badge("moving", WARN);
            case PipelineStatus.Relocated _ -> new Badge("moved", IDLE);
            case PipelineStatus.Active _ -> active(state, now);
        };
    }

    private static Badge active(PipelineState state, Instant now) {
        Lease lease = state.lease();
        Instant due = state.nextDue();
        if (lease != null) {
            return lease.until().isAfter(now) ? new Badge("running", BUSY) : new Badge("worker lost", WARN);
        }
        if (state.failures() > 0) {
            return new Badge("failing", BAD);
        }
        if (due == null) {
            return new Badge("ready", GOOD);
        }
        return due.plus(LATE).isBefore(now) ? new Badge("late", WARN) : new Badge("waiting", GOOD);
    }

    static Badge of(RunStatus status) {
        return new Badge(
                Forms.word(status),
                switch (status) {
                    case SUCCEEDED -> GOOD;
                    case RUNNING -> BUSY;
                    case QUEUED, CANCELLED -> IDLE;
                    case PARTIAL, ABANDONED -> WARN;
                    case FAILED -> BAD;
                });
    }

    static Badge of(Backfill.Status status) {
        return new Badge(
                Forms.word(status),
                switch (status) {
                    case RUNNING -> BUSY;
                    case DONE -> GOOD;
                    case CANCELLED -> IDLE;
                });
    }

    /** @param status of its backfill */
    static Badge of(Chunk chunk, Backfill.Status status, Instant now) {
        Instant until = chunk.leaseUntil();
        if (chunk.done()) {
            return new Badge("done", GOOD);
        }
        if (status != Backfill.Status.RUNNING) {
            return new Badge("cancelled", IDLE);
        }
        if (until == null) {
            return new Badge("waiting", IDLE);
        }
        // its worker died, or gave it back
        return until.isAfter(now) ? new Badge("at work", BUSY) : new Badge("waiting again", WARN);
    }
}
