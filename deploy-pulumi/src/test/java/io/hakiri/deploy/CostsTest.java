package io.hakiri.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.deploy.Graphs.Graph;
import io.hakiri.deploy.cost.Estimate;
import io.hakiri.deploy.cost.EstimateJson;
import io.hakiri.deploy.cost.EstimateText;
import io.hakiri.deploy.cost.Line;
import io.hakiri.deploy.cost.Usage;
import io.hakiri.topology.Prices;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the program makes has a price, in every topology and environment. */
class CostsTest {
    private static final int WIDTH = 100;

    static List<Graph> every() {
        return Graphs.every();
    }

    private static Estimate estimate(Graph graph) {
        return Estimate.of(graph.resources(), Prices.standard(), Usage.of(graph.environment()));
    }

    @ParameterizedTest
    @MethodSource("every")
    void everythingIsPricedOrKnownToBeFree(Graph graph) {
        assertThat(estimate(graph).missing()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("every")
    void linesAddUpToTheTotal(Graph graph) {
        Estimate estimate = estimate(graph);

        assertThat(estimate.lines().stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(estimate.total());
        assertThat(estimate.fixed().add(estimate.growing())).isEqualByComparingTo(estimate.total());
        assertThat(estimate.region()).isEqualTo("eu-central-1");
        assertThat(estimate.otherRegions()).isEmpty();
        assertThat(estimate.drivers()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("every")
    void theTableFitsIntoHundredColumns(Graph graph) {
        assertThat(EstimateText.of(estimate(graph)).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDTH));
    }

    @Test
    void theSameGraphCostsTheSame() {
        Graph graph = Graphs.named("fargate-aurora prod");

        assertThat(EstimateText.of(estimate(graph))).isEqualTo(EstimateText.of(estimate(graph)));
        assertThat(EstimateJson.of(estimate(graph))).isEqualTo(EstimateJson.of(estimate(graph)));
    }

    @Test
    void aFunctionOnATableCostsLittleWhereNothingRuns() {
        assertThat(estimate(Graphs.named("lambda-dynamodb prod")).fixed()).isLessThan(new BigDecimal("10"));
    }

    @Test
    void tasksOfRunsGrowWithUse() {
        Graph graph = Graphs.named("fargate-rds with all");

        assertThat(estimate(graph).lines()).anySatisfy(line -> {
            assertThat(line.what()).isEqualTo("runs, processors");
            assertThat(line.isFixed()).isFalse();
        });
    }
}
