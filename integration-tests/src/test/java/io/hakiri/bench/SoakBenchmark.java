package io.hakiri.bench;

import io.hakiri.it.Soak;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Cycles over HTTP on the embedded catalog, with a service that is killed at random moments, and the invariants checked after:
 * {@link Soak}. An error ends it.
 *
 * <p>Arguments: cycles (1,000,000), workers (16), cycles that a service lives on average (5,000), seed (1).
 */
final class SoakBenchmark {
    private SoakBenchmark() {}

    public static void main(String[] args) throws Exception {
        long cycles = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        int workers = args.length > 1 ? Integer.parseInt(args[1]) : 16;
        int life = args.length > 2 ? Integer.parseInt(args[2]) : 5_000;
        long seed = args.length > 3 ? Long.parseLong(args[3]) : 1;
        Path folder = Files.createTempDirectory("hakiri-soak-");
        Soak.Report report = new Soak(folder, workers, cycles, life, seed).run();
        System.out.printf(
                "%,d cycles by %d workers in %,d s, %d kills, %,d requests sent again; nothing lost, nothing twice%n",
                report.cycles(), workers, report.took().toSeconds(), report.kills(), report.repeated());
    }
}
