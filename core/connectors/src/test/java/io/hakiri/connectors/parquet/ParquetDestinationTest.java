package io.hakiri.connectors.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.StagedObject;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Options;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connectors.lake.Duck;
import io.hakiri.connectors.lake.Rows;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written is what DuckDB reads. */
final class ParquetDestinationTest {
    @TempDir
    private Path folder;

    private final Duck duck = new Duck();
    private Path root;
    private Destination lake;

    ParquetDestinationTest() throws SQLException {}

    @BeforeEach
    void open() {
        root = folder.resolve("lake");
        lake = new ParquetType().open(new Options(Map.of("path", "lake"), folder));
    }

    @AfterEach
    void close() throws SQLException {
        duck.close();
    }

    private void write(Batch... batches) {
        lake.publish(Rows.writer(1), Rows.stage(lake, Rows.writer(1), 1, "s", batches));
    }

    private List<String> read(String columns) throws SQLException {
        return duck.rows("SELECT " + columns + " FROM " + Duck.parquet(root));
    }

    private static Batch one(Column column, int rows) {
        return new Batch(new Shape(List.of(new Field("v", column.type(), true))), List.of(column), rows);
    }

    @Test
    void everyTypeHasItsTypeForReaders() throws Exception {
        Shape shape = new Shape(List.of(
                new Field("b", Type.Plain.BOOLEAN, true),
                new Field("i", Type.Plain.INT64, false),
                new Field("f", Type.Plain.FLOAT64, true),
                new Field("d9", new Type.Decimal(9, 2), true),
                new Field("d18", new Type.Decimal(18, 0), true),
                new Field("d38", new Type.Decimal(38, 10), true),
                new Field("date", Type.Plain.DATE, true),
                new Field("instant", Type.Plain.TIMESTAMP, true),
                new Field("clock", Type.Plain.LOCAL_TIMESTAMP, true),
                new Field("text", Type.Plain.TEXT, true),
                new Field("json", Type.Plain.JSON, true)));
        write(new Batch(
                shape,
                List.of(
                        new Column.Booleans(new boolean[] {true}, null),
                        new Column.Longs(Type.Plain.INT64, new long[] {1}, null),
                        new Column.Doubles(new double[] {1.5}, null),
                        new Column.Decimals(new Type.Decimal(9, 2), new BigDecimal[] {new BigDecimal("1.10")}, null),
                        new Column.Decimals(new Type.Decimal(18, 0), new BigDecimal[] {BigDecimal.TEN}, null),
                        new Column.Decimals(
                                new Type.Decimal(38, 10), new BigDecimal[] {new BigDecimal("0.0000000001")}, null),
                        new Column.Longs(
                                Type.Plain.DATE,
                                new long[] {LocalDate.of(2024, 2, 29).toEpochDay()},
                                null),
                        new Column.Longs(Type.Plain.TIMESTAMP, new long[] {1}, null),
                        new Column.Longs(Type.Plain.LOCAL_TIMESTAMP, new long[] {-1}, null),
                        Rows.texts(Type.Plain.TEXT, "x"),
                        Rows.texts(Type.Plain.JSON, "{\"a\": [1]}")),
                1));
        assertThat(duck.rows(
                        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + Duck.parquet(root) + ")"))
                .containsExactly(
                        "b|BOOLEAN",
                        "i|BIGINT",
                        "f|DOUBLE",
                        "d9|DECIMAL(9,2)",
                        "d18|DECIMAL(18,0)",
                        "d38|DECIMAL(38,10)",
                        "date|DATE",
                        "instant|TIMESTAMP WITH TIME ZONE",
                        "clock|TIMESTAMP",
                        "text|VARCHAR",
                        "json|JSON");
        assertThat(read("b, i, f, d9, d18, d38::VARCHAR, date, epoch_us(instant), clock, text, json->>'$.a[0]'"))
                .containsExactly("true|1|1.5|1.10|10|0.0000000001|2024-02-29|1|1969-12-31 23:59:59.999999|x|1");
        assertThat(duck.rows("SELECT name, repetition_type FROM parquet_schema('" + root
                        + "/s/*.parquet') WHERE name IN ('b', 'i') ORDER BY name"))
                .containsExactly("b|OPTIONAL", "i|REQUIRED");
        assertThat(duck.rows("SELECT DISTINCT compression FROM parquet_metadata('" + root + "/s/*.parquet')"))
                .containsExactly("ZSTD");
    }

