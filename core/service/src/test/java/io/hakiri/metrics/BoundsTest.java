package io.hakiri.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.watch.Ending;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Figures stay bounded, whatever comes. */
final class BoundsTest {
    private static final RunId RUN = new RunId(UUID.fromString("019b7a2e-0d5c-7c3a-9c41-0c2f7a3be001"));

    @Test
    void whatIsBeyondTheBoundsCountsAsOthersAndNothingIsLost() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RunMeters meters = new RunMeters(registry, new Labels());
        int each = 20;
        for (int project = 0; project < 150; project++) {
            for (int pipeline = 0; pipeline < each; pipeline++) {
                PipelineKey key = PipelineKey.of("p" + project, "x" + pipeline);
                meters.ended(new Ending(key, RUN, null, RunStatus.SUCCEEDED, null));
            }
        }
        Collection<Counter> counters = registry.find("hakiri.runs.ended").counters();
        assertThat(counters).hasSizeLessThanOrEqualTo(Labels.MOST_PIPELINES + Labels.MOST_PROJECTS + 1);
        assertThat(counters.stream().mapToDouble(Counter::count).sum()).isEqualTo(150 * each);
        assertThat(registry.get("hakiri.runs.ended")
                        .tags(Tags.of("project", Labels.OTHERS, "pipeline", Labels.OTHERS))
                        .counter()
                        .count())
                .isEqualTo((150 - Labels.MOST_PROJECTS) * each);
    }

    @Test
    void aWaitIsFromTheFirstRefusalToTheGrantOfTheSameWorker() {
        LeaseWaits waits = new LeaseWaits();
        PipelineKey pipeline = PipelineKey.of("p", "x");
        waits.refused(pipeline, "a", 1_000);
        waits.refused(pipeline, "a", 2_000);
        assertThat(waits.granted(pipeline, "b", 3_000)).isEmpty();
        assertThat(waits.granted(pipeline, "a", 3_000)).hasValue(Duration.ofNanos(2_000));
        assertThat(waits.granted(pipeline, "a", 4_000)).as("it waits no more").isEmpty();
        waits.refused(pipeline, "a", 0);
        assertThat(waits.granted(pipeline, "a", LeaseWaits.LONGEST.toNanos() + 1))
                .as("it went away and came back")
                .isEmpty();
    }

    @Test
    void aTokenForFiguresIsNotShortAndNothingElse() {
        ScrapeToken token = ScrapeToken.of("0123456789abcdef");
        assertThat(token.isIn("Bearer 0123456789abcdef")).isTrue();
        assertThat(token.isIn("bearer  0123456789abcdef ")).isTrue();
        for (@Nullable
        String wrong :
                new @Nullable String[] {null, "", "Bearer", "Bearer ", "0123456789abcdef", "Basic 0123456789abcdef"}) {
            assertThat(token.isIn(wrong)).as(wrong).isFalse();
        }
        assertThat(ScrapeToken.NONE.isIn("Bearer ")).isFalse();
        assertThatThrownBy(() -> ScrapeToken.of("0123456789abcde"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageNotContaining("0123456789abcde");
    }
}
