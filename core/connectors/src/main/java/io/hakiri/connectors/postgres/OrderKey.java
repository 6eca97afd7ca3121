package io.hakiri.connectors.postgres;

import io.hakiri.catalog.Limits;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Values of a row's cursor field and tie-breakers as bytes whose unsigned comparison compares the tuples as the database does
 * (C-9). No encoded value is the beginning of another one of its type, so one after another they compare like a tuple.
 */
final class OrderKey {
    /** Leaves room for what comes behind it in an order key. */
    static final int MOST_BYTES = Limits.ORDER_KEY_BYTES - 64;

    private static final long DAYS_FROM_1970_TO_2000 = 10_957;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int NEGATIVE_INFINITY = 0x10;
    private static final int NEGATIVE = 0x40;
    private static final int ZERO = 0x80;
    private static final int POSITIVE = 0xC0;
    private static final int INFINITY = 0xF0;
    private static final int NOT_A_NUMBER = 0xF8;
    private static final byte BEHIND_ALL = (byte) 0xFF;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private OrderKey() {}

    /**
     * The key of a tuple, or of its first values; {@link IllegalArgumentException} where it is too long to be compared.
     *
     * @param values as PostgreSQL writes them
     */
    static byte[] of(List<ColumnType.Order> orders, List<String> values) {
        OrderKey key = new OrderKey();
        for (int i = 0; i < values.size(); i++) {
            key.add(orders.get(i), values.get(i));
        }
        if (values.size() < orders.size()) {
            // behind every tuple that begins like this
            key.bytes.write(BEHIND_ALL);
        }
        byte[] all = key.bytes.toByteArray();
        if (all.length > MOST_BYTES) {
            throw new IllegalArgumentException("longer than " + MOST_BYTES + " bytes");
        }
        return all;
    }

    private void add(ColumnType.Order order, String value) {
        switch (order) {
            case NUMBER, TRANSACTION -> number(value);
            case FLOAT32, FLOAT64 -> fixed(ordered(Literals.float64(value)));
            case BOOLEAN -> bytes.write(value.startsWith("t") ? 1 : 0);
            case DATE -> fixed(day(value) ^ Long.MIN_VALUE);
            case LOCAL_TIME, TIME -> fixed(micros(value) ^ Long.MIN_VALUE);
            case UUID, TEXT, NONE -> text(value);
        }
    }

    private void fixed(long bits) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(bits).array());
    }

    /** As PostgreSQL orders them: all that are no number are equal, and behind infinity. */
    private static long ordered(double value) {
        long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
        return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
    }

    private static long day(String value) {
        return switch (value) {
            case "infinity" -> Long.MAX_VALUE;
            case "-infinity" -> Long.MIN_VALUE;
            default -> Literals.date(value);
        };
    }

    /** Counted from 2000, as the server does: the last years that it knows do not fit when counted from 1970. */
    private static long micros(String value) {
        if (value.equals("infinity")) {
            return Long.MAX_VALUE;
        }
        if (value.equals("-infinity")) {
            return Long.MIN_VALUE;
        }
        int space = value.indexOf(' ');
        boolean before = value.endsWith("BC");
        long day = Literals.date(value.substring(0, space) + (before ? " BC" : ""));
        String time = value.substring(space, before ? value.length() - 3 : value.length());
        return Math.addExact(
                Math.multiplyExact(day - DAYS_FROM_1970_TO_2000, MICROS_PER_DAY), Literals.micros("1970-01-01" + time));
    }

    /** Sign; how many digits stand before the point; the digits up to the last that is not 0. */
    private void number(String value) {
        switch (value) {
            case "NaN" -> bytes.write(NOT_A_NUMBER);
            case "Infinity" -> bytes.write(INFINITY);
            case "-Infinity" -> bytes.write(NEGATIVE_INFINITY);
            default -> number(new BigDecimal(value).stripTrailingZeros());
        }
    }

    private void number(BigDecimal value) {
        if (value.signum() == 0) {
            bytes.write(ZERO);
            return;
        }
        BigInteger unscaled = value.unscaledValue().abs();
        String digits = unscaled.toString();
        int flip = value.signum() < 0 ? 0xFF : 0;
        bytes.write(value.signum() < 0 ? NEGATIVE : POSITIVE);
        int exponent = digits.length() - value.scale();
        for (byte each : ByteBuffer.allocate(Integer.BYTES)
                .putInt(exponent ^ Integer.MIN_VALUE)
                .array()) {
            bytes.write((each ^ flip) & 0xFF);
        }
        for (int i = 0; i < digits.length(); i++) {
            bytes.write((digits.charAt(i) ^ flip) & 0xFF);
        }
        bytes.write(flip);
    }

    private void text(String value) {
        // the server has no text with a 0 in it
        bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
    }
}
