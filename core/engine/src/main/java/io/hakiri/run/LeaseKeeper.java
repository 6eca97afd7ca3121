package io.hakiri.run;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.SingleWriter;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lease in the background while a run is at work. It is for liveness only: a run that lost its lease and does not
 * know it yet changes nothing all the same (C-3).
 */
final class LeaseKeeper implements AutoCloseable {
    private static final int RENEWALS_PER_TTL = 3;

    private final SingleWriter catalog;
    private final Writer writer;
    private final Duration ttl;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String lost;

    LeaseKeeper(SingleWriter catalog, Writer writer, Duration ttl) {
        this.catalog = catalog;
        this.writer = writer;
        this.ttl = ttl;
        Thread.ofPlatform().daemon().name("lease of " + writer.pipeline()).start(this::keep);
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

    /** Ends the run where the lease is known to be lost: its work can no longer count. */
    void check() {
        String reason = lost;
        if (reason != null) {
            throw new LeaseLost(reason);
        }
    }

    private void renew() {
        try {
            RenewResult answer = catalog.renew(writer, ttl);
            lost = switch (answer) {
                case RenewResult.Renewed _ -> null;
                case Answers.Fenced(var current) -> "someone took over under fence " + current;
                case Answers.NotFound() -> "the pipeline was deleted";
                case Answers.Moving() -> "the pipeline is being moved";
                case Answers.Moved(String address) -> "the pipeline moved to " + address;
            };
        } catch (CatalogException e) {
            // The lease goes on until its time is over, and there is a next renewal; a commit will say what is wrong.
            System.getLogger(LeaseKeeper.class.getName())
                    .log(System.Logger.Level.DEBUG, "renewal of " + writer + " not answered", e);
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
