package io.hakiri.run;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Backfills;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.SingleWriter;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lease in the background while a run, or a worker with a chunk, is at work. It is for liveness only: who lost its lease
 * and does not know it yet changes nothing all the same (C-3).
 */
final class LeaseKeeper implements AutoCloseable {
    private static final int RENEWALS_PER_TTL = 3;

    private final Renewal renewal;
    private final String holder;
    private final Duration ttl;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String lost;

    /** Asks for the lease again, once. */
    @FunctionalInterface
    private interface Renewal {
        /** Why it is lost; {@code null} where it goes on. */
        @Nullable
        String answer();
    }

    private LeaseKeeper(String holder, Duration ttl, Renewal renewal) {
        this.holder = holder;
        this.ttl = ttl;
        this.renewal = renewal;
        Thread.ofPlatform().daemon().name("lease of " + holder).start(this::keep);
    }

    /** Of a run. */
    static LeaseKeeper ofRun(SingleWriter catalog, Writer writer, Duration ttl) {
        return new LeaseKeeper(writer.toString(), ttl, () -> switch (catalog.renew(writer, ttl)) {
            case RenewResult.Renewed _ -> null;
            case Answers.Fenced(var current) -> taken(current);
            case Answers.NotFound() -> "the pipeline was deleted";
            case Answers.Moving() -> "the pipeline is being moved";
            case Answers.Moved(String address) -> "the pipeline moved to " + address;
        });
    }

    /** Of a chunk of a backfill. */
    static LeaseKeeper ofChunk(Backfills catalog, ChunkWriter writer, Duration ttl) {
        return new LeaseKeeper(writer.toString(), ttl, () -> switch (catalog.renewChunk(writer, ttl)) {
            case ChunkCommitResult.ChunkRenewed _ -> null;
            case ChunkCommitResult.ChunkDone _, ChunkCommitResult.ChunkUndecided _ -> null;
            case Answers.Fenced(var current) -> taken(current);
            case Answers.NotFound() -> "the backfill is not there any more";
            case Answers.Moving() -> "the pipeline is being moved";
            case Answers.Moved(String address) -> "the pipeline moved to " + address;
            case Answers.Invalid(String field, String limit, String given) ->
                field + ": expected " + limit + ", given " + given;
        });
    }

    static String taken(Fence current) {
        return "someone took over under fence " + current;
    }

    private void keep() {
        long periodMillis = ttl.toMillis() / RENEWALS_PER_TTL;
        try {
            while (lost == null && !closed.await(periodMillis, TimeUnit.MILLISECONDS)) {
                renew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the work where the lease is known to be lost: its work can no longer count. */
    void check() {
        String reason = lost;
        if (reason != null) {
            throw new LeaseLost(reason);
        }
    }

    private void renew() {
        try {
            lost = renewal.answer();
        } catch (CatalogException e) {
            // The lease goes on until its time is over, and there is a next renewal; a commit will say what is wrong.
            System.getLogger(LeaseKeeper.class.getName())
                    .log(System.Logger.Level.DEBUG, "renewal of " + holder + " not answered", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    /** Somebody else may write now. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaseLost(String reason) {
            super(reason);
        }
    }
}
