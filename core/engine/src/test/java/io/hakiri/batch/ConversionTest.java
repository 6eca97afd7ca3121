package io.hakiri.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {
    @ParameterizedTest
    @CsvSource({
        "int64, 42, true",
        "int64, -9223372036854775808, true",
        "int64, 9223372036854775808, false",
        "int64, 007, false",
        "int64, +5, false",
        "int64, 1.0, false",
        "int64, '', false",
        "float64, 0.1, true",
        "float64, 1e300, true",
        "float64, 9007199254740993, false",
        "float64, NaN, false",
        "'decimal(5,2)', 123.45, true",
        "'decimal(5,2)', 123.456, false",
        "'decimal(5,2)', 1234.5, false",
        "'decimal(20,0)', 12345678901234567890, true",
        "date, 2024-02-29, true",
        "date, 2023-02-29, false",
        "timestamp, 2024-01-01T00:00:00.123456Z, true",
        "timestamp, 2024-01-01T00:00:00.1234567Z, false",
        "timestamp, 2024-01-01T00:00:00+02:00, false",
        "local-timestamp, 2024-01-01T12:30:00, true",
        "local-timestamp, 2024-01-01 12:30:00, true",
        "boolean, true, true",
        "boolean, True, false",
        "json, '{}', false"
    })
    void aTextFitsATypeOnlyWhereNothingIsLost(String type, String text, boolean fits) {
        BitSet unfit = new BitSet();
        Column column = Conversion.of(texts(text), 1, Type.parse(type), unfit);

        assertThat(unfit.isEmpty()).isEqualTo(fits);
        assertThat(column.isNull(0)).isEqualTo(!fits);
        assertThat(column.type().word()).isEqualTo(type);
    }

    @Test
    void valuesGoToTextAndBackUnchanged() {
        Column longs = new Column.Longs(Type.Plain.INT64, new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}, null);
        Column doubles = new Column.Doubles(new double[] {-0.0, 0.1, 1e300}, null);
        Column days = new Column.Longs(Type.Plain.DATE, new long[] {-719_528, 0, 19_723}, null);
        Column instants = new Column.Longs(Type.Plain.TIMESTAMP, new long[] {-1, 0, 1_704_067_200_123_456L}, null);
        Column local = new Column.Longs(Type.Plain.LOCAL_TIMESTAMP, new long[] {-1, 0, 1_704_067_200_000_000L}, null);
        for (Column column : List.of(longs, doubles, days, instants, local)) {
            BitSet unfit = new BitSet();
            Column text = Conversion.of(column, 3, Type.Plain.TEXT, unfit);
            Column back = Conversion.of(text, 3, column.type(), unfit);

            assertThat(unfit.isEmpty()).as(column.type().word()).isTrue();
            for (int row = 0; row < 3; row++) {
                assertThat(Cell.text(back, row)).isEqualTo(Cell.text(column, row));
            }
        }
    }

    @Test
    void missingValuesStayMissing() {
        BitSet unfit = new BitSet();
        Column column = Conversion.of(texts("1", null, "3"), 3, Type.Plain.INT64, unfit);

        assertThat(unfit.isEmpty()).isTrue();
        assertThat(column.isNull(1)).isTrue();
        assertThat(Cell.text(column, 2)).isEqualTo("3");
    }

    @Test
    void aSelectionKeepsTheChosenRowsOfEveryKindOfColumn() {
        Shape shape = new Shape(List.of(
                new Field("text", Type.Plain.TEXT, true),
                new Field("number", Type.Plain.INT64, true),
                new Field("share", Type.Plain.FLOAT64, true),
                new Field("yes", Type.Plain.BOOLEAN, true)));
        BitSet secondMissing = new BitSet();
        secondMissing.set(1);
        Batch batch = new Batch(
                shape,
                List.of(
                        texts("a", null, "ü"),
                        new Column.Longs(Type.Plain.INT64, new long[] {1, 0, 3}, secondMissing),
                        new Column.Doubles(new double[] {0.5, 0, 1.5}, secondMissing),
                        new Column.Booleans(new boolean[] {true, false, false}, secondMissing)),
                3);
        BitSet keep = new BitSet();
        keep.set(1, 3);

        Batch kept = Selection.of(batch, keep);

        assertThat(kept.rows()).isEqualTo(2);
        assertThat(kept.columns()).allMatch(column -> column.isNull(0));
        assertThat(kept.columns()).extracting(column -> Cell.text(column, 1)).containsExactly("ü", "3", "1.5", "false");
    }

    private static Column.Texts texts(@Nullable String... values) {
        StringBuilder all = new StringBuilder();
        int[] ends = new int[values.length];
        BitSet nulls = new BitSet();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                nulls.set(i);
            } else {
                all.append(values[i]);
            }
            ends[i] = all.toString().getBytes(StandardCharsets.UTF_8).length;
        }
        return new Column.Texts(Type.Plain.TEXT, all.toString().getBytes(StandardCharsets.UTF_8), ends, nulls);
    }
}
