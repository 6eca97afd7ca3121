package io.hakiri.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.RunIds;
import io.hakiri.pipeline.ConnectorSpec;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.RunSettings;
import io.hakiri.pipeline.Schedule;
import io.hakiri.pipeline.StreamSpec;
import io.hakiri.schema.SchemaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Schedule HOURLY = new Schedule.Every(Duration.ofHours(1));
    private static final PipelineStatus ACTIVE = new PipelineStatus.Active();

    @Test
    void aNewPipelineWithAScheduleRuns() {
        assertThat(plan(HOURLY, null).action()).isInstanceOf(Plan.Action.Run.class);
        assertThat(plan(new Schedule.OnDemand(), null).action()).isInstanceOf(Plan.Action.Skip.class);
    }

    @Test
    void whatIsDueRunsAndWhatIsNotWaits() {
        assertThat(plan(HOURLY, state(ACTIVE, NOW, null)).action()).isInstanceOf(Plan.Action.Run.class);
        assertThat(plan(HOURLY, state(ACTIVE, NOW.plusMillis(1), null)).action())
                .isInstanceOf(Plan.Action.Wait.class);
        assertThat(plan(HOURLY, state(ACTIVE, null, null)).action()).isInstanceOf(Plan.Action.Skip.class);
    }

    @Test
    void aLiveLeaseIsWaitedForAndADeadOneIsTaken() {
        assertThat(plan(HOURLY, state(ACTIVE, NOW, lease(NOW.plusSeconds(1)))).action())
                .isInstanceOf(Plan.Action.Wait.class);
        assertThat(plan(HOURLY, state(ACTIVE, NOW.plusSeconds(60), lease(NOW))).action())
                .isInstanceOfSatisfying(
                        Plan.Action.Run.class, run -> assertThat(run.reason()).contains("died"));
    }

    @Test
    void pausedSealedAndMovedPipelinesAreSkippedAndSayWhy() {
        assertThat(plan(HOURLY, state(new PipelineStatus.OnHold("audit"), NOW, null))
                        .action())
                .isInstanceOfSatisfying(
                        Plan.Action.Skip.class,
                        skip -> assertThat(skip.reason()).contains("audit"));
        assertThat(plan(HOURLY, state(new PipelineStatus.Sealed(), NOW, null)).action())
                .isInstanceOf(Plan.Action.Skip.class);
        assertThat(plan(HOURLY, state(new PipelineStatus.Relocated("postgresql://x"), NOW, null))
                        .action())
                .isInstanceOfSatisfying(
                        Plan.Action.Skip.class,
                        skip -> assertThat(skip.reason()).contains("postgresql://x"));
    }

    private static Plan plan(Schedule schedule, @Nullable PipelineState state) {
        ConnectorSpec none = new ConnectorSpec("none", Map.of());
        Pipeline pipeline = new Pipeline(
                new PipelineId("p"),
                none,
                none,
                schedule,
                SchemaPolicy.EVOLVE,
                List.of(StreamSpec.named("s")),
                RunSettings.DEFAULTS);
        return Planner.plan(List.of(new Planner.Observed(pipeline, state)), NOW).getFirst();
    }

    private static PipelineState state(PipelineStatus status, @Nullable Instant due, @Nullable Lease lease) {
        return new PipelineState(PipelineKey.of("demo", "p"), "{}", 1, status, new Fence(7), due, 0, lease);
    }

    private static Lease lease(Instant until) {
        RunIds ids = RunIds.uuid7(InstantSource.fixed(NOW), new SplittableRandom(1));
        return new Lease("w", ids.next(), new Fence(7), NOW.minusSeconds(60), until);
    }
}
