package io.hakiri.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks what is at work to end at SIGINT and SIGTERM, and keeps the process alive until it has: while this is open. */
final class StopAtSignal implements AutoCloseable {
    /** How long a signal waits for the work to end in good order. */
    private static final long STOP_SECONDS = 25;

    private final CountDownLatch done = new CountDownLatch(1);

    StopAtSignal(Runnable ask) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            ask.run();
            await();
        }));
    }

    private void await() {
        try {
            if (!done.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("hakiri: still at work after " + STOP_SECONDS
                        + " s; stopping: what is not committed is read again by the next run");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
