package io.hakiri.connectors.postgres;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Reads values as PostgreSQL writes them with {@code DateStyle ISO} in UTC. Every way of reading throws
 * {@link ArithmeticException} or {@link NumberFormatException} where a value is none of the type, such as {@code infinity}.
 */
final class Literals {
    private static final String BEFORE_CHRIST = " BC";
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int MICRO_DIGITS = 6;

    private Literals() {}

    static long int64(byte[] bytes, int start, int end) {
        int at = start;
        boolean negative = at < end && bytes[at] == '-';
        if (negative) {
            at++;
        }
        if (at == end || end - at > 19) {
            throw new NumberFormatException();
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException();
            }
            // counted below zero, where there is room for the least of all
            value = Math.subtractExact(Math.multiplyExact(value, 10), digit);
        }
        return negative ? value : Math.negateExact(value);
    }

    static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    static double float64(String text) {
        return Double.parseDouble(text);
    }

    /** Widened, which is exact. */
    static double float32(String text) {
        return Float.parseFloat(text);
    }

    /** Days since 1970-01-01. */
    static long date(String text) {
        boolean before = text.endsWith(BEFORE_CHRIST);
        return day(before ? text.substring(0, text.length() - BEFORE_CHRIST.length()) : text, before);
    }

    private static long day(String text, boolean before) {
        int month = text.indexOf('-');
        if (month < 4 || text.length() != month + "-12-31".length()) {
            throw new NumberFormatException(text);
        }
        int year = Integer.parseInt(text, 0, month, 10);
        return LocalDate.of(
                        before ? 1 - year : year,
                        Integer.parseInt(text, month + 1, month + 3, 10),
                        Integer.parseInt(text, month + 4, month + 6, 10))
                .toEpochDay();
    }

    /** Microseconds since 1970; with the offset of UTC or without one. */
    static long micros(String text) {
        boolean before = text.endsWith(BEFORE_CHRIST);
        int end = before ? text.length() - BEFORE_CHRIST.length() : text.length();
        if (text.startsWith("+00", end - 3)) {
            end -= 3;
        }
        int space = text.indexOf(' ');
        if (space < 0 || end < space + 9) {
            throw new NumberFormatException(text);
        }
        long seconds = day(text.substring(0, space), before) * SECONDS_PER_DAY
                + Integer.parseInt(text, space + 1, space + 3, 10) * 3_600L
                + Integer.parseInt(text, space + 4, space + 6, 10) * 60L
                + Integer.parseInt(text, space + 7, space + 9, 10);
        long micros = 0;
        if (end > space + 9) {
            micros = Integer.parseInt(text, space + 10, end, 10);
            for (int digits = end - space - 10; digits < MICRO_DIGITS; digits++) {
                micros *= 10;
            }
        }
        return Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), micros);
    }
}
