package io.hakiri.connectors.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends answers that do not go on: the client's own timeout ends with the headers. One thread looks at the answer that is
 * being read; time that nobody waits in does not count.
 */
final class Stalls implements AutoCloseable {
    private static final int LOOKS_PER_TIMEOUT = 8;

    private final long timeoutNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Watched current;

    Stalls(Duration timeout) {
        this.timeoutNanos = timeout.toNanos();
    }

    InputStream watch(InputStream in) {
        boolean first = current == null;
        Watched watched = new Watched(in);
        current = watched;
        if (first) {
            Thread.ofPlatform().daemon().name("http-stalls").start(this::look);
        }
        return watched;
    }

    private void look() {
        try {
            while (!closed.await(timeoutNanos / LOOKS_PER_TIMEOUT, TimeUnit.NANOSECONDS)) {
                Watched watched = current;
                if (watched != null) {
                    watched.look();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private final class Watched extends FilterInputStream {
        private static final long NOBODY = Long.MIN_VALUE;

        private volatile long waitingSince = NOBODY;
        private volatile boolean stalled;

        Watched(InputStream in) {
            super(in);
        }

        void look() {
            long since = waitingSince;
            if (since != NOBODY && System.nanoTime() - since > timeoutNanos) {
                stalled = true;
                try {
                    in.close(); // wakes up who reads
                } catch (IOException e) {
                    System.getLogger(Stalls.class.getName())
                            .log(System.Logger.Level.DEBUG, "a stalled answer was not closed well", e);
                }
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            waitingSince = System.nanoTime();
            try {
                int count = in.read(bytes, offset, length);
                if (stalled) {
                    throw new IOException("it did not go on for "
                            + Duration.ofNanos(timeoutNanos).toSeconds() + " s");
                }
                return count;
            } catch (IOException e) {
                throw stalled
                        ? new IOException(
                                "it did not go on for "
                                        + Duration.ofNanos(timeoutNanos).toSeconds() + " s",
                                e)
                        : e;
            } finally {
                waitingSince = NOBODY;
            }
        }
    }
}
