package io.hakiri.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A count that is kept between two looks. */
final class CountedTest {
    private long now;
    private int there;
    private int looks;

    private final Counted counted = new Counted(() -> now);

    private int reserve() {
        return counted.reserve(3, () -> {
            looks++;
            return there;
        });
    }

    @Test
    void whatPassesHereIsCountedWithoutALook() {
        for (int i = 0; i < 3; i++) {
            assertThat(reserve()).isEqualTo(-1);
            there++;
            counted.came(true);
        }
        assertThat(looks).isEqualTo(1);
        assertThat(reserve()).isEqualTo(3);
        counted.went();
        assertThat(reserve()).isEqualTo(-1);
        counted.came(false);
        assertThat(reserve()).isEqualTo(-1);
        assertThat(reserve()).as("a place is kept for what is coming").isEqualTo(3);
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void nothingIsRefusedByAnOldCountAndNothingPassesByAVeryOldOne() {
        there = 3;
        assertThat(reserve()).isEqualTo(3);
        there = 2;
        assertThat(reserve()).as("just counted").isEqualTo(3);
        now += Counted.OLD_AT_THE_LIMIT.plus(Duration.ofNanos(1)).toNanos();
        assertThat(reserve()).isEqualTo(-1);
        counted.came(false);
        there = 3; // by another instance
        assertThat(reserve()).isEqualTo(-1);
        counted.came(false);
        now += Counted.OLD.plus(Duration.ofNanos(1)).toNanos();
        assertThat(reserve()).isEqualTo(3);
    }
}
