package io.hakiri.deploy.cost;

import io.hakiri.deploy.cost.Usage.Figure;
import java.math.BigDecimal;
import java.math.MathContext;

/** Quantities of a month of use. A month is 730 hours, as on AWS' own pages. */
record Month(Usage usage) {
    static final BigDecimal HOURS = new BigDecimal(730);

    static final BigDecimal MILLION = new BigDecimal(1_000_000);

    static final BigDecimal SECONDS_OF_AN_HOUR = new BigDecimal(3600);

    private static final BigDecimal HOURS_OF_A_DAY = new BigDecimal(24);
    private static final BigDecimal MB_OF_A_GB = new BigDecimal(1000);

    static BigDecimal over(BigDecimal value, BigDecimal by) {
        return value.divide(by, MathContext.DECIMAL64);
    }

    /** Of something that is there all the time, so many times. */
    static BigDecimal hours(long times) {
        return HOURS.multiply(BigDecimal.valueOf(times));
    }

    /** Of so many hours of each day. */
    static BigDecimal hoursOfDays(BigDecimal hoursADay) {
        return over(HOURS.multiply(hoursADay), HOURS_OF_A_DAY);
    }

    BigDecimal of(Figure figure) {
        return usage.of(figure);
    }

    BigDecimal runs() {
        return hoursOfDays(of(Figure.PIPELINES).multiply(of(Figure.RUNS_PER_DAY)));
    }

    BigDecimal requests() {
        return hoursOfDays(of(Figure.API_REQUESTS_PER_DAY));
    }

    /** What all runs move. */
    BigDecimal movedGb() {
        return over(runs().multiply(of(Figure.MEGABYTES_PER_RUN)), MB_OF_A_GB);
    }

    /** What runs and the catalog say to each other: less than a tenth of a megabyte each. */
    BigDecimal catalogGb() {
        return over(runs(), MB_OF_A_GB.multiply(BigDecimal.TEN));
    }

    static BigDecimal millions(BigDecimal value) {
        return over(value, MILLION);
    }
}
