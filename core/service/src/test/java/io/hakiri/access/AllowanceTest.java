package io.hakiri.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A rate for each of many, with a bound on how many are remembered. */
final class AllowanceTest {
    private long now = Long.MAX_VALUE - 5; // such a time may go over

    private Allowance of(int perSecond, int burst, int most) {
        return new Allowance(new Rate(perSecond, burst), most, () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void asManyAtOnceAsTheBurstAndThenAsManyAsTheRate() {
        Allowance allowance = of(10, 3, 100);
        for (int i = 0; i < 3; i++) {
            assertThat(allowance.take("ann")).isZero();
        }
        assertThat(allowance.wait("ann")).isEqualTo(Duration.ofMillis(100));
        assertThat(allowance.take("ann")).isEqualTo(Duration.ofMillis(100));
        assertThat(allowance.take("bea")).isZero();
        pass(Duration.ofMillis(99));
        assertThat(allowance.take("ann")).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(allowance.wait("ann")).isZero();
        assertThat(allowance.take("ann")).isZero();
        assertThat(allowance.take("ann")).isEqualTo(Duration.ofMillis(100));
        pass(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            assertThat(allowance.take("ann"))
                    .as("a pause gives no more than the burst")
                    .isZero();
        }
        assertThat(allowance.take("ann")).isPositive();
    }

    @Test
    void overAnyTimeNoMoreThanTheRateAndTheBurstPass() {
        Allowance allowance = of(7, 4, 100);
        int passed = 0;
        for (int millis = 0; millis < 10_000; millis++) {
            passed += allowance.take("ann").isZero() ? 1 : 0;
            pass(Duration.ofMillis(1));
        }
        assertThat(passed).isBetween(7 * 10 + 3, 7 * 10 + 4);
    }

    @Test
    void whoHasTakenNothingLatelyIsForgottenWhenRoomIsNeeded() {
        Allowance allowance = of(10, 3, 5);
        for (int i = 0; i < 5; i++) {
            allowance.take("early-" + i);
        }
        pass(Duration.ofMillis(50));
        allowance.take("late");
        assertThat(allowance.knows("late"))
                .as("all are remembered, so strangers share")
                .isFalse();
        pass(Duration.ofSeconds(1));
        allowance.take("later");
        assertThat(allowance.knows("later")).isTrue();
        assertThat(allowance.knows("early-0")).isFalse();
        assertThat(allowance.remembered()).isLessThanOrEqualTo(6);
    }

    @Test
    void strangersOfAFullMemoryShareOneRate() {
        Allowance allowance = of(1, 2, 3);
        for (int i = 0; i < 3; i++) {
            allowance.take("known-" + i);
        }
        int passed = 0;
        for (int i = 0; i < 1000; i++) {
            passed += allowance.take("stranger-" + i).isZero() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(2);
        assertThat(allowance.remembered()).isEqualTo(4);
        assertThat(allowance.take("known-0")).isZero();
    }

    @Test
    void ratesAreReadAsTheyAreSaid() {
        assertThat(Rate.parse("50")).contains(new Rate(50, 250));
        assertThat(Rate.parse(" 50/200 ")).contains(new Rate(50, 200));
        for (String text : new String[] {"", "0", "-1", "1.5", "50/", "50/0", "100001", "1/1000001", "9999999"}) {
            assertThat(Rate.parse(text)).as(text).isEmpty();
        }
        assertThatThrownBy(() -> new Rate(0, 1)).isInstanceOf(InvalidInput.class);
    }
}
