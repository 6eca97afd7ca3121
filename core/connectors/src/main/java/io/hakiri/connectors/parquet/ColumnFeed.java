package io.hakiri.connectors.parquet;

import io.hakiri.batch.Column;
import io.hakiri.schema.Field;
import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Feeds the values of one column, one after another, to the library's encoder: no row is ever put together. */
final class ColumnFeed {
    private final Field field;
    private final ColumnWriter writer;
    /** The definition level of a value that is there. */
    private final int present;

    ColumnFeed(Field field, ColumnWriter writer) {
        this.field = field;
        this.writer = writer;
        this.present = field.nullable() ? 1 : 0;
    }

    /** Writes rows {@code from} to {@code to}, without the latter. */
    void write(Column column, int from, int to) {
        BitSet nulls = column.nulls();
        if (nulls == null) {
            values(column, from, to);
            return;
        }
        int row = from;
        while (row < to) {
            int nextNull = nulls.nextSetBit(row);
            int valuesEnd = nextNull < 0 ? to : Math.min(nextNull, to);
            values(column, row, valuesEnd);
            int nullsEnd = Math.min(nulls.nextClearBit(valuesEnd), to);
            missing(valuesEnd, nullsEnd);
            row = nullsEnd;
        }
    }

    private void missing(int from, int to) {
        if (from < to && !field.nullable()) {
            throw new IllegalArgumentException("no value for the field " + field.name() + ", which always has one");
        }
        for (int row = from; row < to; row++) {
            writer.writeNull(0, 0);
        }
    }

    private void values(Column column, int from, int to) {
        switch (column) {
            case Column.Booleans booleans -> booleans(booleans.values(), from, to);
            case Column.Longs longs -> {
                if (longs.type() == Type.Plain.DATE) {
                    days(longs.values(), from, to);
                } else {
                    longs(longs.values(), from, to);
                }
            }
            case Column.Doubles doubles -> doubles(doubles.values(), from, to);
            case Column.Decimals decimals -> decimals(decimals, from, to);
            case Column.Texts texts -> texts(texts, from, to);
        }
    }

    private void booleans(boolean[] values, int from, int to) {
        for (int row = from; row < to; row++) {
            writer.write(values[row], 0, present);
        }
    }

    private void longs(long[] values, int from, int to) {
        for (int row = from; row < to; row++) {
            writer.write(values[row], 0, present);
        }
    }

    private void days(long[] values, int from, int to) {
        for (int row = from; row < to; row++) {
            writer.write(Math.toIntExact(values[row]), 0, present);
        }
    }

    private void doubles(double[] values, int from, int to) {
        for (int row = from; row < to; row++) {
            writer.write(values[row], 0, present);
        }
    }

    /** The encoder copies what it keeps: the batch's bytes do not outlive the batch. */
    private void texts(Column.Texts texts, int from, int to) {
        int start = texts.start(from);
        for (int row = from; row < to; row++) {
            int end = texts.ends()[row];
            writer.write(Binary.fromReusedByteArray(texts.bytes(), start, end - start), 0, present);
            start = end;
        }
    }

    private void decimals(Column.Decimals decimals, int from, int to) {
        PrimitiveTypeName primitive = ParquetSchema.decimalPrimitive(decimals.type());
        int length = ParquetSchema.bytes(decimals.type());
        for (int row = from; row < to; row++) {
            BigDecimal value = Objects.requireNonNull(decimals.values()[row]);
            BigInteger unscaled = value.unscaledValue();
            if (value.scale() != decimals.type().scale()
                    || value.precision() > decimals.type().precision()) {
                throw new IllegalArgumentException(
                        value + " is no " + decimals.type().word() + " of the field " + field.name());
            }
            if (primitive == PrimitiveTypeName.INT32) {
                writer.write(unscaled.intValueExact(), 0, present);
            } else if (primitive == PrimitiveTypeName.INT64) {
                writer.write(unscaled.longValueExact(), 0, present);
            } else {
                writer.write(Binary.fromConstantByteArray(fixed(unscaled, length)), 0, present);
            }
        }
    }

    /** Big-endian two's complement of just this length. */
    private static byte[] fixed(BigInteger unscaled, int length) {
        byte[] shortest = unscaled.toByteArray();
        byte[] fixed = new byte[length];
        if (unscaled.signum() < 0) {
            Arrays.fill(fixed, (byte) -1);
        }
        System.arraycopy(shortest, 0, fixed, length - shortest.length, shortest.length);
        return fixed;
    }
}
