package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.CatalogException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the one platform thread that uses it. SQLite's calls are native and would pin the carrier of a virtual
 * thread; so callers hand their work over and wait, at most for the deadline.
 */
final class Lane implements AutoCloseable {
    /** How long a call may wait for its turn and be worked on. */
    static final Duration CALL_DEADLINE = Duration.ofSeconds(30);

    /** Calls that wait for their turn; more are refused. */
    private static final int MOST_WAITING = 10_000;

    private final String name;
    private final boolean writes;
    private final Supplier<Session> opening;
    private final ThreadPoolExecutor thread;
    private @Nullable Session session;

    Lane(String name, boolean writes, Supplier<Session> opening) {
        this.name = name;
        this.writes = writes;
        this.opening = opening;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                work -> Thread.ofPlatform().name("hakiri-" + name).daemon().unstarted(work));
    }

    /** Does the work on this lane's thread; {@code work} translates its own faults. */
    <T> T call(Function<Session, T> work) {
        // whoever sets it first decides: the thread that starts, or the caller that goes away
        AtomicBoolean taken = new AtomicBoolean();
        Future<T> answer;
        try {
            answer = thread.submit(() -> {
                if (taken.getAndSet(true)) {
                    throw new CatalogException.Unavailable(name + ": its caller had gone", null);
                }
                return work.apply(open());
            });
        } catch (RejectedExecutionException e) {
            throw new CatalogException.Unavailable(
                    name + (thread.isShutdown() ? ": closed" : ": more than " + MOST_WAITING + " calls wait"), e);
        }
        try {
            return answer.get(CALL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (TimeoutException e) {
            throw gone(taken, "no answer within " + CALL_DEADLINE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw gone(taken, "the caller was interrupted", e);
        }
    }

    /** Closes the connection; the next call opens it again. On this lane's thread only. */
    void reopenNext() {
        Session old = session;
        session = null;
        if (old != null) {
            try {
                old.close();
            } catch (SqlFault e) {
                System.getLogger(Lane.class.getName())
                        .log(System.Logger.Level.DEBUG, "a connection of {0} did not close", name, e);
            }
        }
    }

    @Override
    public void close() {
        try {
            thread.execute(this::reopenNext);
        } catch (RejectedExecutionException closedBefore) {
            return;
        }
        thread.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                thread.awaitTermination(CALL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The connection, opened where it is not. On this lane's thread only. */
    Session open() {
        Session open = session;
        if (open == null) {
            open = opening.get();
            session = open;
        }
        return open;
    }

    private CatalogException gone(AtomicBoolean taken, String why, Exception e) {
        boolean started = taken.getAndSet(true);
        return started && writes
                ? new CatalogException.OutcomeUnknown(name + ": " + why + "; it may have been applied", e)
                : new CatalogException.Unavailable(name + ": " + why + "; nothing was applied", e);
    }

    private static RuntimeException rethrown(ExecutionException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case RuntimeException fault -> fault;
            case null, default -> new IllegalStateException(e);
        };
    }
}
