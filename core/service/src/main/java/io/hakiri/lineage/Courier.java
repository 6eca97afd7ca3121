package io.hakiri.lineage;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Carries events to their address, one after another, on a thread of its own. Who hands one over never waits: where more come than
 * go, they are dropped and counted. An address that does not answer is tried a few times for each event, and said to be away once.
 */
final class Courier implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.hakiri.lineage");

    /** Events that wait; each is small until it is written. */
    private static final int MOST_WAITING = 1_000;

    private static final int TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    /** What is left at the end is still sent for so long. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final long LOOKED_EVERY_MILLIS = 200;
    private static final int TOO_MANY = 429;
    private static final int OK = 200;
    private static final int REDIRECTS = 300;
    private static final int SERVER_ERRORS = 500;

    private final LineageAddress address;
    private final Consumer<String> outcomes;
    private final BlockingQueue<Supplier<String>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final Thread thread = Thread.ofPlatform().daemon().name("lineage").unstarted(this::carryAll);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition carried = lock.newCondition();
    /** Taken, and not carried yet. */
    private int onTheWay;

    private volatile boolean isTold;

    /** @param outcomes is told {@code sent}, {@code failed} or {@code dropped} for each event */
    Courier(LineageAddress address, Consumer<String> outcomes) {
        this.address = address;
        this.outcomes = outcomes;
        thread.start();
    }

    /** Takes an event, which is written when its turn comes. */
    void take(Supplier<String> event) {
        count(1);
        if (!waiting.offer(event)) {
            count(-1);
            outcomes.accept("dropped");
            trouble("more events than it takes");
        }
    }

    private void count(int more) {
        lock.lock();
        try {
            onTheWay += more;
            carried.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was taken is carried, or the time is over. */
    void flush(Duration within) {
        lock.lock();
        try {
            long left = within.toNanos();
            while (onTheWay > 0 && left > 0) {
                left = carried.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void carryAll() {
        try {
            while (closed.getCount() > 0 || !waiting.isEmpty()) {
                Supplier<String> event = waiting.poll(LOOKED_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    try {
                        carry(event);
                    } finally {
                        count(-1);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the time at the end is over
            waiting.forEach(_ -> outcomes.accept("dropped"));
        }
    }

    private void carry(Supplier<String> event) throws InterruptedException {
        try {
            HttpRequest request = request(event.get());
            for (int tried = 1; !isDelivered(request); tried++) {
                long pause = FIRST_PAUSE.multipliedBy(tried).toMillis();
                if (tried >= TRIES || closed.await(pause, TimeUnit.MILLISECONDS)) {
                    outcomes.accept("failed");
                    return;
                }
            }
        } catch (RuntimeException e) {
            outcomes.accept("failed");
            LOG.log(System.Logger.Level.WARNING, "an event of lineage could not be written", e);
        }
    }

    private HttpRequest request(String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.uri())
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (address.token() != null) {
            request.header("Authorization", "Bearer " + address.token());
        }
        return request.build();
    }

    /** Whether there is nothing more to try. */
    private boolean isDelivered(HttpRequest request) throws InterruptedException {
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= OK && status < REDIRECTS) {
                outcomes.accept("sent");
                well();
                return true;
            }
            trouble("it answered " + status);
            if (status != TOO_MANY && status < SERVER_ERRORS) {
                outcomes.accept("failed"); // the same again would get the same answer
                return true;
            }
            return false;
        } catch (IOException e) {
            trouble(e.getClass().getSimpleName());
            return false;
        }
    }

    private void trouble(String what) {
        if (!isTold) {
            isTold = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "events of lineage do not reach " + address + " (" + what
                            + "); what cannot be sent is dropped and counted, and runs go on");
        }
    }

    private void well() {
        if (isTold) {
            isTold = false;
            LOG.log(System.Logger.Level.INFO, "events of lineage reach " + address + " again");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(FAREWELL)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
