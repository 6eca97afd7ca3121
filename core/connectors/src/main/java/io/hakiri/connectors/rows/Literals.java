package io.hakiri.connectors.rows;

import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads values from the bytes of a text, only where the value gives the text back: no leading zeros, no plus sign, no
 * rounding. What does not fit is said by {@link #NONE} or NaN, because these run once per cell.
 */
final class Literals {
    /** "No such value", for longs. */
    static final long NONE = Long.MIN_VALUE;

    private static final byte[] LEAST_LONG = "-9223372036854775808".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UTC = "+00:00".getBytes(StandardCharsets.US_ASCII);
    private static final int LONG_DIGITS = 18;
    /** Any decimal of so many digits survives the way through a double. */
    private static final int DOUBLE_DIGITS = 15;
    /** Longer number literals stay text: nothing of 64 bits or 38 digits needs them. */
    private static final int MOST_NUMBER_BYTES = 400;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final int DATE_BYTES = 10;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int FRACTION_DIGITS = 6;

    private Literals() {}

    /** Whether {@code true} or {@code false} stands there. */
    static boolean isBoolean(byte[] b, int start, int end) {
        return isTrue(b, start, end)
                || (end - start == 5
                        && b[start] == 'f'
                        && b[start + 1] == 'a'
                        && b[start + 2] == 'l'
                        && b[start + 3] == 's'
                        && b[start + 4] == 'e');
    }

    static boolean isTrue(byte[] b, int start, int end) {
        return end - start == 4 && b[start] == 't' && b[start + 1] == 'r' && b[start + 2] == 'u' && b[start + 3] == 'e';
    }

    /** {@code -?(0|[1-9][0-9]*)} within 64 bits, but not -0; {@link #NONE} for the rest (see {@link #isLeastLong}). */
    static long int64(byte[] b, int start, int end) {
        int i = start;
        boolean negative = i < end && b[i] == '-';
        if (negative) {
            i++;
        }
        int digits = end - i;
        if (digits < 1 || digits > LONG_DIGITS + 1 || (b[i] == '0' && (digits > 1 || negative))) {
            return NONE;
        }
        long value = 0;
        for (; i < end; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            value = value * 10 + digit;
        }
        // 19 digits overflow at most once into the negative: 9_999_999_999_999_999_999 < 2^64
        return value < 0 ? NONE : negative ? -value : value;
    }

    /** Whether the one 64-bit integer stands there that {@link #int64} cannot say. */
    static boolean isLeastLong(byte[] b, int start, int end) {
        return Arrays.equals(b, start, end, LEAST_LONG, 0, LEAST_LONG.length);
    }

    /** A number whose double, written out, is the same number; NaN for the rest. */
    static double float64(byte[] b, int start, int end) {
        int i = start;
        boolean negative = i < end && b[i] == '-';
        if (negative) {
            i++;
        }
        int first = i;
        long mantissa = 0;
        while (i < end && isDigit(b[i])) {
            mantissa = mantissa * 10 + (b[i++] - '0');
        }
        int whole = i - first;
        if (whole == 0 || (whole > 1 && b[first] == '0')) {
            return Double.NaN;
        }
        int fraction = 0;
        if (i < end && b[i] == '.') {
            int point = i++;
            while (i < end && isDigit(b[i])) {
                mantissa = mantissa * 10 + (b[i++] - '0');
            }
            fraction = i - point - 1;
            if (fraction == 0) {
                return Double.NaN;
            }
        }
        if (i < end || whole + fraction > DOUBLE_DIGITS) {
            return float64Verified(b, start, end);
        }
        if (negative && mantissa == 0 && fraction == 0) {
            return Double.NaN; // -0 is no number that anybody meant
        }
        double value = mantissa / POWERS[fraction];
        return negative ? -value : value;
    }

    private static double float64Verified(byte[] b, int start, int end) {
        if (!isNumber(b, start, end)) {
            return Double.NaN;
        }
        String text = new String(b, start, end - start, StandardCharsets.US_ASCII);
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            return Double.NaN;
        }
        BigDecimal exact;
        try {
            exact = new BigDecimal(text);
        } catch (NumberFormatException e) {
            return Double.NaN; // an exponent beyond what anything can say
        }
        return new BigDecimal(Double.toString(value)).compareTo(exact) == 0 ? value : Double.NaN;
    }

    /** A number of at most 38 digits with its scale as written (not below 0); {@code null} for the rest. */
    static @Nullable BigDecimal decimal(byte[] b, int start, int end) {
        if (!isNumber(b, start, end)) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(new String(b, start, end - start, StandardCharsets.US_ASCII));
            if (value.signum() == 0 && b[start] == '-') {
                return null; // a decimal has no negative zero
            }
            if (value.scale() < 0) {
                // 1e30 has 31 digits: look before they are written out
                if (value.precision() - (long) value.scale() > Type.Decimal.MAX_PRECISION) {
                    return null;
                }
                value = value.setScale(0);
            }
            return Math.max(value.precision(), value.scale()) > Type.Decimal.MAX_PRECISION ? null : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** {@code -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?}, the grammar of JSON. */
    static boolean isNumber(byte[] b, int start, int end) {
        if (end - start > MOST_NUMBER_BYTES) {
            return false;
        }
        int i = start < end && b[start] == '-' ? start + 1 : start;
        int whole = digits(b, i, end);
        if (whole == i || (whole - i > 1 && b[i] == '0')) {
            return false;
        }
        i = whole;
        if (i < end && b[i] == '.') {
            int fraction = digits(b, i + 1, end);
            if (fraction == i + 1) {
                return false;
            }
            i = fraction;
        }
        if (i < end && (b[i] == 'e' || b[i] == 'E')) {
            int sign = i + 1 < end && (b[i + 1] == '+' || b[i + 1] == '-') ? i + 2 : i + 1;
            int exponent = digits(b, sign, end);
            if (exponent == sign) {
                return false;
            }
            i = exponent;
        }
        return i == end;
    }

    /** {@code yyyy-MM-dd} as days since 1970-01-01; {@link #NONE} for the rest. */
    static long date(byte[] b, int start, int end) {
        if (end - start != DATE_BYTES || b[start + 4] != '-' || b[start + 7] != '-') {
            return NONE;
        }
        int century = twoDigits(b, start);
        int yearOfCentury = twoDigits(b, start + 2);
        int month = twoDigits(b, start + 5);
        int day = twoDigits(b, start + 8);
        if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) {
            return NONE;
        }
        int year = century * 100 + yearOfCentury;
        if (day > 28 && day > Month.of(month).length(Year.isLeap(year))) {
            return NONE;
        }
        return LocalDate.of(year, month, day).toEpochDay();
    }

    /** {@code yyyy-MM-dd[T ]HH:mm[:ss[.ffffff]]} as microseconds; a bare date is its midnight; {@link #NONE} for the rest. */
    static long localTimestamp(byte[] b, int start, int end) {
        if (end - start == DATE_BYTES) {
            long days = date(b, start, end);
            return days == NONE ? NONE : days * MICROS_PER_DAY;
        }
        int time = start + DATE_BYTES;
        if (end - time < 6 || (b[time] != 'T' && b[time] != ' ')) {
            return NONE;
        }
        long days = date(b, start, time);
        long micros = timeOfDay(b, time + 1, end);
        return days == NONE || micros == NONE ? NONE : days * MICROS_PER_DAY + micros;
    }

    /** The same with a {@code Z} or {@code +00:00} at its end, which say the same, and never a bare date. */
    static long timestamp(byte[] b, int start, int end) {
        int zone = start;
        if (end - start > DATE_BYTES && b[end - 1] == 'Z') {
            zone = end - 1;
        } else if (end - start > DATE_BYTES + UTC.length
                && Arrays.equals(b, end - UTC.length, end, UTC, 0, UTC.length)) {
            zone = end - UTC.length;
        }
        return zone > start + DATE_BYTES ? localTimestamp(b, start, zone) : NONE;
    }

    private static long timeOfDay(byte[] b, int start, int end) {
        int length = end - start;
        if ((length != 5 && length < 8) || b[start + 2] != ':') {
            return NONE;
        }
        int hour = twoDigits(b, start);
        int minute = twoDigits(b, start + 3);
        int second = length == 5 ? 0 : b[start + 5] == ':' ? twoDigits(b, start + 6) : -1;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return NONE;
        }
        long micros = fraction(b, start + 8, end);
        return micros == NONE ? NONE : ((hour * 60L + minute) * 60 + second) * 1_000_000 + micros;
    }

    private static long fraction(byte[] b, int start, int end) {
        if (end <= start) {
            return 0;
        }
        if (b[start] != '.' || end - start < 2 || end - start > FRACTION_DIGITS + 1) {
            return NONE;
        }
        long micros = 0;
        for (int i = 1; i <= FRACTION_DIGITS; i++) {
            int digit = start + i < end ? b[start + i] - '0' : 0;
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            micros = micros * 10 + digit;
        }
        return micros;
    }

    private static int twoDigits(byte[] b, int at) {
        int tens = b[at] - '0';
        int ones = b[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    private static int digits(byte[] b, int from, int end) {
        int i = from;
        while (i < end && isDigit(b[i])) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
