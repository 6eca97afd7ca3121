package io.hakiri.connectors.rows;

import io.hakiri.schema.Type;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Finds the narrowest type that gives every cell of a column back exactly. */
final class Inference {
    private static final int BOOLEAN = 1;
    private static final int INT64 = 1 << 1;
    private static final int FLOAT64 = 1 << 2;
    private static final int DECIMAL = 1 << 3;
    private static final int DATE = 1 << 4;
    private static final int LOCAL_TIMESTAMP = 1 << 5;
    private static final int TIMESTAMP = 1 << 6;
    private static final int JSON = 1 << 7;
    private static final int NUMBERS = INT64 | FLOAT64 | DECIMAL;
    private static final int OF_PLAIN_TEXT = BOOLEAN | NUMBERS | DATE | LOCAL_TIMESTAMP | TIMESTAMP;

    private int possible = OF_PLAIN_TEXT | JSON;
    private int wholeDigits = 1;
    private int scale;
    private boolean any;

    private Inference(boolean asDecimals) {
        if (asDecimals) {
            possible &= ~FLOAT64;
        }
    }

    /**
     * The type, or {@code null} where no cell has a value to judge by.
     *
     * @param asDecimals whether numbers with a point are decimals although a float would hold them, because they were
     */
    static @Nullable Type of(RawColumn column, int rows, boolean asDecimals) {
        Inference inference = new Inference(asDecimals);
        for (int row = 0; row < rows && inference.possible != 0; row++) {
            inference.see(column, row);
        }
        return inference.result();
    }

    private void see(RawColumn column, int row) {
        int start = column.starts[row];
        int end = column.end(row);
        int kind = column.kind(row);
        switch (kind) {
            case RawColumn.NULL -> {
                return;
            }
            case RawColumn.PLAIN -> possible &= OF_PLAIN_TEXT;
            case RawColumn.QUOTED -> {
                if (start == end) {
                    return; // says nothing: an empty text, or no value in a column of another type
                }
                possible &= OF_PLAIN_TEXT;
            }
            case RawColumn.NUMBER -> possible &= NUMBERS;
            case RawColumn.BOOLEAN -> possible &= BOOLEAN;
            case RawColumn.NESTED -> possible &= JSON;
            default -> possible = 0; // strings of JSON, and texts with quotes inside, are texts
        }
        any = true;
        narrow(column.bytes, start, end);
    }

    private void narrow(byte[] b, int start, int end) {
        if (may(BOOLEAN) && !Literals.isBoolean(b, start, end)) {
            possible &= ~BOOLEAN;
        }
        if (may(INT64) && Literals.int64(b, start, end) == Literals.NONE && !Literals.isLeastLong(b, start, end)) {
            possible &= ~INT64;
        }
        if (may(FLOAT64) && Double.isNaN(Literals.float64(b, start, end))) {
            possible &= ~FLOAT64;
        }
        if (may(DECIMAL)) {
            seeDecimal(Literals.decimal(b, start, end));
        }
        if (may(DATE) && Literals.date(b, start, end) == Literals.NONE) {
            possible &= ~DATE;
        }
        if (may(LOCAL_TIMESTAMP) && Literals.localTimestamp(b, start, end) == Literals.NONE) {
            possible &= ~LOCAL_TIMESTAMP;
        }
        if (may(TIMESTAMP) && Literals.timestamp(b, start, end) == Literals.NONE) {
            possible &= ~TIMESTAMP;
        }
    }

    private void seeDecimal(@Nullable BigDecimal value) {
        if (value == null) {
            possible &= ~DECIMAL;
            return;
        }
        scale = Math.max(scale, value.scale());
        wholeDigits = Math.max(wholeDigits, value.precision() - value.scale());
        if (wholeDigits + scale > Type.Decimal.MAX_PRECISION) {
            possible &= ~DECIMAL;
        }
    }

    private boolean may(int type) {
        return (possible & type) != 0;
    }

    private @Nullable Type result() {
        if (!any) {
            return null;
        }
        if (may(BOOLEAN)) {
            return Type.Plain.BOOLEAN;
        }
        if (may(INT64)) {
            return Type.Plain.INT64;
        }
        if (may(FLOAT64)) {
            return Type.Plain.FLOAT64;
        }
        if (may(DECIMAL)) {
            return new Type.Decimal(wholeDigits + scale, scale);
        }
        if (may(DATE)) {
            return Type.Plain.DATE;
        }
        if (may(LOCAL_TIMESTAMP)) {
            return Type.Plain.LOCAL_TIMESTAMP;
        }
        if (may(TIMESTAMP)) {
            return Type.Plain.TIMESTAMP;
        }
        return may(JSON) ? Type.Plain.JSON : Type.Plain.TEXT;
    }
}
