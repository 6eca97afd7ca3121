package io.hakiri.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StepsTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261130);

    @Test
    void wholeNumbersAreSplitEvenly() {
        assertThat(Steps.between("0", "10", 4)).containsExactly("2", "5", "7", "10");
        assertThat(Steps.between("-5", "5", 2)).containsExactly("0", "5");
    }

    @Test
    void numbersBeyondALongAreSplitToo() {
        assertThat(Steps.between("0", "100000000000000000000", 2))
                .containsExactly("50000000000000000000", "100000000000000000000");
    }

    @Test
    void decimalsKeepTheirDigits() {
        assertThat(Steps.between("0.00", "1.5", 3)).containsExactly("0.50", "1.00", "1.5");
    }

    @Test
    void datesAreSplitByDays() {
        assertThat(Steps.between("2026-01-01", "2026-01-31", 3))
                .containsExactly("2026-01-11", "2026-01-21", "2026-01-31");
    }

    @Test
    void timesAreSplitInWholeSecondsWhereTheseAreEnough() {
        assertThat(Steps.between("2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z", 3))
                .containsExactly("2026-01-01T00:00:03Z", "2026-01-01T00:00:06Z", "2026-01-01T00:00:10Z");
        assertThat(Steps.between("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", 2))
                .containsExactly("2026-01-01T00:00:00.500Z", "2026-01-01T00:00:01Z");
    }

    @Test
    void timesOfAnyZoneAndAsPostgresqlWritesThem() {
        assertThat(Steps.between("2026-01-01T02:00:00+02:00", "2026-01-01 00:00:10+00", 2))
                .containsExactly("2026-01-01T00:00:05Z", "2026-01-01 00:00:10+00");
    }

    @Test
    void timesWithoutAZone() {
        assertThat(Steps.between("2026-01-01 00:00:00", "2026-01-01T00:01", 2))
                .containsExactly("2026-01-01T00:00:30", "2026-01-01T00:01");
    }

    @Test
    void thereAreNoMorePartsThanValues() {
        assertThat(Steps.between("2026-01-01", "2026-01-03", 100)).containsExactly("2026-01-02", "2026-01-03");
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "6, 5", "2026-01-02, 2026-01-01", "1.50, 1.5"})
    void anEndMustBeBehindItsBeginning(String from, String to) {
        assertThatThrownBy(() -> Steps.between(from, to, 2))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("an end behind its beginning");
    }

    @ParameterizedTest
    @CsvSource({"a, b", "1, 2026-01-01", "2026-01-01, 2026-01-02T00:00:00Z", "1e5, 2e5", "'', 1"})
    void otherValuesAreNotSplit(String from, String to) {
        assertThatThrownBy(() -> Steps.between(from, to, 2))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("say the borders yourself");
    }

    @Test
    void partsGrowAndDifferByOneAtMost() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 1_000; round++) {
            long from = random.nextLong(-1_000_000, 1_000_000);
            long to = from + 1 + random.nextLong(1_000_000);
            int parts = 1 + random.nextInt(200);
            List<BigInteger> ends = Steps.between("" + from, "" + to, parts).stream()
                    .map(BigInteger::new)
                    .toList();
            BigInteger before = BigInteger.valueOf(from);
            long least = Long.MAX_VALUE;
            long most = 0;
            for (BigInteger end : ends) {
                long width = end.subtract(before).longValueExact();
                least = Math.min(least, width);
                most = Math.max(most, width);
                before = end;
            }
            assertThat(before).as("seed %s", SEED).isEqualTo(BigInteger.valueOf(to));
            assertThat(ends).hasSize((int) Math.min(parts, to - from));
            assertThat(least).isPositive();
            assertThat(most - least)
                    .as("seed %s, %s to %s in %s", SEED, from, to, parts)
                    .isLessThanOrEqualTo(1);
        }
    }
}
