package io.hakiri.batch;

import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The values of one field, row by row. Arrays may be longer than the batch has rows; they are shared, not copied, and
 * nobody changes them once the batch is made.
 */
@SuppressWarnings("ArrayRecordComponent") // a column is its array: nobody compares or prints one
public sealed interface Column {
    Type type();

    /** Which rows have no value; {@code null} where all have one. */
    @Nullable
    BitSet nulls();

    /** Whether this row has no value. */
    default boolean isNull(int row) {
        BitSet nulls = nulls();
        return nulls != null && nulls.get(row);
    }

    /** {@code BOOLEAN}. */
    record Booleans(boolean[] values, @Nullable BitSet nulls) implements Column {
        @Override
        public Type type() {
            return Type.Plain.BOOLEAN;
        }
    }

    /** {@code INT64}, {@code DATE} (days since 1970-01-01), {@code TIMESTAMP} and {@code LOCAL_TIMESTAMP} (microseconds). */
    record Longs(Type type, long[] values, @Nullable BitSet nulls) implements Column {}

    /** {@code FLOAT64}. */
    record Doubles(double[] values, @Nullable BitSet nulls) implements Column {
        @Override
        public Type type() {
            return Type.Plain.FLOAT64;
        }
    }

    /** {@code Decimal}: every value has the type's scale. */
    record Decimals(
            Type.Decimal type,
            @Nullable BigDecimal[] values,
            @Nullable BitSet nulls) implements Column {}

    /**
     * {@code TEXT} and {@code JSON}: UTF-8, row i from {@code ends[i - 1]} (0 for the first) to {@code ends[i]}.
     *
     * @param ends ascending; a row without a value has an empty range
     */
    record Texts(
            Type type, byte[] bytes, int[] ends, @Nullable BitSet nulls) implements Column {
        public int start(int row) {
            return row == 0 ? 0 : ends[row - 1];
        }

        /** The row's text; makes a new string. */
        public String text(int row) {
            int start = start(row);
            return new String(bytes, start, ends[row] - start, StandardCharsets.UTF_8);
        }
    }
}
