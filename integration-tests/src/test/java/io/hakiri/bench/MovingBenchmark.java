package io.hakiri.bench;

import io.hakiri.catalog.postgres.OwnPostgres;
import io.hakiri.it.MovingSoak;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A catalog in files that moves to PostgreSQL while workers make cycles, with a migrator that is killed at random moments, and the
 * invariants checked after: {@link MovingSoak}. An error ends it.
 *
 * <p>Arguments: workers, each with a pipeline (200), kills (20), seed (1), milliseconds that a worker rests after each
 * cycle (2000).
 */
final class MovingBenchmark {
    private MovingBenchmark() {}

    public static void main(String[] args) throws Exception {
        int workers = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int kills = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        Duration rest = Duration.ofMillis(args.length > 3 ? Long.parseLong(args[3]) : 2_000);
        Path folder = Files.createTempDirectory("hakiri-moving-");
        try (OwnPostgres server = OwnPostgres.start(Map.of())) {
            server.sql("CREATE DATABASE hakiri");
            MovingSoak.Report report = new MovingSoak(
                            folder,
                            MovingSoak.Places.ofFiles(folder, server.address("hakiri"), Map.of()),
                            workers,
                            rest,
                            kills,
                            seed)
                    .run();
            System.out.printf(
                    "%,d cycles of %d pipelines in %,d s, migrator killed %d times at most, workers %,d times; pauses"
                            + " seen by workers: p99 %d ms, longest %d ms; nothing lost, nothing twice%n",
                    report.cycles(),
                    workers,
                    report.took().toSeconds(),
                    kills,
                    report.deaths(),
                    report.p99().toMillis(),
                    report.pauses().isEmpty() ? 0 : report.pauses().getLast().toMillis());
        }
    }
}
