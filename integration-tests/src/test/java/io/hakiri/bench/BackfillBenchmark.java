package io.hakiri.bench;

import io.hakiri.it.BackfillSoak;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Backfills by processes that are killed at random moments, and what must hold checked after each: {@link BackfillSoak}. An error
 * ends it.
 *
 * <p>Arguments: kills (100), workers at a time (4), chunks of each backfill (24), rows of each round (100,000), seed (1).
 */
final class BackfillBenchmark {
    private BackfillBenchmark() {}

    public static void main(String[] args) throws Exception {
        int kills = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int workers = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        int chunks = args.length > 2 ? Integer.parseInt(args[2]) : 24;
        int rows = args.length > 3 ? Integer.parseInt(args[3]) : 100_000;
        long seed = args.length > 4 ? Long.parseLong(args[4]) : 1;
        Path folder = Files.createTempDirectory("hakiri-backfill-");
        BackfillSoak.Report report =
                new BackfillSoak(folder, new BackfillSoak.Settings(rows, chunks, workers, kills, seed)).run();
        System.out.printf(
                "%d backfills with %,d chunks in %,d s; %d workers killed, %d chunks granted and not done, %d runs killed beside"
                        + " them; every chunk once, every row once%n",
                report.backfills(),
                report.chunks(),
                report.took().toSeconds(),
                report.kills(),
                report.unfinished(),
                report.runKills());
    }
}
