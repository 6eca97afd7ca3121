package io.hakiri.reconcile;

import io.hakiri.catalog.CatalogException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Looks at what is due, again and again, until it is closed. Where the catalog does not answer it goes on looking, less and less
 * often; where a place becomes free while there was more to do it looks at once.
 */
public final class ReconcileLoop implements AutoCloseable {
    /** Between two looks at a catalog that does not answer, at most. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Reconciler reconciler;
    private final Duration interval;
    private final RandomGenerator random;
    private final ReconcileListener listener;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private boolean closed;
    private boolean woken;

    /** @param interval between two looks; up to a tenth less, so that many do not look in step */
    public ReconcileLoop(Reconciler reconciler, Duration interval, RandomGenerator random, ReconcileListener listener) {
        this.reconciler = reconciler;
        this.interval = interval;
        this.random = random;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("reconcile").unstarted(this::loop);
    }

    /** Starts looking, on a thread of its own. */
    public void start() {
        thread.start();
    }

    /** There may be something to do. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        Duration pause = interval;
        boolean full = false;
        while (awaitTurn(pause, full)) {
            try {
                full = reconciler.tick().full();
                pause = interval;
            } catch (CatalogException e) {
                listener.unavailable(e);
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            } catch (RuntimeException e) {
                // a fault of this program must not end the service's work: it is told, and tried again
                listener.trouble("reconciling", e);
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
    }

    /** Waits for the next look; answers whether there is to be one. */
    private boolean awaitTurn(Duration pause, boolean wakes) {
        lock.lock();
        try {
            long left = pause.toNanos() - random.nextLong(pause.toNanos() / 10 + 1);
            while (!closed && left > 0 && !(wakes && woken)) {
                left = told.awaitNanos(left);
            }
            woken = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Ends the looking: when it returns, nothing more is claimed. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            told.signalAll();
        } finally {
            lock.unlock();
        }
        if (thread.isAlive() && !Thread.currentThread().equals(thread)) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
