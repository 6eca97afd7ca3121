package io.hakiri.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same thing done over and over by some platform threads, as clients of blocking drivers have them. */
final class Threads {
    private Threads() {}

    /** What a thread does once. */
    interface Deed {
        /**
         * Does it.
         *
         * @param thread its number
         * @return how many it did; 0 for no more to do, which ends the thread's turn
         */
        long once(int thread) throws Exception;
    }

    /** A turn of at most that long. */
    static Turn turn(Server server, int threads, Duration time, Deed deed) throws Exception {
        return Turn.of(server, () -> all(threads, System.nanoTime() + time.toNanos(), deed));
    }

    private static long all(int threads, long endNanos, Deed deed) throws Exception {
        long done = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int own = thread;
                all.add(executor.submit(() -> until(endNanos, own, deed)));
            }
            for (Future<Long> one : all) {
                done += one.get();
            }
        }
        return done;
    }

    private static long until(long endNanos, int thread, Deed deed) throws Exception {
        long done = 0;
        while (System.nanoTime() - endNanos < 0) {
            long more = deed.once(thread);
            if (more == 0) {
                break;
            }
            done += more;
        }
        return done;
    }
}
