package io.hakiri.connectors.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.Receipt;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Options;
import io.hakiri.connectors.lake.Duck;
import io.hakiri.connectors.lake.Rows;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonlDestinationTest {
    @TempDir
    private Path folder;

    private List<String> lines(Batch... batches) throws Exception {
        Destination lake = open("none");
        List<Receipt> receipts = Rows.stage(lake, Rows.writer(1), 1, "s", batches);
        lake.publish(Rows.writer(1), receipts);
        return Files.readAllLines(
                folder.resolve("lake").resolve(receipts.getFirst().object().name()));
    }

    private Destination open(String compression) {
        return new JsonlType().open(new Options(Map.of("path", "lake", "compression", compression), folder));
    }

    @Test
    void everyTypeIsExact() throws Exception {
        Type.Decimal decimal = new Type.Decimal(38, 4);
        Shape shape = new Shape(List.of(
                new Field("b", Type.Plain.BOOLEAN, true),
                new Field("i", Type.Plain.INT64, true),
                new Field("f", Type.Plain.FLOAT64, true),
                new Field("d", decimal, true),
                new Field("date", Type.Plain.DATE, true),
                new Field("at", Type.Plain.TIMESTAMP, true),
                new Field("local", Type.Plain.LOCAL_TIMESTAMP, true),
                new Field("te\"xt", Type.Plain.TEXT, true),
                new Field("json", Type.Plain.JSON, true)));
        @Nullable BigDecimal[] decimals = {new BigDecimal("1234567890123456789012345678901234.5600"), null};
        assertThat(lines(new Batch(
                        shape,
                        List.of(
                                new Column.Booleans(new boolean[] {true, false}, Rows.nulls(1)),
                                new Column.Longs(Type.Plain.INT64, new long[] {Long.MIN_VALUE, 0}, Rows.nulls(1)),
                                new Column.Doubles(new double[] {0.1 + 0.2, Double.NaN}, null),
                                new Column.Decimals(decimal, decimals, Rows.nulls(1)),
                                new Column.Longs(Type.Plain.DATE, new long[] {19_782, 0}, Rows.nulls(1)),
                                new Column.Longs(Type.Plain.TIMESTAMP, new long[] {1_000_001, 0}, Rows.nulls(1)),
                                new Column.Longs(Type.Plain.LOCAL_TIMESTAMP, new long[] {0, 0}, Rows.nulls(1)),
                                Rows.texts(Type.Plain.TEXT, "a\n\"b\" é 😀", null),
                                Rows.texts(Type.Plain.JSON, "{\"a\":\n [1, 2]}", null)),
                        2)))
                .containsExactly(
                        "{\"b\":true,\"i\":-9223372036854775808,\"f\":0.30000000000000004,"
                                + "\"d\":1234567890123456789012345678901234.5600,\"date\":\"2024-02-29\","
                                + "\"at\":\"1970-01-01T00:00:01.000001Z\",\"local\":\"1970-01-01T00:00:00\","
                                + "\"te\\\"xt\":\"a\\n\\\"b\\\" é 😀\",\"json\":{\"a\":  [1, 2]}}",
                        "{\"b\":null,\"i\":null,\"f\":\"NaN\",\"d\":null,\"date\":null,\"at\":null,\"local\":null,"
                                + "\"te\\\"xt\":null,\"json\":null}");
    }

    @Test
    void manyRowsAreOneLineEach() throws Exception {
        long[] ids = LongStream.range(0, 50_000).toArray();
        List<String> lines = lines(Rows.numbered(ids), Rows.numbered(ids));
        assertThat(lines).hasSize(100_000);
        assertThat(lines.getLast()).isEqualTo("{\"id\":49999,\"word\":\"word 49999\"}");
    }

    @Test
    void compressedFilesAreReadAsWell() throws Exception {
        Destination lake = open("gzip");
        List<Receipt> receipts = Rows.stage(lake, Rows.writer(1), 1, "s", Rows.numbered(1, 2));
        assertThat(receipts.getFirst().object().name()).endsWith(".jsonl.gz");
        lake.publish(Rows.writer(1), receipts);
        try (Duck duck = new Duck()) {
            assertThat(duck.rows("SELECT id FROM read_json('" + folder + "/lake/**/*.jsonl.gz')"))
                    .containsExactly("1", "2");
        }
    }

    @Test
    void theViewShowsTheLatestRowOfEachKey() throws Exception {
        Destination lake = open("none");
        for (int step = 1; step <= 3; step++) {
            Batch first = Rows.numbered(1, step, 9);
            Batch rows = new Batch(
                    first.shape(),
                    List.of(
                            first.columns().getFirst(),
                            Rows.texts(Type.Plain.TEXT, step + " a", step + " b", step + " c")),
                    3);
            lake.publish(Rows.writer(1), Rows.stage(lake, Rows.writer(1), step, "s", rows));
        }
        lake.refresh("s", List.of("id"));
        try (Duck duck = new Duck()) {
            duck.execute(Files.readString(folder.resolve("lake/s.latest.sql")));
            assertThat(duck.rows("SELECT id, word FROM s_latest ORDER BY id"))
                    .containsExactly("1|3 a", "2|2 b", "3|3 b", "9|3 c");
        }
    }
}
