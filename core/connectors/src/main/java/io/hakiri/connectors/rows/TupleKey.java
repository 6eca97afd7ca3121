package io.hakiri.connectors.rows;

import io.hakiri.batch.Column;
import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of a row's cursor field and tie-breakers as bytes whose unsigned comparison compares the tuples: numbers
 * with their sign turned round, texts with a terminator that is less than anything in them, so that none is a prefix of
 * another.
 */
public final class TupleKey {
    /** Leaves room in an order key of 1 KiB. */
    public static final int MOST_BYTES = 900;

    private static final int DECIMAL_BYTES = 33;
    /** More than any number has; texts have no 0xFF where one could stand. */
    private static final int BEHIND_ALL_BYTES = DECIMAL_BYTES + 1;

    public byte[] bytes = new byte[MOST_BYTES];
    public int length;

    /** Writes the tuple of a row; answers whether it is short enough to be compared. */
    public boolean set(Column[] columns, int row) {
        length = 0;
        for (Column column : columns) {
            if (!add(column, row)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes what is greater than every tuple that begins with the column's only value.
     *
     * @param tieBreakers whether tuples have more than this one value
     */
    public boolean setBehindAll(Column column, boolean tieBreakers) {
        length = 0;
        boolean fits = add(column, 0);
        for (int i = 0; fits && tieBreakers && i < BEHIND_ALL_BYTES; i++) {
            fits = put(0xFF);
        }
        return fits;
    }

    private boolean add(Column column, int row) {
        return switch (column) {
            case Column.Longs longs -> number(longs.values()[row] ^ Long.MIN_VALUE);
            case Column.Doubles doubles -> number(ordered(doubles.values()[row]));
            case Column.Booleans booleans -> put(booleans.values()[row] ? 1 : 0);
            case Column.Decimals decimals -> decimal(decimals.values()[row]);
            case Column.Texts texts -> text(texts, row);
        };
    }

    public int compareTo(byte[] other) {
        return Arrays.compareUnsigned(bytes, 0, length, other, 0, other.length);
    }

    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    private static long ordered(double value) {
        long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
        return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
    }

    /** At the greatest scale there is, so that decimals of different scales compare as numbers. */
    private boolean decimal(@Nullable BigDecimal value) {
        BigInteger unscaled = (value == null ? BigDecimal.ZERO : value)
                .setScale(Type.Decimal.MAX_PRECISION)
                .unscaledValue();
        byte[] digits = unscaled.toByteArray();
        if (length + DECIMAL_BYTES > MOST_BYTES) {
            return false;
        }
        int pad = DECIMAL_BYTES - digits.length;
        Arrays.fill(bytes, length, length + pad, (byte) (unscaled.signum() < 0 ? 0xFF : 0));
        System.arraycopy(digits, 0, bytes, length + pad, digits.length);
        bytes[length] ^= (byte) 0x80;
        length += DECIMAL_BYTES;
        return true;
    }

    private boolean number(long bits) {
        if (length + Long.BYTES > MOST_BYTES) {
            return false;
        }
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (bits >>> shift);
        }
        return true;
    }

    private boolean text(Column.Texts texts, int row) {
        for (int i = texts.start(row); i < texts.ends()[row]; i++) {
            byte b = texts.bytes()[i];
            if (!put(b) || (b == 0 && !put(0xFF))) {
                return false;
            }
        }
        return put(0) && put(1);
    }

    private boolean put(int b) {
        if (length == MOST_BYTES) {
            return false;
        }
        bytes[length++] = (byte) b;
        return true;
    }
}
