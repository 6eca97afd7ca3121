package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.DriverFault.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are open: no more than their number, each with one caller at a time, first come first served. Who
 * gets one, gives it back or ends it.
 */
final class Links {
    /** Load balancers and NAT gateways forget connections that were silent for about 350 seconds, and tell nobody. */
    private static final long MOST_IDLE_NANOS = TimeUnit.MINUTES.toNanos(4);

    /** After that a connection is replaced, so that a moved name or a new reader is found. */
    private static final long OLDEST_NANOS = TimeUnit.MINUTES.toNanos(30);

    /** How far apart the tries to connect to a server in trouble are. */
    private static final long BETWEEN_TRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What the last one met who tried to open a connection. */
    private record Trouble(Throwable met, long atNanos) {}

    private final int most;
    private final Function<Deadline, Link> opening;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();
    private volatile long suspectNanos = System.nanoTime();
    private final ReentrantLock one = new ReentrantLock(true);
    private volatile @Nullable Trouble trouble;
    private volatile boolean closed;

    Links(int most, Function<Deadline, Link> opening) {
        this.most = most;
        this.opening = opening;
        this.free = new Semaphore(most, true);
    }

    static DriverFault closed() {
        return new DriverFault(Stage.WAITING, new RejectedExecutionException("closed"));
    }

    /** A connection for this caller alone: an idle one that looks alive, or a new one. */
    Link take(Deadline deadline) {
        acquire(deadline);
        try {
            if (closed) {
                throw closed();
            }
            Link link = anIdleOne();
            return link == null ? opened(deadline) : link;
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    private void acquire(Deadline deadline) {
        try {
            if (!free.tryAcquire(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
                throw new DriverFault(Stage.WAITING, new TimeoutException("all " + most + " connections in use"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverFault(Stage.WAITING, e);
        }
    }

    /**
     * While nobody gets in, one caller at a time tries to, now and then, and those who waited for him share what he met: a
     * server in trouble is not stormed, and nobody waits for it in line.
     */
    private Link opened(Deadline deadline) {
        Trouble known = trouble;
        if (known == null) {
            return tried(deadline);
        }
        try {
            if (!one.tryLock(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
                throw new DriverFault(Stage.CONNECTING, new TimeoutException("others try to connect"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverFault(Stage.CONNECTING, e);
        }
        try {
            Trouble now = trouble;
            if (now != null && !now.equals(known)) {
                throw new DriverFault(Stage.CONNECTING, now.met());
            }
            if (now != null) {
                deadline.sleep(Duration.ofNanos(now.atNanos() + BETWEEN_TRIES_NANOS - System.nanoTime()));
            }
            return tried(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverFault(Stage.CONNECTING, e);
        } finally {
            one.unlock();
        }
    }

    private Link tried(Deadline deadline) {
        try {
            Link link = opening.apply(deadline);
            trouble = null;
            return link;
        } catch (DriverFault e) {
            // a caller in a hurry says nothing about the server
            if (!deadline.over() && !(e.driver() instanceof InterruptedException)) {
                trouble = new Trouble(e.driver(), System.nanoTime());
            }
            throw e;
        }
    }

    private @Nullable Link anIdleOne() {
        while (true) {
            Link link = idle.pollFirst();
            if (link == null || fresh(link)) {
                return link;
            }
            link.close();
        }
    }

    private boolean fresh(Link link) {
        long now = System.nanoTime();
        return link.open()
                && link.openedNanos() - suspectNanos >= 0
                && now - link.usedNanos() < MOST_IDLE_NANOS
                && now - link.openedNanos() < OLDEST_NANOS;
    }

    void giveBack(Link link) {
        link.used();
        idle.addFirst(link);
        free.release();
    }

    /** Ends a connection that is good for nothing more. */
    void end(Link link) {
        try {
            link.cut();
        } finally {
            free.release();
        }
    }

    /** No connection of now is used again: the server behind them is not, or no longer, the one we want. */
    void suspectAll() {
        suspectNanos = System.nanoTime();
    }

    /** Ends what was idle too long, so that nobody's quiet hours hold connections of the server. */
    void trim() {
        for (Link link : List.copyOf(idle)) {
            if (!fresh(link) && idle.remove(link)) {
                link.close();
            }
        }
    }

    int idle() {
        return idle.size();
    }

    /** Refuses later callers; gives the idle connections, when all callers have given theirs back or the time is over. */
    List<Link> drained(Duration atMost) {
        closed = true;
        boolean all = false;
        try {
            all = free.tryAcquire(most, atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Link> left = new ArrayList<>(idle);
        idle.clear();
        if (all) {
            free.release(most);
        }
        return left;
    }
}
