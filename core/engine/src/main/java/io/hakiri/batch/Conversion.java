package io.hakiri.batch;

import io.hakiri.schema.Type;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Brings a column into another type, value by value, and says which values do not fit there exactly. */
public final class Conversion {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,18})");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");

    private Conversion() {}

    /**
     * The column in the given type. A value that does not fit becomes a missing one, and its row is set in {@code unfit}.
     *
     * @param rows of the column
     * @param unfit rows are added, none is taken out
     */
    public static Column of(Column column, int rows, Type type, BitSet unfit) {
        if (column.type().equals(type)) {
            return column;
        }
        if (column instanceof Column.Texts texts && type == Type.Plain.TEXT) {
            return new Column.Texts(type, texts.bytes(), texts.ends(), texts.nulls());
        }
        Target target = Target.of(type, rows);
        for (int row = 0; row < rows; row++) {
            String text = Cell.text(column, row);
            if (text == null) {
                target.addNull(row);
            } else if (!target.add(row, text)) {
                unfit.set(row);
                target.addNull(row);
            }
        }
        return target.column();
    }

    /** A column without any value. */
    public static Column missing(Type type, int rows) {
        Target target = Target.of(type, rows);
        for (int row = 0; row < rows; row++) {
            target.addNull(row);
        }
        return target.column();
    }

    /** A column in the making. */
    private abstract static sealed class Target {
        final BitSet nulls = new BitSet();

        static Target of(Type type, int rows) {
            return switch (type) {
                case Type.Decimal decimal -> new DecimalTarget(decimal, rows);
                case Type.Plain plain -> of(plain, rows);
            };
        }

        private static Target of(Type.Plain type, int rows) {
            return switch (type) {
                case BOOLEAN -> new BooleanTarget(rows);
                case FLOAT64 -> new DoubleTarget(rows);
                case INT64, DATE, TIMESTAMP, LOCAL_TIMESTAMP -> new LongTarget(type, rows);
                case TEXT, JSON -> new TextTarget(type, rows);
            };
        }

        /** Whether the text is a value of the type; only then it was added. */
        abstract boolean add(int row, String text);

        void addNull(int row) {
            nulls.set(row);
        }

        abstract Column column();

        @Nullable
        BitSet nullsOrNone() {
            return nulls.isEmpty() ? null : nulls;
        }
    }

    private static final class BooleanTarget extends Target {
        private final boolean[] values;

        BooleanTarget(int rows) {
            values = new boolean[rows];
        }

        @Override
        boolean add(int row, String text) {
            values[row] = text.equals("true");
            return values[row] || text.equals("false");
        }

        @Override
        Column column() {
            return new Column.Booleans(values, nullsOrNone());
        }
    }

    private static final class DoubleTarget extends Target {
        private final double[] values;

        DoubleTarget(int rows) {
            values = new double[rows];
        }

        @Override
        boolean add(int row, String text) {
            if (!NUMBER.matcher(text).matches()) {
                return false;
            }
            values[row] = Double.parseDouble(text);
            return Double.isFinite(values[row])
                    && new BigDecimal(Double.toString(values[row])).compareTo(new BigDecimal(text)) == 0;
        }

        @Override
        Column column() {
            return new Column.Doubles(values, nullsOrNone());
        }
    }

    private static final class LongTarget extends Target {
        private final Type.Plain type;
        private final long[] values;

        LongTarget(Type.Plain type, int rows) {
            this.type = type;
            values = new long[rows];
        }

        @Override
        boolean add(int row, String text) {
            try {
                values[row] = switch (type) {
                    case DATE -> LocalDate.parse(text).toEpochDay();
                    case TIMESTAMP -> Cell.micros(utc(text));
                    case LOCAL_TIMESTAMP -> Cell.micros(local(text));
                    case INT64, BOOLEAN, FLOAT64, TEXT, JSON -> integer(text);
                };
                return true;
            } catch (DateTimeException | ArithmeticException | NumberFormatException notOfTheType) {
                return false;
            }
        }

        /** Only with {@code Z}: another offset would be lost. */
        private static Instant utc(String text) {
            if (!text.endsWith("Z")) {
                throw new DateTimeException("not in UTC");
            }
            return Instant.parse(text);
        }

        private static Instant local(String text) {
            LocalDateTime time = text.length() == "2000-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replace(' ', 'T'));
            return time.toInstant(ZoneOffset.UTC);
        }

        private static long integer(String text) {
            if (!INTEGER.matcher(text).matches()) {
                throw new NumberFormatException(text);
            }
            return Long.parseLong(text);
        }

        @Override
        Column column() {
            return new Column.Longs(type, values, nullsOrNone());
        }
    }

    private static final class DecimalTarget extends Target {
        private final Type.Decimal type;
        private final @Nullable BigDecimal[] values;

        DecimalTarget(Type.Decimal type, int rows) {
            this.type = type;
            values = new BigDecimal[rows];
        }

        @Override
        boolean add(int row, String text) {
            if (!NUMBER.matcher(text).matches()) {
                return false;
            }
            try {
                values[row] = new BigDecimal(text).setScale(type.scale());
            } catch (ArithmeticException inexact) {
                return false;
            }
            BigDecimal value = values[row];
            return value != null && value.precision() <= type.precision();
        }

        @Override
        Column column() {
            return new Column.Decimals(type, values, nullsOrNone());
        }
    }

    private static final class TextTarget extends Target {
        private final Type.Plain type;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int[] ends;

        TextTarget(Type.Plain type, int rows) {
            this.type = type;
            ends = new int[rows];
        }

        @Override
        boolean add(int row, String text) {
            if (type == Type.Plain.JSON) {
                return false;
            }
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            ends[row] = bytes.size();
            return true;
        }

        @Override
        void addNull(int row) {
            super.addNull(row);
            ends[row] = bytes.size();
        }

        @Override
        Column column() {
            return new Column.Texts(type, bytes.toByteArray(), ends, nullsOrNone());
        }
    }
}
