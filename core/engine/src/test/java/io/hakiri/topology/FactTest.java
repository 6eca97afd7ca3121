package io.hakiri.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.topology.Answer.By;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FactTest {
    @ParameterizedTest
    @CsvSource({
        "WRITERS, 1, 1",
        "WRITERS, 10000, 10000",
        "RUNS_PER_DAY, 0, 0",
        "RUNS_PER_DAY, 0.5, 0.5",
        "IDLE_HOURS, 23, 23",
        "SHORTEST_SCHEDULE, 90s, 90",
        "SHORTEST_SCHEDULE, 1h30m, 5400",
        "SHORTEST_SCHEDULE, 366d, 31622400",
        "SCAN_TB, 1.5, 1.5",
        "ONE_MACHINE, yes, 1",
        "ONE_MACHINE, N, 0"
    })
    void whatAPersonWritesIsRead(Fact fact, String text, double value) {
        assertThat(fact.parse(" " + text + " ")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "WRITERS, 0, a whole number from 1 to 10000",
        "WRITERS, 10001, a whole number from 1 to 10000",
        "WRITERS, 1.5, a whole number from 1 to 10000",
        "WRITERS, '', a whole number from 1 to 10000",
        "RUNS_PER_DAY, -1, a number from 0 to 100000000",
        "RUNS_PER_DAY, 100000001, a number from 0 to 100000000",
        "RUNS_PER_DAY, 1e3, a number from 0 to 100000000",
        "IDLE_HOURS, 23.01, a number from 0 to 23",
        "HISTORY_DAYS, 0, a whole number from 1 to 36500",
        "SHORTEST_SCHEDULE, 0s, 'a time such as 30s, 15m or 1d, from 1s to 366d'",
        "SHORTEST_SCHEDULE, 367d, 'a time such as 30s, 15m or 1d, from 1s to 366d'",
        "SHORTEST_SCHEDULE, soon, 'a time such as 30s, 15m or 1d, from 1s to 366d'",
        "ONE_MACHINE, perhaps, yes or no"
    })
    void whatIsNoneIsRefusedWithWhatWasExpected(Fact fact, String text, String expected) {
        assertThatThrownBy(() -> fact.parse(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(fact.word() + ": expected " + expected);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAssumedIsWithinTheBoundsAndReadsBack(Fact fact) {
        double assumed = Workload.ASSUMED.of(fact);

        assertThat(fact.parse(fact.text(assumed))).isEqualTo(assumed);
        assertThat(Workload.ASSUMED.answer(fact).by()).isEqualTo(By.ASSUMED);
    }

    @Test
    void aRunIsAssumedToTakeLongerTheMoreItMoves() {
        assertThat(Given.workload(Fact.ROWS_PER_RUN, 0).of(Fact.SECONDS_PER_RUN))
                .isEqualTo(5);
        assertThat(Given.workload(Fact.ROWS_PER_RUN, 200_000).of(Fact.SECONDS_PER_RUN))
                .isEqualTo(25);
        assertThat(Given.workload(Fact.ROWS_PER_RUN, "1000000000000").of(Fact.SECONDS_PER_RUN))
                .isEqualTo(86_400);
    }

    @Test
    void aValueOutOfBoundsIsNoWorkload() {
        assertThatThrownBy(() -> Workload.ASSUMED.with(Fact.READERS, -1, By.MEASURED))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(
                        "readers: expected a whole number from 0 to 10000 (people and dashboards that ask at once, at most), given -1");
        assertThatThrownBy(() -> Workload.ASSUMED.with(Fact.IDLE_HOURS, Double.NaN, By.MEASURED))
                .isInstanceOf(InvalidInput.class)
                .hasMessageEndingWith("given NaN");
    }
}
