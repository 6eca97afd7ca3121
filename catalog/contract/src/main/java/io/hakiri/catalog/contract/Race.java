package io.hakiri.catalog.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Lets threads run against each other, from one shot. */
final class Race {
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private Race() {}

    /** Starts so many threads at once and gives back what each returned, in their order; the first fault is thrown. */
    static <T> List<T> of(int runners, IntFunction<Callable<T>> runner) {
        return within(DEADLINE, runners, runner);
    }

    /** As {@link #of}, for runners that need longer. All of them together have the time once. */
    static <T> List<T> within(Duration deadline, int runners, IntFunction<Callable<T>> runner) {
        long end = System.nanoTime() + deadline.toNanos();
        CountDownLatch shot = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                Callable<T> task = runner.apply(i);
                running.add(threads.submit(() -> {
                    shot.await();
                    return task.call();
                }));
            }
            shot.countDown();
            try {
                List<T> results = new ArrayList<>();
                for (Future<T> task : running) {
                    results.add(task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
                }
                return results;
            } finally {
                threads.shutdownNow(); // where one has failed, the others need not go on
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while runners ran", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a runner failed: " + e, e);
        }
    }
}
