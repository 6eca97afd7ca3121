package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.executors.Executors;
import io.hakiri.reconcile.CircuitBreakers;
import io.hakiri.reconcile.DispatchTarget;
import io.hakiri.reconcile.Executor;
import io.hakiri.reconcile.InProcessExecutor;
import io.hakiri.reconcile.Outcomes;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.reconcile.ReconcileLoop;
import io.hakiri.reconcile.Reconciler;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import io.hakiri.run.Workplace;
import io.hakiri.serving.Watching;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The reconciler of a served program with its executor and its loop, and their end in good order: first nothing more is claimed,
 * then what runs here commits, gives its leases back and is left due, for the next program to go on with at once.
 */
final class Reconciling implements AutoCloseable {
    /** The executor that is this process. */
    static final String IN_PROCESS = "in-process";

    /** Within what a container is given to end, less what the rest needs. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Between two tries to declare at a catalog that does not answer. */
    private static final Duration DECLARED_EVERY = Duration.ofSeconds(1);

    private final Executor executor;
    private final DispatchTarget target;
    private final Reconciler reconciler;
    private final @Nullable ReconcileLoop loop;
    private final ReconcileListener listener;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Reconciling(
            Executor executor,
            DispatchTarget target,
            Reconciler reconciler,
            @Nullable ReconcileLoop loop,
            ReconcileListener listener) {
        this.executor = executor;
        this.target = target;
        this.reconciler = reconciler;
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * Made, and not started.
     *
     * @param address of the executor, or {@link #IN_PROCESS}
     * @param runs how many pipelines at once in this process
     * @param interval between two looks; {@code null} for looking only when asked to
     * @param watching sees what becomes of it
     */
    static Reconciling of(
            String address, int runs, @Nullable Duration interval, Workplace workplace, Watching watching) {
        Catalog catalog = watching.catalog();
        InstantSource clock = InstantSource.system();
        RandomGenerator random = RandomGenerator.getDefault();
        ReconcileListener listener = watching.reconciling();
        CircuitBreakers breakers = new CircuitBreakers(clock);
        Outcomes outcomes = new Outcomes(workplace.connectors(), breakers, clock);
        Executor executor = address.equals(IN_PROCESS)
                ? inProcess(catalog, workplace, runs, outcomes, listener)
                : Executors.open(address);
        watching.metrics().executor(executor);
        Reconciler reconciler = new Reconciler(catalog, executor, outcomes, breakers, clock, listener);
        ReconcileLoop loop = interval == null ? null : new ReconcileLoop(reconciler, interval, random, listener);
        if (loop != null && executor instanceof InProcessExecutor here) {
            here.onFree(loop::wake);
        }
        DispatchTarget target = executor instanceof InProcessExecutor here ? here : DispatchTarget.none(address);
        return new Reconciling(executor, target, reconciler, loop, listener);
    }

    private static Executor inProcess(
            Catalog catalog, Workplace workplace, int runs, Outcomes outcomes, ReconcileListener listener) {
        Stop stop = new Stop();
        Runner runner = Worker.current().runner(catalog, workplace, stop);
        return new InProcessExecutor(runner, stop, runs, PATIENCE, outcomes, listener);
    }

    Reconciler reconciler() {
        return reconciler;
    }

    /** Where a dispatch that came over HTTP is run. */
    DispatchTarget target() {
        return target;
    }

    /**
     * Begins to look at what is due.
     *
     * @param declare done before, and tried until the catalog answers
     */
    void start(Runnable declare) {
        Thread.ofVirtual().name("declare").start(() -> {
            do {
                if (isDone(declare)) {
                    if (loop != null) {
                        loop.start();
                    }
                    return;
                }
            } while (!isClosedWithin(DECLARED_EVERY));
        });
    }

    private boolean isDone(Runnable declare) {
        try {
            declare.run();
            return true;
        } catch (CatalogException e) {
            listener.unavailable(e);
            return false;
        }
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (loop != null) {
            loop.close();
        }
        executor.close();
    }
}
