package io.hakiri.backfill;

import io.hakiri.catalog.InvalidInput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Even steps from one value to another: whole numbers, decimals, dates, times with a zone and times without one. How even the rows
 * are is another matter; each row is in one part whatever the steps are. Pure.
 */
public final class Steps {
    private static final BigInteger MICROS_PER_SECOND = BigInteger.valueOf(1_000_000);
    private static final String EXPECTED =
            "two whole numbers, decimals, dates (2026-01-31), times (2026-01-31T06:00:00Z) or times without a zone, to be"
                    + " split evenly; of any other values say the borders yourself";

    /** Also as PostgreSQL writes it: {@code 2026-01-31 06:00:00+00}. */
    private static final DateTimeFormatter WITH_ZONE = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private Steps() {}

    /** Values of one kind as counts of the smallest step between them, and the way back. */
    private record Scale(BigInteger from, BigInteger to, Function<BigInteger, String> value) {}

    /**
     * The values that each part ends with: the last is {@code to}, as it was given.
     *
     * @param parts at least 1
     * @return fewer where there are not so many different values
     * @throws InvalidInput where there is nothing between the values, or they are of no kind that has steps
     */
    public static List<String> between(String from, String to, int parts) {
        Scale scale = wholeNumbers(from, to)
                .or(() -> decimals(from, to))
                .or(() -> dates(from, to))
                .or(() -> times(from, to, parts))
                .or(() -> localTimes(from, to, parts))
                .orElseThrow(() -> new InvalidInput("range", EXPECTED, from + " … " + to));
        BigInteger span = scale.to.subtract(scale.from);
        if (span.signum() <= 0) {
            throw new InvalidInput("range", "an end behind its beginning", from + " … " + to);
        }
        BigInteger steps = BigInteger.valueOf(parts).min(span);
        List<String> ends = new ArrayList<>();
        for (BigInteger i = BigInteger.ONE; i.compareTo(steps) < 0; i = i.add(BigInteger.ONE)) {
            ends.add(scale.value.apply(scale.from.add(span.multiply(i).divide(steps))));
        }
        ends.add(to);
        return List.copyOf(ends);
    }

    private static Optional<Scale> wholeNumbers(String from, String to) {
        return decimals(from, to).filter(_ -> from.indexOf('.') < 0 && to.indexOf('.') < 0);
    }

    private static Optional<Scale> decimals(String from, String to) {
        if (!isNumber(from) || !isNumber(to)) {
            return Optional.empty();
        }
        BigDecimal first = new BigDecimal(from);
        BigDecimal last = new BigDecimal(to);
        int digits = Math.max(first.scale(), last.scale());
        return Optional.of(new Scale(
                first.setScale(digits).unscaledValue(),
                last.setScale(digits).unscaledValue(),
                step -> new BigDecimal(step, digits).toPlainString()));
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9]{1,100}(\\.[0-9]{1,100})?");
    }

    private static Optional<Scale> dates(String from, String to) {
        try {
            return Optional.of(new Scale(
                    BigInteger.valueOf(LocalDate.parse(from).toEpochDay()),
                    BigInteger.valueOf(LocalDate.parse(to).toEpochDay()),
                    day -> LocalDate.ofEpochDay(day.longValueExact()).toString()));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static Optional<Scale> times(String from, String to, int parts) {
        try {
            return Optional.of(ofMicros(time(from), time(to), parts, Instant::toString));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text.replace(' ', 'T'), WITH_ZONE).toInstant();
    }

    private static Optional<Scale> localTimes(String from, String to, int parts) {
        try {
            return Optional.of(ofMicros(
                    LocalDateTime.parse(from.replace(' ', 'T')).toInstant(ZoneOffset.UTC),
                    LocalDateTime.parse(to.replace(' ', 'T')).toInstant(ZoneOffset.UTC),
                    parts,
                    time -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                            LocalDateTime.ofInstant(time, ZoneOffset.UTC))));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    /** In whole seconds where that is enough: a column may have no finer ones. */
    private static Scale ofMicros(Instant from, Instant to, int parts, Function<Instant, String> shown) {
        BigInteger first = micros(from);
        BigInteger last = micros(to);
        BigInteger[] firstSecond = first.divideAndRemainder(MICROS_PER_SECOND);
        BigInteger[] lastSecond = last.divideAndRemainder(MICROS_PER_SECOND);
        boolean whole = firstSecond[1].signum() == 0
                && lastSecond[1].signum() == 0
                && lastSecond[0].subtract(firstSecond[0]).compareTo(BigInteger.valueOf(parts)) >= 0;
        return whole
                ? new Scale(
                        firstSecond[0],
                        lastSecond[0],
                        second -> shown.apply(Instant.ofEpochSecond(second.longValueExact())))
                : new Scale(
                        first,
                        last,
                        micro -> shown.apply(Instant.EPOCH.plus(micro.longValueExact(), ChronoUnit.MICROS)));
    }

    private static BigInteger micros(Instant time) {
        return BigInteger.valueOf(time.getEpochSecond())
                .multiply(MICROS_PER_SECOND)
                .add(BigInteger.valueOf(time.getNano() / 1_000));
    }
}
