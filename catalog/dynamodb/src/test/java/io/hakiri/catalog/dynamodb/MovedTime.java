package io.hakiri.catalog.dynamodb;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Nobody waits: a pause moves the time, and is remembered. */
final class MovedTime implements Waiting {
    private final AtomicLong now = new AtomicLong();
    private final List<Long> pauses = new CopyOnWriteArrayList<>();

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        pauses.add(nanos);
        now.addAndGet(nanos);
    }

    void move(long nanos) {
        now.addAndGet(nanos);
    }

    /** In nanoseconds. */
    List<Long> pauses() {
        return List.copyOf(pauses);
    }
}
