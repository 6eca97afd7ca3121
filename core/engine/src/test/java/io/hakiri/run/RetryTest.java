package io.hakiri.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.RunStatus;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.pipeline.RunSettings;
import io.hakiri.pipeline.Schedule;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:01Z");
    private static final Schedule HOURLY = new Schedule.Every(Duration.ofHours(1));

    @Test
    void transientTroubleIsTriedAgainWithLongerAndLongerWaits() {
        ConnectorException trouble = trouble(ErrorClass.TRANSIENT);
        Duration first = RunSettings.DEFAULTS.retryDelay();

        assertThat(Retry.withinRun(trouble, 1, RunSettings.DEFAULTS)).contains(first);
        assertThat(Retry.withinRun(trouble, 2, RunSettings.DEFAULTS)).contains(first.multipliedBy(2));
        assertThat(Retry.withinRun(trouble, RunSettings.DEFAULTS.retries() + 1, RunSettings.DEFAULTS))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorClass.class,
            names = {"PERMANENT", "SCHEMA_INCOMPATIBLE"})
    void whatSomeoneHasToMendIsNotTriedAgain(ErrorClass kind) {
        assertThat(Retry.withinRun(trouble(kind), 1, RunSettings.DEFAULTS)).isEmpty();
    }

    @Test
    void expiredCredentialsAreTriedOnceMore() {
        assertThat(Retry.withinRun(trouble(ErrorClass.AUTH_EXPIRED), 1, RunSettings.DEFAULTS))
                .isPresent();
        assertThat(Retry.withinRun(trouble(ErrorClass.AUTH_EXPIRED), 2, RunSettings.DEFAULTS))
                .isEmpty();
    }

    @Test
    void aRateLimitGetsThePatienceItAsksForUnlessThatIsTooLongForARun() {
        assertThat(Retry.withinRun(limited(Duration.ofSeconds(30)), 1, RunSettings.DEFAULTS))
                .contains(Duration.ofSeconds(30));
        assertThat(Retry.withinRun(limited(Duration.ofMinutes(10)), 1, RunSettings.DEFAULTS))
                .isEmpty();
        assertThat(Retry.nextDue(HOURLY, RunStatus.FAILED, 1, limited(Duration.ofMinutes(10)), NOW))
                .isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    }

    @Test
    void afterASuccessTheScheduleHolds() {
        assertThat(Retry.nextDue(HOURLY, RunStatus.SUCCEEDED, 0, null, NOW))
                .isEqualTo(Instant.parse("2026-03-01T13:00:00Z"));
    }

    @Test
    void afterTransientTroubleABackoffHoldsThatGrowsToItsLimit() {
        ConnectorException trouble = trouble(ErrorClass.TRANSIENT);

        assertThat(Retry.nextDue(HOURLY, RunStatus.FAILED, 1, trouble, NOW)).isEqualTo(NOW.plus(Retry.FIRST_BACKOFF));
        assertThat(Retry.nextDue(HOURLY, RunStatus.FAILED, 3, trouble, NOW))
                .isEqualTo(NOW.plus(Retry.FIRST_BACKOFF.multipliedBy(4)));
        assertThat(Retry.nextDue(HOURLY, RunStatus.FAILED, 1_000_000, trouble, NOW))
                .isEqualTo(NOW.plus(Retry.LONGEST_BACKOFF));
    }

    @Test
    void permanentTroubleWaitsForTheScheduleAtLeast() {
        assertThat(Retry.nextDue(HOURLY, RunStatus.FAILED, 1, trouble(ErrorClass.PERMANENT), NOW))
                .isEqualTo(Instant.parse("2026-03-01T13:00:00Z"));
    }

    @Test
    void aPipelineOnDemandIsNeverDueByItself() {
        assertThat(Retry.nextDue(new Schedule.OnDemand(), RunStatus.FAILED, 1, trouble(ErrorClass.TRANSIENT), NOW))
                .isNull();
    }

    private static ConnectorException trouble(ErrorClass kind) {
        return new ConnectorException(kind, "test", null);
    }

    private static ConnectorException limited(Duration retryAfter) {
        return new ConnectorException(ErrorClass.RATE_LIMITED, "test", null, retryAfter);
    }
}
