package io.hakiri.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as reports show them. */
final class Figures {
    private static final int MICRO_DIGITS = 6;
    private static final int SHOWN_DIGITS = 3;
    private static final int RATE_DIGITS = 4;

    private Figures() {}

    /** Seconds with three digits at most behind the point. */
    static BigDecimal seconds(long micros) {
        return seconds(BigDecimal.valueOf(micros));
    }

    /** The same of a mean. */
    static BigDecimal seconds(double micros) {
        return seconds(BigDecimal.valueOf(micros));
    }

    private static BigDecimal seconds(BigDecimal micros) {
        return shown(micros.movePointLeft(MICRO_DIGITS).setScale(SHOWN_DIGITS, RoundingMode.HALF_UP));
    }

    /** A part of a whole that is not 0, with four digits at most; 1 only for all of it. */
    static BigDecimal rate(long part, long whole) {
        return shown(BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), RATE_DIGITS, RoundingMode.DOWN));
    }

    private static BigDecimal shown(BigDecimal number) {
        return new BigDecimal(number.stripTrailingZeros().toPlainString());
    }
}
