package io.hakiri.connectors.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Options;
import io.hakiri.connectors.parquet.ParquetType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that only globs, beside a writer that commits and losers that publish what it publishes. */
final class ReadersWhileWritingTest {
    private static final int COMMITS = 150;
    private static final int ROWS = 100;
    private static final int LOSERS = 2;

    @TempDir
    private Path folder;

    @Test
    void everyGlobSeesWholeCommitsOnce() throws Exception {
        Destination lake = lake();
        Writer writer = Rows.writer(1);
        AtomicLong committed = new AtomicLong();
        publishOne(lake, writer, 1, committed);
        List<List<Receipt>> shared = new ArrayList<>();
        for (int step = 2; step <= COMMITS; step++) {
            shared.add(Rows.stage(lake, writer, step, "s", commit(step)));
        }
        int looks = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(1 + LOSERS);
                Duck duck = new Duck()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i <= LOSERS; i++) {
                writers.add(threads.submit(() -> {
                    Destination own = lake();
                    for (List<Receipt> receipts : shared) {
                        committed.accumulateAndGet(receipts.getFirst().id().step(), Math::max);
                        own.publish(writer, receipts);
                    }
                }));
            }
            while (!writers.stream().allMatch(Future::isDone)) {
                look(duck, committed);
                looks++;
            }
            for (Future<?> each : writers) {
                each.get();
            }
            look(duck, committed);
            assertThat(duck.rows("SELECT count(*) FROM " + Duck.parquet(folder.resolve("lake"))))
                    .containsExactly(String.valueOf((long) COMMITS * ROWS));
        }
        assertThat(looks).isPositive();
    }

    private void look(Duck duck, AtomicLong committed) throws Exception {
        List<String> rows = duck.rows("SELECT count(*), count(DISTINCT id), max(id), count(*) % " + ROWS + " FROM "
                + Duck.parquet(folder.resolve("lake")));
        long mostCommitted = committed.get() * ROWS;
        String[] seen = rows.getFirst().split("\\|", -1);
        assertThat(seen[0]).as("no row twice").isEqualTo(seen[1]);
        assertThat(seen[3]).as("no part of a file").isEqualTo("0");
        assertThat(Long.parseLong(seen[2])).as("nothing before its commit").isLessThanOrEqualTo(mostCommitted);
    }

    private void publishOne(Destination lake, Writer writer, int step, AtomicLong committed) {
        List<Receipt> receipts = Rows.stage(lake, writer, step, "s", commit(step));
        committed.set(step);
        lake.publish(writer, receipts);
    }

    private static Batch commit(int step) {
        return Rows.numbered(LongStream.rangeClosed((step - 1L) * ROWS + 1, (long) step * ROWS)
                .toArray());
    }

    private Destination lake() {
        return new ParquetType().open(new Options(Map.of("path", "lake"), folder));
    }
}
