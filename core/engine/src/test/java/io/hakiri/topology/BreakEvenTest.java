package io.hakiri.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class BreakEvenTest {
    private static double cost(Topology topology, Axis axis, double value, Workload workload) {
        return axis.cost(topology, value, workload, Given.FRANKFURT);
    }

    private static void assertEven(BreakEven point, Workload workload) {
        double step = Math.max(point.at() * 1e-3, 1e-3);
        assertThat(cost(point.below(), point.axis(), point.at(), workload))
                .isCloseTo(cost(point.above(), point.axis(), point.at(), workload), Assertions.offset(0.01))
                .isCloseTo(point.cost(), Assertions.offset(0.01));
        assertThat(cost(point.below(), point.axis(), point.at() - step, workload))
                .isLessThan(cost(point.above(), point.axis(), point.at() - step, workload));
        assertThat(cost(point.below(), point.axis(), point.at() + step, workload))
                .isGreaterThan(cost(point.above(), point.axis(), point.at() + step, workload));
    }

    @Test
    void bothCostTheSameThereAndTheOrderTurns() {
        for (Workload workload : List.of(
                Given.workload(),
                Given.workload(Fact.IDLE_HOURS, 0, Fact.SECONDS_PER_RUN, 300),
                Given.workload(Fact.WRITERS, 200, Fact.HISTORY_DAYS, 3650),
                Given.workload(Fact.RUNS_PER_DAY, 0, Fact.READERS, 500),
                Given.workload(Fact.RUNS_PER_DAY, 60_000, Fact.SECONDS_PER_RUN, 60))) {
            List<BreakEven> points = Advice.of(workload, Given.FRANKFURT).breakEvens();
            assertThat(points).isNotEmpty().allSatisfy(point -> assertEven(point, workload));
        }
    }

    @Test
    void theHoursFromWhichAuroraIsCheaperThanRds() {
        List<BreakEven> points = Given.advice().breakEvens().stream()
                .filter(point -> point.axis() == Axis.IDLE_HOURS)
                .toList();

        // by hand: RDS has 320.86 for its database, Aurora 204.40 and 1.83 and (24 − h) × 30.4167 × 2 × 0.14
        double hours = 24 - (320.86 - 204.40 - 0.220388 - 1.606) / (730.0 / 24 * 2 * 0.14);
        assertThat(points).singleElement().satisfies(point -> {
            assertThat(point.at()).isCloseTo(hours, Assertions.offset(0.001));
            assertThat(point.below()).isEqualTo(Topology.FARGATE_RDS);
            assertThat(point.above()).isEqualTo(Topology.FARGATE_AURORA);
        });
    }

    @Test
    void whatIsRuledOutIsComparedWithNothing() {
        assertThat(Given.advice(Fact.SHORTEST_SCHEDULE, "1s").breakEvens())
                .isNotEmpty()
                .allSatisfy(point -> assertThat(List.of(point.below(), point.above()))
                        .containsExactlyInAnyOrder(Topology.FARGATE_RDS, Topology.FARGATE_AURORA));
    }

    @Test
    void theAxisOfRunsEndsWhereNobodyHasSoMany() {
        assertThat(Axis.RUNS_PER_DAY.to(Given.workload())).isEqualTo(10_000_000);
        // a day's run each, 10,000 at once
        assertThat(Axis.RUNS_PER_DAY.to(Given.workload(Fact.SECONDS_PER_RUN, 86_400, Fact.IDLE_HOURS, 0)))
                .isEqualTo(10_000);
        assertThat(Axis.RUNS_PER_DAY.to(Given.workload(Fact.SECONDS_PER_RUN, 0)))
                .isEqualTo(10_000_000);
    }
}
