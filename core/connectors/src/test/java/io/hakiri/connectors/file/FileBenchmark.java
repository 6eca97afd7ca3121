package io.hakiri.connectors.file;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvReader;
import io.hakiri.connector.Options;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.rows.RawRows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How fast a CSV file is read, beside FastCSV finding the fields of the same file without making anything of them. Run by
 * hand: {@code FileBenchmark ROWS FOLDER}.
 */
final class FileBenchmark {
    private static final int ROUNDS = 3;

    private FileBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        long rows = Long.parseLong(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Path file = folder.resolve("rows-" + rows + ".csv");
        if (!Files.exists(file)) {
            write(file, rows);
        }
        for (int round = 0; round < ROUNDS; round++) {
            say("file source", file, () -> read(folder, file));
            say("tokenizer alone", file, () -> tokenize(file));
            say("FastCSV fields alone", file, () -> fastCsv(file));
        }
    }

    private static void write(Path file, long rows) throws IOException {
        Random random = new Random(1);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write("id,name,amount,day,at,active\n".getBytes(StandardCharsets.UTF_8));
            for (long row = 0; row < rows; row++) {
                String line = row + ",customer-" + random.nextInt(100_000) + "," + random.nextInt(1_000_000) / 100.0
                        + ",2024-" + two(1 + random.nextInt(12)) + "-" + two(1 + random.nextInt(28)) + ",2024-05-"
                        + two(1 + random.nextInt(28)) + "T" + two(random.nextInt(24)) + ":" + two(random.nextInt(60))
                        + ":00Z," + random.nextBoolean() + "\n";
                out.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private interface Reading {
        long rows() throws IOException;
    }

    private static void say(String what, Path file, Reading reading) throws IOException {
        long start = System.nanoTime();
        long rows = reading.rows();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%-22s %,12d rows %6.2f s %,12.0f rows/s %6.0f MB/s%n",
                what, rows, seconds, rows / seconds, Files.size(file) / 1e6 / seconds);
    }

    private static long read(Path folder, Path file) {
        Options options = new Options(Map.of("path", file.getFileName().toString()), folder);
        StreamRead read = new StreamRead("rows", null, List.of(), Map.of(), null, false, StreamRead.ANY_BATCH);
        try (SourceReader reader = new FileSource().open(options).read(read)) {
            long rows = 0;
            for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
                rows += batch.rows().rows();
            }
            return rows;
        }
    }

    private static long tokenize(Path file) throws IOException {
        SourceFile source = new SourceFile(new LocalFile(file, "rows"), "rows", Format.CSV, false, (byte) ',');
        try (Records records = LineRecords.csv(
                source,
                FilePosition.START,
                FileSettings.of(new Options(Map.of("path", ""), file)),
                FileSource.CHUNK_BYTES,
                false)) {
            long rows = 0;
            for (RawRows raw = records.next(); raw != null; raw = records.next()) {
                rows += raw.rows;
            }
            return rows;
        }
    }

    private static long fastCsv(Path file) throws IOException {
        Counting counting = new Counting();
        try (CsvReader<Boolean> reader =
                CsvReader.builder().build(counting, Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            reader.forEach(record -> {});
        }
        return counting.records - 1;
    }

    private static final class Counting extends AbstractBaseCsvCallbackHandler<Boolean> {
        private long records;
        private long characters;

        @Override
        protected void handleField(int fieldIndex, char[] buffer, int offset, int length, boolean quoted) {
            characters += length;
        }

        @Override
        protected @Nullable Boolean buildRecord() {
            records++;
            return characters > 0;
        }
    }
}
