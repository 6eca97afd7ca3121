package io.hakiri.executors;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ProjectId;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.Dispatch;
import io.hakiri.reconcile.DispatchException;
import io.hakiri.reconcile.Executor;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** What runs elsewhere: it takes whatever is due, and how much of it runs at once is the service's to say. */
final class RemoteExecutor implements Executor {
    /** Claimed at once: where the service fails, the rest of them waits for its claims to run out. */
    private static final int AT_ONCE = 25;

    private final Supplier<Sender> made;
    private final Duration startsWithin;
    private final Lock lock = new ReentrantLock();

    private @Nullable Sender sender;

    /** @param made called once, when the first dispatch is to be sent */
    RemoteExecutor(Supplier<Sender> made, Duration startsWithin) {
        this.made = made;
        this.startsWithin = startsWithin;
    }

    /** Makes the client now. */
    void prepare() {
        sender();
    }

    private Sender sender() {
        lock.lock();
        try {
            Sender there = sender == null ? made.get() : sender;
            sender = there;
            return there;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int free() {
        return AT_ONCE;
    }

    @Override
    public int running(ProjectId project) {
        return 0;
    }

    @Override
    public Duration startsWithin() {
        return startsWithin;
    }

    @Override
    public void dispatch(Claim claim, Pipeline pipeline) {
        Sender to = sender();
        try {
            to.send(claim, Dispatch.toJson(claim));
        } catch (SdkException e) {
            throw new DispatchException(to.target() + " did not take it: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (sender != null) {
                sender.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
