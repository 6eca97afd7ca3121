package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of `./hakiri bench backfill`: workers of backfills are killed at random instants, and runs beside them. */
final class KilledBackfillTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20_261_130);
    private static final int DEATHS = 10;

    @TempDir
    Path folder;

    @Test
    void afterManyDeathsEveryChunkIsDoneOnceAndEveryRowIsThereOnce() throws Exception {
        int deaths = Integer.getInteger("hakiri.deaths", DEATHS);
        BackfillSoak.Report report =
                new BackfillSoak(folder, new BackfillSoak.Settings(30_000, 12, 3, deaths, SEED)).run();
        System.out.println(report);
        assertThat(report.kills()).isEqualTo(deaths);
        assertThat(report.unfinished())
                .as("chunks that a death cost, seed %s", SEED)
                .isPositive();
    }
}
