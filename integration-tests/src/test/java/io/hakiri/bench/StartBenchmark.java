package io.hakiri.bench;

import io.hakiri.it.Container;
import io.hakiri.it.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * From the start of the container's command until the service says that it is ready, with the container's AOT cache and without, in
 * turns.
 *
 * <p>Arguments: rounds (10).
 */
final class StartBenchmark {
    private static final int OK = 200;

    private StartBenchmark() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        Path folder = Files.createTempDirectory("hakiri-start-");
        Container container = Container.builtIn(folder.resolve("hakiri"));
        List<String> cached = container.command();
        List<String> plain = new ArrayList<>(cached);
        plain.removeIf(word -> word.startsWith("-XX:AOTCache="));
        long[] withCache = new long[rounds];
        long[] without = new long[rounds];
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            without[round] = start(container, plain, folder.resolve("plain-" + round));
            withCache[round] = start(container, cached, folder.resolve("cached-" + round));
            ratios[round] = (double) withCache[round] / without[round];
        }
        Arrays.sort(withCache);
        Arrays.sort(without);
        Arrays.sort(ratios);
        System.out.printf(
                "start to ready, medians of %d: plain %d ms, with the cache %d ms; ratio %.2f (%.2f to %.2f)%n",
                rounds,
                without[rounds / 2] / 1_000_000,
                withCache[rounds / 2] / 1_000_000,
                ratios[rounds / 2],
                ratios[0],
                ratios[rounds - 1]);
    }

    /** Nanoseconds; to about the time after which {@link Service} looks again. */
    private static long start(Container container, List<String> command, Path folder) throws IOException {
        Files.createDirectories(folder);
        long start = System.nanoTime();
        try (Service service =
                container.serve(command, Map.of("HAKIRI_PORT", "0", "HAKIRI_HOST", "127.0.0.1"), folder)) {
            service.callAs(null, "GET", "/health/ready", null).expect(OK);
            return System.nanoTime() - start;
        }
    }
}
