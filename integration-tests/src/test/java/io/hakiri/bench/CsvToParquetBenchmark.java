package io.hakiri.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * CSV to Parquet, as whole processes: {@code hakiri run} beside duckdb's {@code COPY} of the same file, in turn.
 *
 * <p>Arguments: rows (default 10,000,000), rounds (default 3), heap of Hakiri (default 256m), destination (default parquet).
 */
public final class CsvToParquetBenchmark {
    private static final String[] WORDS = {"rain", "drizzle", "sun", "snow", "fog", "hail", "wind", "storm"};
    private static final long POLL_MILLIS = 10;
    private static final double MEBI = 1024.0 * 1024.0;

    private CsvToParquetBenchmark() {}

    /** What one process took. */
    private record Took(double seconds, double peakMebibytes) {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        if (arguments.length > 0 && arguments[0].equals("duckdb")) {
            duckdb(Path.of(arguments[1]), Path.of(arguments[2]));
            return;
        }
        long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        String heap = arguments.length > 2 ? arguments[2] : "256m";
        Path folder = Files.createTempDirectory(
                Path.of(System.getProperty("hakiri.bench.folder", "target")).toAbsolutePath(), "csv");
        try {
            Path csv = folder.resolve("data.csv");
            generate(csv, rows);
            System.out.printf(Locale.ROOT, "%,d rows, %,.0f MiB%n", rows, Files.size(csv) / MEBI);
            compare(folder, csv, rows, rounds, heap);
        } finally {
            delete(folder);
        }
    }

    private static void compare(Path folder, Path csv, long rows, int rounds, String heap)
            throws IOException, InterruptedException {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Took hakiri = hakiri(folder, heap);
            Took duckdb = process(java(
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CsvToParquetBenchmark.class.getName(),
                    "duckdb",
                    csv.toString(),
                    folder.resolve("duck.parquet").toString()));
            ratios.add(duckdb.seconds / hakiri.seconds);
            System.out.printf(
                    Locale.ROOT,
                    "hakiri %.2f s, %,.0f rows/s, peak %.0f MiB | duckdb %.2f s, %,.0f rows/s, peak %.0f MiB | speed ratio %.2f%n",
                    hakiri.seconds,
                    rows / hakiri.seconds,
                    hakiri.peakMebibytes,
                    duckdb.seconds,
                    rows / duckdb.seconds,
                    duckdb.peakMebibytes,
                    duckdb.seconds / hakiri.seconds);
        }
        ratios.sort(Comparator.naturalOrder());
        System.out.printf(Locale.ROOT, "median speed ratio hakiri / duckdb: %.2f%n", ratios.get(ratios.size() / 2));
    }

    private static Took hakiri(Path folder, String heap) throws IOException, InterruptedException {
        Path project = Files.createTempDirectory(folder, "project");
        Files.writeString(project.resolve("hakiri.toml"), """
                [project]
                name = "bench"
                [[pipeline]]
                id = "p"
                source = { connector = "file", path = "../data.csv" }
                destination = { connector = "parquet", path = "lake" }
                """);
        Took took = process(java(
                "-Xmx" + heap,
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                Path.of(System.getProperty("hakiri.app"), "hakiri.jar").toString(),
                "-C",
                project.toString(),
                "run"));
        delete(project);
        return took;
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static Took process(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        double peak = 0;
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakMebibytes(status));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue());
        }
        return new Took(seconds, peak);
    }

    /** The highest resident size so far; 0 where the system does not say. */
    private static double peakMebibytes(Path status) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException gone) {
            return 0;
        }
    }

    private static void duckdb(Path csv, Path parquet) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (FROM read_csv('" + csv + "')) TO '" + parquet
                    + "' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)");
        }
    }

    private static void generate(Path csv, long rows) throws IOException {
        SplittableRandom random = new SplittableRandom(42);
        LocalDate start = LocalDate.of(2000, 1, 1);
        try (BufferedWriter out = Files.newBufferedWriter(csv, StandardCharsets.UTF_8)) {
            out.write("id,day,amount,word,flag,note\n");
            for (long id = 0; id < rows; id++) {
                out.write(id + "," + start.plusDays(id / 1000) + "," + random.nextInt(1_000_000) / 100.0 + ","
                        + WORDS[random.nextInt(WORDS.length)] + "," + random.nextBoolean() + ",note "
                        + random.nextInt(100_000) + "\n");
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
