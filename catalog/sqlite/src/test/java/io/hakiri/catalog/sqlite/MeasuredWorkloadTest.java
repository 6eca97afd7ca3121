package io.hakiri.catalog.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import io.hakiri.pipeline.Schedule;
import io.hakiri.topology.Answer.By;
import io.hakiri.topology.Fact;
import io.hakiri.topology.Measurement;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the history of a real catalog says about its workload. Its time is moved by hand, from noon of the first of January. */
class MeasuredWorkloadTest {
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final Actor ANN = new Actor("ann", "the test says so");

    private final SqliteFixture fixture = new SqliteFixture();
    private final RunIds ids = RunIds.uuid7(fixture::now, new SecureRandom());
    private final Catalog catalog = fixture.open(fixture.newAddress());
    private final Map<String, Writer> writers = new HashMap<>();

    @AfterEach
    void close() {
        catalog.close();
    }

    private void begin(String name) {
        PipelineKey pipeline = new PipelineKey(SHOP, new PipelineId(name));
        if (catalog.pipeline(pipeline).isEmpty()) {
            catalog.put(new PutPipeline(pipeline, "{}", null, 0L, ANN));
        }
        BeginResult answer = catalog.begin(new Begin(
                pipeline,
                ids.next(),
                RequestId.random(),
                "worker",
                Duration.ofHours(24),
                new Trigger.Manual(),
                Set.of("a")));
        assertThat(answer).isInstanceOf(BeginResult.Granted.class);
        writers.put(name, ((BeginResult.Granted) answer).writer());
    }

    private void finish(String name, long rows) {
        Progress progress = new Progress(
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of("a", new Counts(rows, rows, 0, 10 * rows)));
        Writer writer = Objects.requireNonNull(writers.remove(name));
        assertThat(catalog.commit(new Commit(writer, 1, progress, new Next.Finish(RunStatus.SUCCEEDED, null, null))))
                .isInstanceOf(CommitResult.Committed.class);
    }

    private void pass(Duration time) {
        fixture.advance(time);
    }

    private Measurement measured(Duration back) {
        return Measurement.of(catalog, SHOP, back, fixture.now()).orElseThrow();
    }

    @Test
    void runsOfAWeekAreCountedAndTimed() {
        Instant first = fixture.now();
        for (int day = 0; day < 7; day++) {
            // two at once for a minute, then one alone for two: all within one hour of the day
            begin("a");
            begin("b");
            pass(Duration.ofMinutes(1));
            finish("a", 100);
            pass(Duration.ofMinutes(2));
            finish("b", 300);
            pass(Duration.ofHours(24).minusMinutes(3));
        }

        Measurement week = measured(Duration.ofDays(30));

        assertThat(week.runs()).isEqualTo(14);
        assertThat(week.from()).isEqualTo(first);
        assertThat(week.until()).isEqualTo(first.plus(Duration.ofDays(7)));
        assertThat(week.isWhole()).isTrue();
        assertThat(week.workload().of(Fact.RUNS_PER_DAY)).isEqualTo(2);
        assertThat(week.workload().of(Fact.WRITERS)).isEqualTo(2);
        assertThat(week.workload().of(Fact.ROWS_PER_RUN)).isEqualTo(200);
        assertThat(week.workload().of(Fact.SECONDS_PER_RUN)).isEqualTo(120);
        assertThat(week.workload().of(Fact.IDLE_HOURS)).isEqualTo(23);
        assertThat(week.workload().answer(Fact.READERS).by()).isEqualTo(By.ASSUMED);
    }

    @Test
    void onlyWhatBeganWithinTheTimeCounts() {
        begin("a");
        finish("a", 1);
        pass(Duration.ofDays(10));
        begin("a");
        pass(Duration.ofHours(30));
        finish("a", 5);

        Measurement recent = measured(Duration.ofDays(2));

        assertThat(recent.runs()).isEqualTo(1);
        assertThat(recent.workload().of(Fact.ROWS_PER_RUN)).isEqualTo(5);
        assertThat(recent.workload().of(Fact.SECONDS_PER_RUN)).isEqualTo(86_400); // a day at most
        assertThat(recent.workload().of(Fact.IDLE_HOURS)).isZero(); // 30 hours of 30
    }

    @Test
    void oneThatEndsWhenTheNextBeginsIsNotBesideIt() {
        begin("a");
        pass(Duration.ofMinutes(1));
        finish("a", 1);
        begin("b");
        pass(Duration.ofMinutes(1));
        begin("c"); // goes on, as does b
        pass(Duration.ofMinutes(1));

        assertThat(measured(Duration.ofDays(1)).workload().of(Fact.WRITERS)).isEqualTo(2);
    }

    @Test
    void aYoungProjectCountsAsADayOldAndSaysNothingAboutIdleHours() {
        begin("a");
        finish("a", 1);
        pass(Duration.ofMinutes(10));

        Measurement young = measured(Duration.ofDays(30));

        assertThat(young.workload().of(Fact.RUNS_PER_DAY)).isEqualTo(1);
        assertThat(young.workload().answer(Fact.IDLE_HOURS).by()).isEqualTo(By.ASSUMED);
    }

    @Test
    void whereNothingRanNothingIsMeasured() {
        assertThat(Measurement.of(catalog, SHOP, Duration.ofDays(30), fixture.now()))
                .isEmpty();
    }

    @Test
    void theShortestScheduleIsFoundAmongAll() {
        begin("a");
        finish("a", 1);
        pass(Duration.ofMinutes(1));
        Measurement measured = measured(Duration.ofDays(1));
        Schedule nights = Schedule.parse("0,20 3 * * *");
        Schedule hours = Schedule.parse("every 1h");
        Schedule never = Schedule.parse("on demand");

        assertThat(measured.withShortest(List.of(hours, nights, never), fixture.now())
                        .workload()
                        .of(Fact.SHORTEST_SCHEDULE))
                .isEqualTo(20 * 60);
        assertThat(measured.withShortest(List.of(hours), fixture.now())
                        .workload()
                        .of(Fact.SHORTEST_SCHEDULE))
                .isEqualTo(3600);
        assertThat(measured.withShortest(List.of(never), fixture.now())
                        .workload()
                        .answer(Fact.SHORTEST_SCHEDULE)
                        .by())
                .isEqualTo(By.ASSUMED);
    }
}
