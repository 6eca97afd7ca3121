package io.hakiri.function;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Claim;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.DispatchTarget;
import io.hakiri.reconcile.InProcessExecutor;
import io.hakiri.reconcile.Outcomes;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.reconcile.Reconciler;
import io.hakiri.run.RunReport;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import io.hakiri.run.Workplace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a dispatch in the invocation that brings it. Before the time of that is over, the run commits what it has read, gives its lease
 * back and is left due; then what is due is dispatched, so that another invocation goes on at once.
 */
final class FunctionTarget implements DispatchTarget {
    private static final System.Logger LOG = System.getLogger("io.hakiri.function");

    private final Catalog catalog;
    private final Workplace workplace;
    private final FunctionSettings settings;
    private final Invocations invocations;
    private final Outcomes outcomes;
    private final ReconcileListener listener;
    private final FunctionExecutor executor;
    private final Reconciler reconciler;
    /** The run that is under way, where there is one. */
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

    /** A run, and how it is asked to end. */
    private record Running(FutureTask<RunReport> run, Stop stop) {}

    FunctionTarget(
            Catalog catalog,
            Workplace workplace,
            FunctionSettings settings,
            Invocations invocations,
            Outcomes outcomes,
            ReconcileListener listener,
            FunctionExecutor executor,
            Reconciler reconciler) {
        this.catalog = catalog;
        this.workplace = workplace;
        this.settings = settings;
        this.invocations = invocations;
        this.outcomes = outcomes;
        this.listener = listener;
        this.executor = executor;
        this.reconciler = reconciler;
    }

    @Override
    public RunReport run(Claim claim, Pipeline pipeline) {
        Invocation invocation = invocations.current();
        Duration left = invocation.left();
        Stop stop = new Stop();
        InProcessExecutor here = new InProcessExecutor(
                Runner.ofThisProcess(catalog, workplace, invocation.holder(), stop),
                stop,
                1,
                Duration.ZERO,
                outcomes,
                listener);
        FutureTask<RunReport> run = new FutureTask<>(() -> here.run(claim, pipeline));
        // not a virtual one: what computes would keep its carrier from whoever renews the lease and watches the time
        Thread.ofPlatform().daemon().name("run " + claim.pipeline()).start(run);
        running.set(new Running(run, stop));
        RunReport report;
        try {
            report = ended(run, stop, left.minus(settings.reserve(left)));
        } finally {
            running.set(null);
        }
        if (stop.requested()) {
            goOn(claim, invocation);
        }
        return report;
    }

    /** The process is told to end: the run under way hands over, as far as that takes no longer than this. */
    void handOver(Duration within) {
        Running under = running.get();
        if (under == null) {
            return;
        }
        under.stop().handOver();
        try {
            under.run().get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // its lease ends by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RunReport ended(FutureTask<RunReport> run, Stop stop, Duration within) {
        try {
            try {
                return run.get(within.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                stop.handOver();
                return run.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a pipeline ran", e);
        }
    }

    /** Whatever is due in the project, and so what was handed over. Where that fails, the next tick does it. */
    private void goOn(Claim claim, Invocation invocation) {
        if (executor.isEndOfChain(invocation)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    claim.pipeline() + ": " + invocation.hops()
                            + " invocations went on one from the other, as many as may; the next tick goes on");
            return;
        }
        try {
            reconciler.tick(List.of(claim.pipeline().project()));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    claim.pipeline() + ": handed over, and not dispatched: the next tick goes on",
                    e);
        }
    }
}
