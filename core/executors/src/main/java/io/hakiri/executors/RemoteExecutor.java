package io.hakiri.executors;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ProjectId;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.Dispatch;
import io.hakiri.reconcile.DispatchException;
import io.hakiri.reconcile.Executor;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;

/** What runs elsewhere: it takes whatever is due, and how much of it runs at once is the service's to say. */
final class RemoteExecutor implements Executor {
    /** Claimed at once: where the service fails, the rest of them waits for its claims to run out. */
    private static final int AT_ONCE = 25;

    private final Sender sender;
    private final Duration startsWithin;

    RemoteExecutor(Sender sender, Duration startsWithin) {
        this.sender = sender;
        this.startsWithin = startsWithin;
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
        try {
            sender.send(claim, Dispatch.toJson(claim));
        } catch (SdkException e) {
            throw new DispatchException(sender.target() + " did not take it: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        sender.close();
    }
}
