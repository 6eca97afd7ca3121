package io.hakiri.connectors.parquet;

import com.sun.management.OperatingSystemMXBean;
import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Options;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connectors.lake.Rows;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * Rows per second from prepared batches to a Parquet file: column by column, as the destination does it (with its
 * {@code fsync}s), beside row by row, as the library's usual writer does it. Six columns: two growing whole numbers, one of
 * them an instant, a float and a whole number with few values, a text with few values, a text with many. Run it as a program;
 * the arguments are {@code column} or {@code row}, the zstd level, and the number of rows.
 */
final class ParquetBenchmark {
    private static final int BATCH_ROWS = 8_192;
    private static final int BATCHES = 32;
    private static final int ROUNDS = 8;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ParquetBenchmark() {}

    /** Prints a line per round; the first ones warm up. */
    @SuppressWarnings("SystemOut") // a program
    public static void main(String... arguments) throws IOException {
        boolean byColumn = arguments.length < 1 || arguments[0].equals("column");
        int level = arguments.length < 2 ? 1 : Integer.parseInt(arguments[1]);
        long rows = arguments.length < 3 ? 5_000_000 : Long.parseLong(arguments[2]);
        List<Batch> batches = batches();
        Path folder = Files.createTempDirectory("hakiri-parquet-");
        for (int round = 1; round <= ROUNDS; round++) {
            Path file = folder.resolve("round-" + round);
            long cpuStart = PROCESS.getProcessCpuTime();
            long start = System.nanoTime();
            long written = byColumn ? byColumn(file, batches, rows, level) : byRow(file, batches, rows, level);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = (PROCESS.getProcessCpuTime() - cpuStart) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%s by %s, zstd %d: %.2f million rows/s, %.2f million per second of processor%n",
                    rows,
                    byColumn ? "column" : "row",
                    level,
                    written / seconds / 1e6,
                    written / cpuSeconds / 1e6);
        }
    }

    private static long byColumn(Path folder, List<Batch> batches, long rows, int level) {
        Destination lake =
                new ParquetType().open(new Options(Map.of("path", "lake", "compression_level", (long) level), folder));
        try (Staging staging = lake.stage(new Stage(Rows.writer(1), 1))) {
            long written = 0;
            for (int i = 0; written < rows; i++) {
                Batch batch = batches.get(i % BATCHES);
                staging.write("s", batch);
                written += batch.rows();
            }
            staging.finish();
            return written;
        }
    }

    private static long byRow(Path path, List<Batch> batches, long rows, int level) throws IOException {
        Shape shape = batches.getFirst().shape();
        MessageType schema = ParquetSchema.of(shape);
        BytesInputCompressor compressor = PageCompression.zstd(level).compressor();
        long written = 0;
        try (ParquetFileWriter file = new ParquetFileWriter(
                new LocalOutputFile(path),
                schema,
                ParquetFileWriter.Mode.CREATE,
                1L << 25,
                0,
                null,
                ParquetFile.PROPERTIES)) {
            file.start();
            while (written < rows) {
                ColumnChunkPageWriteStore pages = new ColumnChunkPageWriteStore(
                        compressor, schema, ParquetFile.PROPERTIES.getAllocator(), 64, true);
                ColumnWriteStore store = ParquetFile.PROPERTIES.newColumnWriteStore(schema, pages);
                RecordConsumer records =
                        new ColumnIOFactory(false).getColumnIO(schema).getRecordWriter(store);
                long group = 0;
                for (int i = 0; group < ParquetFile.GROUP_ROWS && written + group < rows; i++) {
                    Batch batch = batches.get(i % BATCHES);
                    for (int row = 0; row < batch.rows(); row++) {
                        record(records, batch, row);
                    }
                    group += batch.rows();
                }
                records.flush();
                file.startBlock(group);
                store.flush();
                pages.flushToFileWriter(file);
                file.endBlock();
                store.close();
                pages.close();
                written += group;
            }
            file.end(Map.of());
        }
        compressor.release();
        return written;
    }

    private static void record(RecordConsumer records, Batch batch, int row) {
        records.startMessage();
        for (int i = 0; i < batch.columns().size(); i++) {
            String name = batch.shape().fields().get(i).name();
            records.startField(name, i);
            switch (batch.columns().get(i)) {
                case Column.Longs longs -> records.addLong(longs.values()[row]);
                case Column.Doubles doubles -> records.addDouble(doubles.values()[row]);
                case Column.Booleans booleans -> records.addBoolean(booleans.values()[row]);
                case Column.Decimals decimals ->
                    throw new IllegalArgumentException(decimals.type().word());
                case Column.Texts texts ->
                    records.addBinary(Binary.fromReusedByteArray(
                            texts.bytes(), texts.start(row), texts.ends()[row] - texts.start(row)));
            }
            records.endField(name, i);
        }
        records.endMessage();
    }

    private static List<Batch> batches() {
        Shape shape = new Shape(List.of(
                new Field("id", Type.Plain.INT64, true),
                new Field("at", Type.Plain.TIMESTAMP, true),
                new Field("degrees", Type.Plain.FLOAT64, true),
                new Field("count", Type.Plain.INT64, true),
                new Field("city", Type.Plain.TEXT, true),
                new Field("name", Type.Plain.TEXT, true)));
        Random random = new Random(1);
        Batch[] batches = new Batch[BATCHES];
        for (int b = 0; b < BATCHES; b++) {
            long[] ids = new long[BATCH_ROWS];
            long[] instants = new long[BATCH_ROWS];
            double[] degrees = new double[BATCH_ROWS];
            long[] counts = new long[BATCH_ROWS];
            String[] cities = new String[BATCH_ROWS];
            String[] names = new String[BATCH_ROWS];
            for (int row = 0; row < BATCH_ROWS; row++) {
                ids[row] = (long) b * BATCH_ROWS + row;
                instants[row] = 1_700_000_000_000_000L + ids[row] * 1_000_000;
                degrees[row] = random.nextInt(500) / 10.0;
                counts[row] = random.nextInt(1_000);
                cities[row] = "city-" + random.nextInt(300);
                names[row] = "user " + random.nextInt(10_000_000);
            }
            batches[b] = new Batch(
                    shape,
                    List.of(
                            new Column.Longs(Type.Plain.INT64, ids, null),
                            new Column.Longs(Type.Plain.TIMESTAMP, instants, null),
                            new Column.Doubles(degrees, null),
                            new Column.Longs(Type.Plain.INT64, counts, null),
                            Rows.texts(Type.Plain.TEXT, cities),
                            Rows.texts(Type.Plain.TEXT, names)),
                    BATCH_ROWS);
        }
        return List.of(batches);
    }
}
