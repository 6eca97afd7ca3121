package io.hakiri.catalog.dynamodb;

import java.util.concurrent.TimeUnit;

/** How time passes between two tries of a call: really, or as a test moves it. */
interface Waiting {
    Waiting REAL = new Waiting() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    /** On a timer of its own, as {@link System#nanoTime}. */
    long nanoTime();

    void sleep(long nanos) throws InterruptedException;
}
