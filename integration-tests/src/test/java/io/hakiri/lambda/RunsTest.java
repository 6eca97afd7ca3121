package io.hakiri.lambda;

import static io.hakiri.lambda.LocalFunction.direct;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.emulator.Outcome;
import io.hakiri.it.Lake;
import io.hakiri.it.SlowApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that take longer than a function may, and functions that are killed: each row is there once. */
final class RunsTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261130);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** Where none may be cut off, also on a machine that is slow. */
    private static final Duration LONGER_LIMIT = Duration.ofSeconds(8);

    /** Many of them follow each other in short time. */
    private static final Duration SHORT_LIMIT = Duration.ofSeconds(3);
    /** That many of those take, to read at their pace. */
    private static final int MANY_ROWS = 6_000;

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int FEW_DEATHS = 6;
    /** Pipelines whose functions are killed, side by side. */
    private static final int KILLED = 3;
    /** Of each pipeline: all of them together have more than are read until the last death. */
    private static final int ROWS_PER_DEATH = 250;

    private static final PipelineKey PIPELINE = PipelineKey.of("test", "p0");

    @TempDir
    private Path folder;

    /** As a scheduler does; one that is cut off, on a machine that is slow, is followed by the next when its place is free again. */
    private static void tick(LocalFunction function) throws InterruptedException {
        Outcome outcome;
        do {
            outcome = function.lambda()
                    .invoke(direct("POST", "/v1/reconcile", null).toString());
        } while (outcome instanceof Outcome.TimedOut && function.lambda().awaitQuiet(PATIENCE));
        assertThat(outcome).as("%s", function.log()).isInstanceOf(Outcome.Answered.class);
        assertThat(function.lambda().awaitQuiet(PATIENCE))
                .as("%s", function.log())
                .isTrue();
    }

    private PipelineState state(LocalFunction function) {
        return function.catalog().pipeline(PIPELINE).orElseThrow();
    }

    private void eachRowOnce(int expected) throws IOException {
        eachRowOnce(0, expected);
    }

    private void eachRowOnce(int pipeline, int expected) throws IOException {
        try (Lake lake = new Lake(folder.resolve("lake" + pipeline))) {
            assertThat(lake.rows("select count(*), count(distinct n) from " + lake.jsonl("s")))
                    .containsExactly(expected + "|" + expected);
        }
    }

    @Test
    void aPipelineThatTakesLongerThanAFunctionMayIsHandedOnFromOneToTheNext() throws Exception {
        handsOn(LocalFunction.limited(folder, LONGER_LIMIT, Map.of()));
    }

    @Test
    void theSameOnPostgres() throws Exception {
        handsOn(LocalFunction.onPostgres(folder, LONGER_LIMIT));
    }

    private void handsOn(LocalFunction packaged) throws Exception {
        try (SlowApi api = new SlowApi();
                LocalFunction function = packaged) {
            api.project(folder, 1, "30s");
            function.declare(folder);

            int ticks = 0;
            while (!isDone(function, "p0")) {
                tick(function);
                ticks++;
            }

            List<Run> runs = function.runs("p0");
            assertThat(runs.subList(1, runs.size()))
                    .as("those that handed over")
                    .hasSizeGreaterThan(2)
                    .extracting(Run::status)
                    .containsOnly(RunStatus.CANCELLED);
            assertThat(ticks).as("most go on by themselves").isLessThan(runs.size());
            assertThat(function.lambda().asynchronous())
                    .as("nothing was killed by its limit")
                    .hasSizeGreaterThanOrEqualTo(runs.size())
                    .allMatch(outcome -> outcome instanceof Outcome.Answered);
            assertThat(state(function).lease()).as("given back").isNull();
            eachRowOnce(SlowApi.ROWS);
        }
    }

    @Test
    void aChainEndsWhereItMayAndTheNextTickGoesOn() throws Exception {
        try (SlowApi api = new SlowApi();
                LocalFunction function = LocalFunction.limited(folder, LONGER_LIMIT, Map.of("HAKIRI_MOST_HOPS", "2"))) {
            api.project(folder, 1, "30s");
            function.declare(folder);

            tick(function);
            assertThat(function.runs("p0"))
                    .as("all that one chain may")
                    .hasSizeBetween(1, 2)
                    .extracting(Run::status)
                    .containsOnly(RunStatus.CANCELLED);
            assertThat(state(function).lease()).isNull();
            Fence before = state(function).fence();

            api.hurry();
            tick(function);
            assertThat(state(function).fence()).isGreaterThan(before);
            while (!isDone(function, "p0")) {
                tick(function);
            }
            eachRowOnce(SlowApi.ROWS);
        }
    }

    @Test
    void theSixteenthCallOfItselfIsDroppedAndTheNextTickGoesOn() throws Exception {
        try (SlowApi api = new SlowApi(MANY_ROWS);
                LocalFunction function = LocalFunction.guarded(folder, SHORT_LIMIT)) {
            api.project(folder, 1, "1s");
            function.declare(folder);
            while (function.lambda().asynchronous().stream().noneMatch(Outcome.Dropped.class::isInstance)) {
                assertThat(isDone(function, "p0")).as("over before that").isFalse();
                tick(function);
            }
            assertThat(function.runs("p0").getFirst().status()).isNotEqualTo(RunStatus.SUCCEEDED);

            api.hurry();
            while (!isDone(function, "p0")) {
                tick(function);
            }
            eachRowOnce(MANY_ROWS);
        }
    }

    @Test
    void aProcessThatIsToldToEndGivesItsLeaseBack() throws Exception {
        try (SlowApi api = new SlowApi();
                LocalFunction function = LocalFunction.in(folder, Map.of("HAKIRI_MOST_HOPS", "1"))) {
            api.project(folder, 1, "1h");
            function.declare(folder);
            function.answer(direct("POST", "/v1/reconcile", null)).expect(200);
            while (state(function).lease() == null) {
                assertThat(function.lambda().asynchronous()).isEmpty();
                Thread.onSpinWait();
            }
            function.lambda().endProcesses();
            assertThat(state(function).lease()).isNull();
            assertThat(function.runs("p0")).extracting(Run::status).containsExactly(RunStatus.CANCELLED);

            api.hurry();
            tick(function);
            assertThat(function.runs("p0").getFirst().status()).isEqualTo(RunStatus.SUCCEEDED);
            eachRowOnce(SlowApi.ROWS);
        }
    }

    @Test
    void killedAtRandomInstantsNothingIsLostOrDoubled() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        int deaths = Integer.getInteger("hakiri.deaths", FEW_DEATHS);
        int rows = deaths * ROWS_PER_DEATH;
        try (SlowApi api = new SlowApi(rows);
                LocalFunction function = LocalFunction.limited(folder, LIMIT, Map.of())) {
            api.project(folder, KILLED, "1s");
            function.declare(folder);
            function.lambda().killAfter(() -> Optional.of(Duration.ofMillis(random.nextLong(LIMIT.toMillis()))));

            while (killed(function) < deaths) {
                assertThat(areAllDone(function))
                        .as("over before the last death")
                        .isFalse();
                tick(function);
            }
            function.lambda().killAfter(Optional::empty);
            api.hurry();
            while (!areAllDone(function)) {
                tick(function);
            }
            Set<RunStatus> ends = EnumSet.noneOf(RunStatus.class);
            for (int i = 0; i < KILLED; i++) {
                function.runs("p" + i).forEach(run -> ends.add(run.status()));
                eachRowOnce(i, rows);
            }
            assertThat(ends)
                    .as("seed %s", SEED)
                    .contains(RunStatus.SUCCEEDED, RunStatus.ABANDONED)
                    .isSubsetOf(RunStatus.SUCCEEDED, RunStatus.ABANDONED, RunStatus.CANCELLED);
        }
    }

    private static boolean areAllDone(LocalFunction function) {
        return IntStream.range(0, KILLED).allMatch(i -> isDone(function, "p" + i));
    }

    private static boolean isDone(LocalFunction function, String pipeline) {
        List<Run> runs = function.runs(pipeline);
        return !runs.isEmpty() && runs.getFirst().status() == RunStatus.SUCCEEDED;
    }

    private static long killed(LocalFunction function) {
        return function.lambda().asynchronous().stream()
                .filter(outcome -> outcome instanceof Outcome.Killed)
                .count();
    }
}
