package io.hakiri.bench;

import static io.hakiri.lambda.LocalFunction.direct;

import io.hakiri.emulator.Emulator;
import io.hakiri.emulator.FunctionConfiguration;
import io.hakiri.emulator.Outcome;
import io.hakiri.lambda.LocalFunction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The function under emulation: from the start of its process until a tick with nothing due is answered, ticks of a process that is
 * warm, and its memory; the packaged one, a native one where it is named, and a function of Java that does nothing but answer, in turns.
 *
 * <p>Arguments: cold starts (5), warm ticks (500), the {@code function.zip} of a native build (none).
 */
final class LambdaBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MEGABYTES = 1024;
    private static final long MILLI = 1_000_000;

    private LambdaBenchmark() {}

    /** What is measured. */
    private interface Candidate {
        /** In a process that is not there yet. */
        Started start() throws IOException;
    }

    private record Started(Emulator lambda, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    public static void main(String[] args) throws Exception {
        int starts = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int ticks = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        Path folder = Files.createTempDirectory("hakiri-lambda-");
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        Map<String, Path> zips = new LinkedHashMap<>();
        zips.put("on a JVM", Path.of(System.getProperty("hakiri.function")));
        if (args.length > 2) {
            zips.put("native", Path.of(args[2]));
        }
        for (Map.Entry<String, Path> zip : zips.entrySet()) {
            System.out.printf("%s: zip %.1f MB%n", zip.getKey(), Files.size(zip.getValue()) / 1e6);
            candidates.put(zip.getKey(), () -> {
                LocalFunction function = LocalFunction.packaged(zip.getValue(), folder);
                return new Started(function.lambda(), function::close);
            });
        }
        candidates.put("a bare function", () -> {
            Emulator function = bare(folder);
            return new Started(function, function::close);
        });
        measure(candidates, starts, ticks);
    }

    private static void measure(Map<String, Candidate> candidates, int starts, int ticks) throws IOException {
        String tick = direct("POST", "/v1/reconcile", null).toString();
        Map<String, long[]> cold = new LinkedHashMap<>();
        candidates.keySet().forEach(name -> cold.put(name, new long[starts]));
        for (int start = 0; start < starts; start++) {
            for (Map.Entry<String, Candidate> candidate : candidates.entrySet()) {
                try (Started started = candidate.getValue().start()) {
                    Objects.requireNonNull(cold.get(candidate.getKey()))[start] = took(started.lambda(), tick);
                    if (start == starts - 1) {
                        long[] warm = new long[ticks];
                        long kilobytes = measured(started.lambda(), tick, warm);
                        Arrays.sort(warm);
                        System.out.printf(
                                "%s: warm tick with nothing due p50 %.1f ms, p99 %.1f ms; resident %d MB%n",
                                candidate.getKey(),
                                warm[ticks / 2] / 1e6,
                                warm[ticks * 99 / 100] / 1e6,
                                kilobytes / 1024);
                    }
                }
            }
        }
        cold.forEach((name, nanos) -> {
            Arrays.sort(nanos);
            System.out.printf(
                    "%s: start to first answered tick, median of %d: %d ms (%d to %d)%n",
                    name, starts, nanos[starts / 2] / MILLI, nanos[0] / MILLI, nanos[starts - 1] / MILLI);
        });
    }

    private static long took(Emulator function, String event) {
        long start = System.nanoTime();
        Outcome outcome = function.invoke(event);
        if (!(outcome instanceof Outcome.Answered)) {
            throw new IllegalStateException("it did not answer: " + outcome);
        }
        return System.nanoTime() - start;
    }

    /** How long each took, without what the emulation takes to wake the process; the resident memory after them, in KB. */
    private static long measured(Emulator function, String event, long[] nanos) throws IOException {
        for (int i = 0; i < nanos.length; i++) {
            if (!(function.invoke(event) instanceof Outcome.Answered(String _, Duration took))) {
                throw new IllegalStateException("it did not answer");
            }
            nanos[i] = took.toNanos();
        }
        long pid = function.processes().getFirst().pid();
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private static Emulator bare(Path folder) throws IOException {
        Path code = Files.createTempDirectory("hakiri-bare-");
        String name = BareHandler.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(code.resolve(name).getParent());
        try (InputStream bytes =
                Objects.requireNonNull(BareHandler.class.getClassLoader().getResourceAsStream(name))) {
            Files.copy(bytes, code.resolve(name));
        }
        return new Emulator(
                _ -> new FunctionConfiguration(
                        "bare",
                        code,
                        BareHandler.class.getName() + "::handle",
                        folder,
                        Map.of("AWS_REGION", "eu-central-1"),
                        LIMIT,
                        MEGABYTES,
                        1,
                        false,
                        List.of()),
                _ -> {});
    }
}