    @Test
    void wholeNumbersKeepTheirExtremes() throws Exception {
        write(one(
                new Column.Longs(Type.Plain.INT64, new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE, 0}, Rows.nulls(1)),
                4));
        assertThat(read("v")).containsExactly("-9223372036854775808", "null", "9223372036854775807", "0");
    }

    @Test
    void floatsKeepEveryBit() throws Exception {
        write(one(
                new Column.Doubles(
                        new double[] {
                            Double.MIN_VALUE,
                            -Double.MAX_VALUE,
                            Double.NaN,
                            Double.POSITIVE_INFINITY,
                            -0.0,
                            0.1 + 0.2,
                            7
                        },
                        Rows.nulls(6)),
                7));
        assertThat(read("v"))
                .containsExactly(
                        "4.9E-324",
                        "-1.7976931348623157E308",
                        "NaN",
                        "Infinity",
                        "-0.0",
                        "0.30000000000000004",
                        "null");
    }

    @Test
    void decimalsKeepEveryDigit() throws Exception {
        for (int precision : new int[] {1, 9, 10, 18, 19, 28, 38}) {
            Type.Decimal type = new Type.Decimal(precision, precision / 2);
            BigDecimal most = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), type.scale());
            BigDecimal least = new BigDecimal(BigInteger.ONE, type.scale());
            @Nullable BigDecimal[] values = {most, most.negate(), null, least, least.negate()};
            String stream = "p" + precision;
            lake.publish(
                    Rows.writer(1),
                    Rows.stage(
                            lake, Rows.writer(1), 1, stream, one(new Column.Decimals(type, values, Rows.nulls(2)), 5)));
            assertThat(duck.rows("SELECT v::VARCHAR FROM '" + root.resolve(stream) + "/*.parquet'"))
                    .containsExactly(
                            most.toPlainString(),
                            most.negate().toPlainString(),
                            "null",
                            least.toPlainString(),
                            least.negate().toPlainString());
        }
    }

    @Test
    void aDecimalThatDoesNotFitItsTypeIsRefused() {
        Type.Decimal type = new Type.Decimal(3, 1);
        for (String value : List.of("1.11", "1234.5", "1")) {
            Column column = new Column.Decimals(type, new BigDecimal[] {new BigDecimal(value)}, null);
            assertThatThrownBy(() -> write(one(column, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(value + " is no decimal(3,1) of the field v");
        }
    }

    @Test
    void daysAndInstantsOutsideOurCenturyAreKept() throws Exception {
        write(one(
                new Column.Longs(
                        Type.Plain.DATE,
                        new long[] {
                            LocalDate.of(1, 1, 1).toEpochDay(),
                            LocalDate.of(9999, 12, 31).toEpochDay(),
                            0
                        },
                        Rows.nulls(2)),
                3));
        assertThat(read("v")).containsExactly("0001-01-01", "9999-12-31", "null");
    }

    @Test
    void textsKeepEveryByte() throws Exception {
        String huge = "0123456789".repeat(200_000);
        write(one(
                Rows.texts(Type.Plain.TEXT, "", null, "Zoë 😀 \u0301", "007", "a\nb\t\"c\"", huge, "\uFFFD\u10FFFF"),
                7));
        assertThat(read("v"))
                .containsExactly("", "null", "Zoë 😀 \u0301", "007", "a\nb\t\"c\"", huge, "\uFFFD\u10FFFF");
    }

    @Test
    void noValueAtAllIsFine() throws Exception {
        write(one(Rows.texts(Type.Plain.TEXT, null, null, null), 3));
        assertThat(read("count(*), count(v)")).containsExactly("3|0");
    }

    @Test
    void aMissingValueOfAFieldThatAlwaysHasOneIsRefused() {
        Shape shape = new Shape(List.of(new Field("v", Type.Plain.INT64, false)));
        Batch rows = new Batch(shape, List.of(new Column.Longs(Type.Plain.INT64, new long[2], Rows.nulls(1))), 2);
        assertThatThrownBy(() -> write(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("field v");
    }

    @Test
    void fieldNamesAreKept() throws Exception {
        List<String> names = List.of("a b", "a.b", "Größe", "\"q\"", "select", "😀");
        Shape shape = new Shape(names.stream()
                .map(name -> new Field(name, Type.Plain.INT64, true))
                .toList());
        write(new Batch(
                shape,
                IntStream.range(0, names.size())
                        .<Column>mapToObj(i -> new Column.Longs(Type.Plain.INT64, new long[] {i}, null))
                        .toList(),
                1));
        assertThat(duck.rows("SELECT column_name FROM (DESCRIBE SELECT * FROM " + Duck.parquet(root) + ")"))
                .isEqualTo(names);
        assertThat(read("*")).containsExactly("0|1|2|3|4|5");
    }

    @Test
    void rowsOfAnotherShapeGoToAnotherFile() throws Exception {
        Shape wider = new Shape(List.of(
                new Field("id", Type.Plain.INT64, false),
                new Field("word", Type.Plain.TEXT, true),
                new Field("more", Type.Plain.FLOAT64, true)));
        Batch second = new Batch(
                wider,
                List.of(
                        new Column.Longs(Type.Plain.INT64, new long[] {3}, null),
                        Rows.texts(Type.Plain.TEXT, "word 3"),
                        new Column.Doubles(new double[] {0.5}, null)),
                1);
        try (Staging staging = lake.stage(new Stage(Rows.writer(1), 1))) {
            staging.write("s", Rows.numbered(1, 2));
            staging.write("s", Rows.numbered());
            staging.write("s", second);
            staging.write("s", Rows.numbered(4));
            List<StagedObject> objects = staging.finish();
            assertThat(objects).extracting(StagedObject::rows).containsExactly(2L, 1L, 1L);
            lake.publish(Rows.writer(1), Rows.receipts(Rows.writer(1), 1, objects));
        }
        assertThat(read("id, more")).containsExactlyInAnyOrder("1|null", "2|null", "3|0.5", "4|null");
    }

    @Test
    void rowsWithoutFieldsAreRefused() {
        assertThatThrownBy(() -> write(new Batch(new Shape(List.of()), List.of(), 1)))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("no fields");
    }

    @Test
    void manyRowsComeBackInOrderInSeveralRowGroups() throws Exception {
        int batch = 10_007;
        int batches = 120;
        try (Staging staging = lake.stage(new Stage(Rows.writer(1), 1))) {
            for (int i = 0; i < batches; i++) {
                long first = (long) i * batch;
                staging.write(
                        "s",
                        Rows.numbered(LongStream.range(first, first + batch).toArray()));
            }
            lake.publish(Rows.writer(1), Rows.receipts(Rows.writer(1), 1, staging.finish()));
        }
        long rows = (long) batch * batches;
        assertThat(duck.rows("SELECT count(*), sum((id = file_row_number)::INT), sum((word = 'word ' || id)::INT)"
                        + " FROM read_parquet('" + root + "/s/*.parquet', file_row_number = true)"))
                .containsExactly(rows + "|" + rows + "|" + rows);
        assertThat(duck.rows("SELECT count(DISTINCT row_group_id), min(row_group_num_rows) > 0 FROM parquet_metadata('"
                        + root + "/s/*.parquet')"))
                .containsExactly("2|true");
    }

    @Test
    void smallAndLargeStatisticsAreThere() throws Exception {
        write(Rows.numbered(5, 3, 9));
        assertThat(duck.rows("SELECT stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata('" + root
                        + "/s/*.parquet') WHERE path_in_schema = 'id'"))
                .containsExactly("3|9|0");
    }

    @Test
    void compressionIsChosen() throws Exception {
        lake = new ParquetType().open(new Options(Map.of("path", "lake", "compression", "none"), folder));
        write(Rows.numbered(1, 2));
        assertThat(read("id")).containsExactly("1", "2");
        assertThat(duck.rows("SELECT DISTINCT compression FROM parquet_metadata('" + root + "/s/*.parquet')"))
                .containsExactly("UNCOMPRESSED");
        assertThatThrownBy(() ->
                        new ParquetType().open(new Options(Map.of("path", "lake", "compression_level", 20L), folder)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("compression_level: expected 1 to 19, given 20");
    }
}
