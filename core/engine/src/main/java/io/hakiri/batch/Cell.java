package io.hakiri.batch;

import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** One value of a column in the text form that reads back as the same value, for what leaves the fast path. */
public final class Cell {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private Cell() {}

    /** The value as text, {@code null} where there is none: numbers plain, dates and times in ISO 8601. */
    public static @Nullable String text(Column column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        return switch (column) {
            case Column.Booleans booleans -> Boolean.toString(booleans.values()[row]);
            case Column.Longs longs -> text(longs, longs.values()[row]);
            case Column.Doubles doubles -> number(doubles.values()[row]);
            case Column.Decimals decimals -> plain(decimals.values()[row]);
            case Column.Texts texts -> texts.text(row);
        };
    }

    private static String text(Column.Longs column, long value) {
        return switch (column.type()) {
            case Type.Plain plain ->
                switch (plain) {
                    case DATE -> LocalDate.ofEpochDay(value).toString();
                    case TIMESTAMP -> instant(value).toString();
                    case LOCAL_TIMESTAMP ->
                        LocalDateTime.ofInstant(instant(value), ZoneOffset.UTC).toString();
                    case INT64, BOOLEAN, FLOAT64, TEXT, JSON -> Long.toString(value);
                };
            case Type.Decimal _ -> Long.toString(value);
        };
    }

    /** The instant of so many microseconds since 1970. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }

    /** The microseconds since 1970 of an instant; {@link ArithmeticException} where it has finer parts or is too far. */
    public static long micros(Instant instant) {
        if (!instant.truncatedTo(ChronoUnit.MICROS).equals(instant)) {
            throw new ArithmeticException("finer than a microsecond");
        }
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 && (value != 0 || 1 / value > 0)
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String plain(@Nullable BigDecimal value) {
        return value == null ? "" : value.toPlainString();
    }
}
