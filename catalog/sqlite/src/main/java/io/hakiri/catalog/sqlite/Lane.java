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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection, used by one thread at a time. A platform thread does its work itself when its turn comes: no hand-over, no
 * waking of another thread. SQLite's calls are native and would pin the carrier of a virtual thread; so a virtual thread
 * hands its work to the lane's own thread and waits, at most for the deadline.
 */
final class Lane implements AutoCloseable {
    /** How long a call may wait for its turn; of a virtual thread, and be worked on. */
    static final Duration CALL_DEADLINE = Duration.ofSeconds(30);

    /** Calls of virtual threads that wait for their turn; more are refused. */
    private static final int MOST_WAITING = 10_000;

    private final String name;
    private final boolean writes;
    private final Supplier<Session> opening;
    private final ThreadPoolExecutor thread;

    /** Guards the connection. Fair: under load nobody is overtaken until his deadline is over. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private @Nullable Session session;
    private boolean closed;

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

    /** Does the work when its turn comes, which takes the connection by {@link #open} and translates its own faults. */
    <T> T call(Supplier<T> work) {
        return Thread.currentThread().isVirtual() ? handedOver(work) : here(work);
    }

    private <T> T here(Supplier<T> work) {
        try {
            if (!turn.tryLock(CALL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw notApplied("no turn within " + CALL_DEADLINE, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notApplied("the caller was interrupted", e);
        }
        try {
            return inTurn(work);
        } finally {
            turn.unlock();
        }
    }

    private <T> T handedOver(Supplier<T> work) {
        // whoever sets it first decides: the thread that starts, or the caller that goes away
        AtomicBoolean taken = new AtomicBoolean();
        Future<T> answer;
        try {
            answer = thread.submit(() -> {
                turn.lock();
                try {
                    if (taken.getAndSet(true)) {
                        throw notApplied("its caller had gone", null);
                    }
                    return inTurn(work);
                } finally {
                    turn.unlock();
                }
            });
        } catch (RejectedExecutionException e) {
            throw notApplied(thread.isShutdown() ? "closed" : "more than " + MOST_WAITING + " calls wait", e);
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

    private <T> T inTurn(Supplier<T> work) {
        if (closed) {
            throw notApplied("closed", null);
        }
        return work.get();
    }

    /** Closes the connection; the next call opens it again. In one's turn only. */
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

    /** Waits for the calls that go on and those handed over before; later ones are refused. */
    @Override
    public void close() {
        try {
            thread.execute(this::closeInTurn);
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

    private void closeInTurn() {
        turn.lock();
        try {
            closed = true;
            reopenNext();
        } finally {
            turn.unlock();
        }
    }

    /** The connection, opened where it is not. In one's turn only. */
    Session open() {
        Session open = session;
        if (open == null) {
            open = opening.get();
            session = open;
        }
        return open;
    }

    private CatalogException.Unavailable notApplied(String why, @Nullable Exception e) {
        return new CatalogException.Unavailable(name + ": " + why + "; nothing was applied", e);
    }

    private CatalogException gone(AtomicBoolean taken, String why, Exception e) {
        boolean started = taken.getAndSet(true);
        return started && writes
                ? new CatalogException.OutcomeUnknown(name + ": " + why + "; it may have been applied", e)
                : notApplied(why, e);
    }

    private static RuntimeException rethrown(ExecutionException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case RuntimeException fault -> fault;
            case null, default -> new IllegalStateException(e);
        };
    }
}
