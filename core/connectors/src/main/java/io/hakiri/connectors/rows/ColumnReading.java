package io.hakiri.connectors.rows;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.hakiri.batch.Column;
import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Makes typed columns of raw ones. Every way of reading answers {@code null} where a cell is no value of the type. */
final class ColumnReading {
    private ColumnReading() {}

    /**
     * The column in the type that was hinted, or in the narrowest that also holds what the hint does not, {@code TEXT} at
     * the last.
     */
    static Column read(RawColumn column, int rows, @Nullable Type hint) {
        if (hint != null) {
            Column asHinted = as(hint, column, rows);
            if (asHinted != null) {
                return asHinted;
            }
        }
        Type needed = Inference.of(column, rows, hint instanceof Type.Decimal);
        if (needed != null && needed != Type.Plain.TEXT) {
            Column exact = as(hint == null ? needed : Type.join(hint, needed), column, rows);
            if (exact != null) {
                return exact;
            }
        }
        return texts(column, rows);
    }

    private static @Nullable Column as(Type type, RawColumn column, int rows) {
        return switch (type) {
            case Type.Decimal decimal -> decimals(decimal, column, rows);
            case Type.Plain plain ->
                switch (plain) {
                    case BOOLEAN -> booleans(column, rows);
                    case INT64 -> integers(column, rows);
                    case FLOAT64 -> doubles(column, rows);
                    case DATE, TIMESTAMP, LOCAL_TIMESTAMP -> times(plain, column, rows);
                    case TEXT -> texts(column, rows);
                    case JSON -> json(column, rows);
                };
        };
    }

    private static @Nullable Column integers(RawColumn column, int rows) {
        long[] values = new long[rows];
        BitSet nulls = null;
        byte[] bytes = column.bytes;
        for (int row = 0; row < rows; row++) {
            int start = column.starts[row];
            int end = column.end(row);
            int kind = column.kind(row);
            if (missing(kind, start, end)) {
                nulls = mark(nulls, row);
                continue;
            }
            long value = kind > RawColumn.NUMBER ? Literals.NONE : Literals.int64(bytes, start, end);
            if (value == Literals.NONE && (kind > RawColumn.NUMBER || !Literals.isLeastLong(bytes, start, end))) {
                return null;
            }
            values[row] = value;
        }
        return new Column.Longs(Type.Plain.INT64, values, nulls);
    }

    private static @Nullable Column doubles(RawColumn column, int rows) {
        double[] values = new double[rows];
        BitSet nulls = null;
        for (int row = 0; row < rows; row++) {
            int start = column.starts[row];
            int end = column.end(row);
            int kind = column.kind(row);
            if (missing(kind, start, end)) {
                nulls = mark(nulls, row);
                continue;
            }
            double value = kind > RawColumn.NUMBER ? Double.NaN : Literals.float64(column.bytes, start, end);
            if (Double.isNaN(value)) {
                return null;
            }
            values[row] = value;
        }
        return new Column.Doubles(values, nulls);
    }

    private static @Nullable Column decimals(Type.Decimal type, RawColumn column, int rows) {
        @Nullable BigDecimal[] values = new BigDecimal[rows];
        BitSet nulls = null;
        for (int row = 0; row < rows; row++) {
            int start = column.starts[row];
            int end = column.end(row);
            int kind = column.kind(row);
            if (missing(kind, start, end)) {
                nulls = mark(nulls, row);
                continue;
            }
            BigDecimal value = kind > RawColumn.NUMBER ? null : Literals.decimal(column.bytes, start, end);
            if (value == null
                    || value.scale() > type.scale()
                    || value.precision() - value.scale() > type.precision() - type.scale()) {
                return null;
            }
            values[row] = value.setScale(type.scale());
        }
        return new Column.Decimals(type, values, nulls);
    }

