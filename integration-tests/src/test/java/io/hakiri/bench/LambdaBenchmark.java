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
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The function under emulation: from the start of its process until a tick with nothing due is answered, ticks of a process that is
 * warm, and its memory; beside a function of Java that does nothing but answer.
 *
 * <p>Arguments: cold starts (5), warm ticks (500).
 */
final class LambdaBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MEGABYTES = 1024;

    private LambdaBenchmark() {}

    public static void main(String[] args) throws Exception {
        int starts = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int ticks = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        String tick = direct("POST", "/v1/reconcile", null).toString();
        Path folder = Files.createTempDirectory("hakiri-lambda-");
        long[] cold = new long[starts];
        long[] bare = new long[starts];
        long[] memory = new long[2];
        long[] warm = new long[ticks];
        long[] bareWarm = new long[ticks];
        for (int start = 0; start < starts; start++) {
            boolean isLast = start == starts - 1;
            try (LocalFunction function = LocalFunction.in(folder, Map.of())) {
                cold[start] = took(function.lambda(), tick);
                if (isLast) {
                    memory[0] = measured(function.lambda(), tick, warm);
                }
            }
            try (Emulator function = bare(folder)) {
                bare[start] = took(function, tick);
                if (isLast) {
                    memory[1] = measured(function, tick, bareWarm);
                }
            }
        }
        Arrays.sort(cold);
        Arrays.sort(bare);
        System.out.printf("zip %.1f MB%n", Files.size(Path.of(System.getProperty("hakiri.function"))) / 1e6);
        System.out.printf(
                "start to first answered tick, medians of %d: %d ms, a bare function %d ms%n",
                starts, cold[starts / 2] / 1_000_000, bare[starts / 2] / 1_000_000);
        say("warm tick with nothing due", warm);
        say("a bare function", bareWarm);
        System.out.printf("resident: %d MB, a bare function %d MB%n", memory[0] / 1024, memory[1] / 1024);
    }

    private static void say(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%s: p50 %.1f ms, p99 %.1f ms%n",
                what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
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
