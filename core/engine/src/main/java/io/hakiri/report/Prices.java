package io.hakiri.report;

import io.hakiri.catalog.InvalidInput;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What units cost, in a currency that only who asks knows.
 *
 * @param runHour of an hour in which a run goes on; {@code null} where it is not to be counted
 * @param millionWriteUnits of a million write units of DynamoDB; {@code null} likewise
 */
public record Prices(@Nullable BigDecimal runHour, @Nullable BigDecimal millionWriteUnits) {
    /** Nobody said a price. */
    public static final Prices NONE = new Prices(null, null);

    private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final int DIGITS = 6;

    public Prices {
        notNegative("price of an hour", runHour);
        notNegative("price of a million write units", millionWriteUnits);
    }

    private static void notNegative(String field, @Nullable BigDecimal price) {
        if (price != null && price.signum() < 0) {
            throw new InvalidInput(field, "0 or more", price.toPlainString());
        }
    }

    /** Of what was taken; {@code null} where nobody said a price. */
    @Nullable
    BigDecimal of(BigDecimal runSeconds, long writeUnits) {
        BigDecimal hours = part(runSeconds, runHour, SECONDS_PER_HOUR);
        BigDecimal writes = part(BigDecimal.valueOf(writeUnits), millionWriteUnits, MILLION);
        return hours == null ? writes : writes == null ? hours : hours.add(writes);
    }

    private static @Nullable BigDecimal part(BigDecimal amount, @Nullable BigDecimal price, BigDecimal perUnit) {
        return price == null ? null : amount.multiply(price).divide(perUnit, DIGITS, RoundingMode.HALF_UP);
    }
}
