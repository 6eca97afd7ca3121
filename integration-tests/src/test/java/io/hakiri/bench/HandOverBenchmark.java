package io.hakiri.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.it.Program;
import io.hakiri.it.Service;
import io.hakiri.it.SlowApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A deployment: one service is at work with all its places, the next one starts, the first is told to end. How long each pipeline
 * has nobody, from the end of its run here to the begin of its run there, and how long the first takes to end.
 *
 * <p>Arguments: pipelines (8), rounds (5).
 */
final class HandOverBenchmark {
    private HandOverBenchmark() {}

    public static void main(String[] args) throws Exception {
        int pipelines = args.length > 0 ? Integer.parseInt(args[0]) : 8;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        List<Duration> gaps = new ArrayList<>();
        List<Duration> ends = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Path folder = Files.createTempDirectory("hakiri-hand-over-");
            try (SlowApi api = new SlowApi()) {
                api.project(folder, pipelines, "1h");
                round(folder, pipelines, gaps, ends);
            }
        }
        System.out.printf(
                "%d pipelines, %d rounds: nobody at work for %d ms in the median, %d ms at most; ended within %d ms%n",
                pipelines, rounds, middle(gaps), most(gaps), most(ends));
    }

    private static void round(Path folder, int pipelines, List<Duration> gaps, List<Duration> ends) {
        Program program = Program.in(folder);
        try (Service old = Service.of(program, folder, folder.resolve("old.log"))) {
            while (!all(old, pipelines, "running")) {
                Thread.onSpinWait();
            }
            try (Service next = Service.of(program, folder, folder.resolve("next.log"))) {
                long told = System.nanoTime();
                old.stop();
                ends.add(Duration.ofNanos(System.nanoTime() - told));
                while (!all(next, pipelines, "running")) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < pipelines; i++) {
                    JsonNode runs = runs(next, i);
                    gaps.add(Duration.between(at(runs.get(1), "ended_at"), at(runs.get(0), "started_at")));
                }
            }
        }
    }

    private static boolean all(Service service, int pipelines, String status) {
        for (int i = 0; i < pipelines; i++) {
            JsonNode runs = runs(service, i);
            if (!runs.path(0).path("status").asText().equals(status)) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode runs(Service service, int pipeline) {
        return service.call("GET", "/v1/projects/test/pipelines/p" + pipeline + "/runs", null)
                .json()
                .path("runs");
    }

    private static Instant at(JsonNode run, String field) {
        return Instant.parse(run.path(field).asText());
    }

    private static long middle(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2).toMillis();
    }

    private static long most(List<Duration> times) {
        return times.stream().max(Duration::compareTo).orElse(Duration.ZERO).toMillis();
    }
}
