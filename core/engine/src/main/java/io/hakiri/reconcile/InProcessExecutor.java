package io.hakiri.reconcile;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Trigger;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.RunReport;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs pipelines in this process, a bounded number at once: what is dispatched on a virtual thread each, and what another process
 * dispatched in the thread that brings it.
 */
public final class InProcessExecutor implements Executor, DispatchTarget {
    /** More runs at once than this are refused: each has buffers of its own. */
    public static final int MOST_RUNS = 1_000;
    /** From the claim to the begin is one call; a process that dies in between holds a pipeline up for this long. */
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

    private final Runner runner;
    private final Stop stop;
    private final int slots;
    private final Duration patience;
    private final Outcomes outcomes;
    private final ReconcileListener listener;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Map<ProjectId, Integer> running = new HashMap<>();
    private int busy;
    private Runnable onFree = () -> {};

    /**
     * @param stop what the runner's runs listen to; {@link #close} uses it
     * @param slots how many runs at once, 1 to {@link #MOST_RUNS}
     * @param patience how long {@link #close} waits for runs to end in good order
     */
    public InProcessExecutor(
            Runner runner, Stop stop, int slots, Duration patience, Outcomes outcomes, ReconcileListener listener) {
        this.runner = runner;
        this.stop = stop;
        this.slots = slots;
        this.patience = patience;
        this.outcomes = outcomes;
        this.listener = listener;
    }

    /** What is to be called when a place is free again. */
    public void onFree(Runnable wake) {
        lock.lock();
        try {
            onFree = wake;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int free() {
        lock.lock();
        try {
            return stop.requested() ? 0 : slots - busy;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int running(ProjectId project) {
        lock.lock();
        try {
            return running.getOrDefault(project, 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Duration startsWithin() {
        return STARTS_WITHIN;
    }

    @Override
    public void dispatch(Claim claim, Pipeline pipeline) {
        takePlace(claim, pipeline);
        Thread.ofVirtual().name("run " + claim.pipeline()).start(() -> {
            try {
                runInPlace(claim, pipeline);
            } catch (RuntimeException e) {
                // told to the listener: this run's trouble and nobody else's
            }
        });
    }

    @Override
    public RunReport run(Claim claim, Pipeline pipeline) {
        takePlace(claim, pipeline);
        return runInPlace(claim, pipeline);
    }

    private void takePlace(Claim claim, Pipeline pipeline) {
        if (!outcomes.hasConnectorsOf(pipeline)) {
            // somebody else's to run: a failed run in its history would say otherwise
            throw new InvalidInput(
                    "connectors",
                    "ones that this program has; a pipeline of other workers needs no schedule",
                    pipeline.source().connector() + " and "
                            + pipeline.destination().connector());
        }
        lock.lock();
        try {
            if (stop.requested() || busy >= slots) {
                throw new DispatchException(
                        stop.requested() ? "the program is about to end" : "all " + slots + " places are taken", null);
            }
            busy++;
            running.merge(claim.pipeline().project(), 1, Integer::sum);
        } finally {
            lock.unlock();
        }
    }

    /** Runs it, and gives its place back. What breaks it, such as a catalog that does not answer, is told and thrown. */
    private RunReport runInPlace(Claim claim, Pipeline pipeline) {
        try {
            RunReport report = runner.run(
                    claim.pipeline().project(), pipeline, new Trigger.Due(claim), listener.run(claim, pipeline));
            outcomes.of(pipeline, report);
            listener.ended(report);
            return report;
        } catch (RuntimeException e) {
            listener.broke(claim, e);
            throw e;
        } finally {
            release(claim.pipeline().project());
        }
    }

    private void release(ProjectId project) {
        Runnable wake;
        lock.lock();
        try {
            busy--;
            running.computeIfPresent(project, (_, count) -> count == 1 ? null : count - 1);
            freed.signalAll();
            wake = onFree;
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    /** Asks the runs to hand over, and waits for them; answers also where some did not end in time. */
    @Override
    public void close() {
        stop.handOver();
        lock.lock();
        try {
            long left = patience.toNanos();
            while (busy > 0 && left > 0) {
                left = freed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** How many runs are at work. */
    public int busy() {
        lock.lock();
        try {
            return busy;
        } finally {
            lock.unlock();
        }
    }
}
