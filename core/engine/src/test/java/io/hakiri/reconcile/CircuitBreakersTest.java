package io.hakiri.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CircuitBreakersTest {
    private static final String SYSTEM = "postgres db:5432";
    private static final PipelineKey PIPELINE = PipelineKey.of("test", "p");

    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private final CircuitBreakers breakers = new CircuitBreakers(() -> now);
    private int runs;

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breakers.failed(SYSTEM, PIPELINE, run(runs++));
        }
    }

    private static RunId run(int number) {
        return new RunId(new UUID(0x7000L, 0x8000_0000_0000_0000L | number));
    }

    @Test
    void aSystemThatFailsNowAndThenIsAllowed() {
        fail(CircuitBreakers.FAILURES - 1);
        assertThat(breakers.allows(SYSTEM)).isTrue();
        breakers.succeeded(SYSTEM, now.plusMillis(1));
        fail(CircuitBreakers.FAILURES - 1);
        assertThat(breakers.allows(SYSTEM)).isTrue();
    }

    @Test
    void afterFailuresInARowItIsLeftAloneAndThenTriedByOne() {
        fail(CircuitBreakers.FAILURES);
        assertThat(breakers.allows(SYSTEM)).isFalse();
        assertThat(breakers.allows("postgres other:5432")).as("another system").isTrue();
        now = now.plus(CircuitBreakers.FIRST_PAUSE);
        assertThat(breakers.allows(SYSTEM)).as("one to see").isTrue();
        assertThat(breakers.allows(SYSTEM)).as("and no other").isFalse();
        breakers.succeeded(SYSTEM, now.plusMillis(1));
        assertThat(breakers.allows(SYSTEM)).isTrue();
        assertThat(breakers.isInTrouble(SYSTEM)).isFalse();
    }

    @Test
    void itIsLeftAloneLongerTheOftenerItFails() {
        fail(CircuitBreakers.FAILURES + 1);
        now = now.plus(CircuitBreakers.FIRST_PAUSE);
        assertThat(breakers.allows(SYSTEM)).isFalse();
        fail(1_000);
        now = now.plus(CircuitBreakers.LONGEST_PAUSE).minusMillis(1);
        assertThat(breakers.allows(SYSTEM)).isFalse();
        now = now.plusMillis(1);
        assertThat(breakers.allows(SYSTEM)).isTrue();
    }

    @Test
    void oneRunCountsOnceAndAnOldSuccessNothing() {
        for (int i = 0; i < 10; i++) {
            breakers.failed(SYSTEM, PIPELINE, run(0));
        }
        assertThat(breakers.allows(SYSTEM)).isTrue();
        fail(CircuitBreakers.FAILURES + 1);
        breakers.succeeded(SYSTEM, now.minus(Duration.ofHours(1)));
        assertThat(breakers.allows(SYSTEM)).isFalse();
    }

    @Test
    void manySystemsInTroubleDoNotTakeMoreAndMoreMemory() {
        for (int i = 0; i < 30_000; i++) {
            breakers.failed("system " + i, PipelineKey.of("test", "p" + i), run(i));
        }
        assertThat(breakers.isInTrouble("system 0"))
                .as("the oldest is forgotten")
                .isFalse();
        assertThat(breakers.isInTrouble("system 29999")).isTrue();
    }
}
