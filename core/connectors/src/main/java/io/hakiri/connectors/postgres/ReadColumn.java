package io.hakiri.connectors.postgres;

import io.hakiri.batch.Cell;
import io.hakiri.batch.Column;
import io.hakiri.schema.Type;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The values of one column on their way into a batch: as the server wrote them, until the batch is complete. */
final class ReadColumn {
    private static final int FIRST_BYTES = 1 << 10;

    private final ColumnType type;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int[] ends = new int[64];
    private int rows;
    private int length;
    private BitSet nulls = new BitSet();

    ReadColumn(ColumnType type) {
        this.type = type;
    }

    void add(byte @Nullable [] value) {
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, rows * 2);
        }
        if (value == null) {
            nulls.set(rows);
        } else {
            int needed = Math.addExact(length, value.length);
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(
                        bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, bytes.length * 2L)));
            }
            System.arraycopy(value, 0, bytes, length, value.length);
            length = needed;
        }
        ends[rows++] = length;
    }

    /** What was added, as a column of the type where every value fits it, as texts otherwise; begins anew. */
    Column take() {
        Column taken = type.reading() == ColumnType.Reading.TEXT ? texts(type.type()) : typed();
        bytes = new byte[FIRST_BYTES];
        ends = new int[64];
        rows = 0;
        length = 0;
        nulls = new BitSet();
        return taken;
    }

    private Column.Texts texts(Type of) {
        return new Column.Texts(of, bytes, ends, nullsOrNone());
    }

    private Column typed() {
        Values values = new Values();
        BitSet unfit = new BitSet();
        for (int row = 0; row < rows; row++) {
            if (!nulls.get(row)) {
                int start = row == 0 ? 0 : ends[row - 1];
                try {
                    values.set(row, start, ends[row]);
                } catch (ArithmeticException | NumberFormatException | DateTimeException notOfTheType) {
                    unfit.set(row);
                }
            }
        }
        Column column = values.column();
        return unfit.isEmpty() ? column : mixed(column, unfit);
    }

    /** Texts: those that fit as they look elsewhere in the stream, the others as the server wrote them. */
    private Column.Texts mixed(Column column, BitSet unfit) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] allEnds = new int[rows];
        for (int row = 0; row < rows; row++) {
            int start = row == 0 ? 0 : ends[row - 1];
            if (unfit.get(row)) {
                all.write(bytes, start, ends[row] - start);
            } else {
                String text = Cell.text(column, row);
                if (text != null) {
                    all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                }
            }
            allEnds[row] = all.size();
        }
        return new Column.Texts(Type.Plain.TEXT, all.toByteArray(), allEnds, nullsOrNone());
    }

    private @Nullable BitSet nullsOrNone() {
        return nulls.isEmpty() ? null : nulls;
    }

    /** One array for the values of whatever type. */
    private final class Values {
        private final boolean[] booleans = new boolean[type.reading() == ColumnType.Reading.BOOLEAN ? rows : 0];
        private final long[] longs = new long[ofLongs() ? rows : 0];
        private final double[] doubles = new double[ofDoubles() ? rows : 0];
        private final @Nullable BigDecimal[] decimals =
                new BigDecimal[type.reading() == ColumnType.Reading.DECIMAL ? rows : 0];

        private boolean ofLongs() {
            return switch (type.reading()) {
                case INT64, DATE, MICROS -> true;
                case BOOLEAN, FLOAT32, FLOAT64, DECIMAL, TEXT -> false;
            };
        }

        private boolean ofDoubles() {
            return type.reading() == ColumnType.Reading.FLOAT32 || type.reading() == ColumnType.Reading.FLOAT64;
        }

        void set(int row, int start, int end) {
            switch (type.reading()) {
                case BOOLEAN -> booleans[row] = bytes[start] == 't';
                case INT64 -> longs[row] = Literals.int64(bytes, start, end);
                case FLOAT32 -> doubles[row] = Literals.float32(Literals.text(bytes, start, end));
                case FLOAT64 -> doubles[row] = Literals.float64(Literals.text(bytes, start, end));
                case DECIMAL -> decimals[row] = decimal(Literals.text(bytes, start, end));
                case DATE -> longs[row] = Literals.date(Literals.text(bytes, start, end));
                case MICROS -> longs[row] = Literals.micros(Literals.text(bytes, start, end));
                case TEXT -> throw new IllegalStateException();
            }
        }

        private BigDecimal decimal(String text) {
            Type.Decimal of = (Type.Decimal) type.type();
            BigDecimal value = new BigDecimal(text).setScale(of.scale());
            if (value.precision() > of.precision()) {
                throw new ArithmeticException("too many digits");
            }
            return value;
        }

        Column column() {
            return switch (type.reading()) {
                case BOOLEAN -> new Column.Booleans(booleans, nullsOrNone());
                case INT64, DATE, MICROS -> new Column.Longs(type.type(), longs, nullsOrNone());
                case FLOAT32, FLOAT64 -> new Column.Doubles(doubles, nullsOrNone());
                case DECIMAL -> new Column.Decimals((Type.Decimal) type.type(), decimals, nullsOrNone());
                case TEXT -> throw new IllegalStateException();
            };
        }
    }
}