    private static @Nullable Column booleans(RawColumn column, int rows) {
        boolean[] values = new boolean[rows];
        BitSet nulls = null;
        for (int row = 0; row < rows; row++) {
            int start = column.starts[row];
            int end = column.end(row);
            int kind = column.kind(row);
            if (missing(kind, start, end)) {
                nulls = mark(nulls, row);
                continue;
            }
            if (kind == RawColumn.STRING || !Literals.isBoolean(column.bytes, start, end)) {
                return null;
            }
            values[row] = Literals.isTrue(column.bytes, start, end);
        }
        return new Column.Booleans(values, nulls);
    }

    private static @Nullable Column times(Type.Plain type, RawColumn column, int rows) {
        long[] values = new long[rows];
        BitSet nulls = null;
        byte[] bytes = column.bytes;
        for (int row = 0; row < rows; row++) {
            int start = column.starts[row];
            int end = column.end(row);
            if (missing(column.kind(row), start, end)) {
                nulls = mark(nulls, row);
                continue;
            }
            long value = switch (type) {
                case DATE -> Literals.date(bytes, start, end);
                case TIMESTAMP -> Literals.timestamp(bytes, start, end);
                case LOCAL_TIMESTAMP -> Literals.localTimestamp(bytes, start, end);
                case BOOLEAN, INT64, FLOAT64, TEXT, JSON -> Literals.NONE;
            };
            if (value == Literals.NONE) {
                return null;
            }
            values[row] = value;
        }
        return new Column.Longs(type, values, nulls);
    }

    /** Every cell has a text: the one way of reading that always succeeds. */
    private static Column texts(RawColumn column, int rows) {
        byte[] source = column.bytes;
        int length = 0;
        for (int row = 0; row < rows; row++) {
            length += column.end(row) - column.starts[row];
        }
        byte[] bytes = new byte[length];
        int[] ends = new int[rows];
        BitSet nulls = null;
        int at = 0;
        for (int row = 0; row < rows; row++) {
            int start = column.starts[row];
            int end = column.end(row);
            int kind = column.kind(row);
            if (kind == RawColumn.NULL) {
                nulls = mark(nulls, row);
            } else if (kind == RawColumn.ESCAPED) {
                at = unescape(source, start, end, bytes, at);
            } else {
                System.arraycopy(source, start, bytes, at, end - start);
                at += end - start;
            }
            ends[row] = at;
        }
        return new Column.Texts(Type.Plain.TEXT, bytes, ends, nulls);
    }

    private static int unescape(byte[] source, int start, int end, byte[] target, int to) {
        int at = to;
        for (int i = start; i < end; i++) {
            target[at++] = source[i];
            if (source[i] == '"') {
                i++; // the second of two
            }
        }
        return at;
    }

    /** Values of a field that held objects or arrays before: any JSON value is one, a string in its quotes. */
    private static @Nullable Column json(RawColumn column, int rows) {
        byte[] bytes = new byte[Math.max(16, column.bytes.length / 4)];
        int[] ends = new int[rows];
        BitSet nulls = null;
        int at = 0;
        for (int row = 0; row < rows; row++) {
            int kind = column.kind(row);
            if (kind < RawColumn.NULL) {
                return null; // texts of a CSV file are not taken for documents
            }
            if (kind == RawColumn.NULL) {
                nulls = mark(nulls, row);
            } else {
                byte[] source = column.bytes;
                int start = column.starts[row];
                int length = column.end(row) - start;
                if (kind == RawColumn.STRING) {
                    source = quoted(column.text(row));
                    start = 0;
                    length = source.length;
                }
                if (at + length > bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.max(at + length, bytes.length * 2));
                }
                System.arraycopy(source, start, bytes, at, length);
                at += length;
            }
            ends[row] = at;
        }
        return new Column.Texts(Type.Plain.JSON, bytes, ends, nulls);
    }

    private static byte[] quoted(String text) {
        return ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean missing(int kind, int start, int end) {
        return kind == RawColumn.NULL || (start == end && kind == RawColumn.QUOTED);
    }

    private static BitSet mark(@Nullable BitSet nulls, int row) {
        BitSet marked = nulls == null ? new BitSet() : nulls;
        marked.set(row);
        return marked;
    }
}
