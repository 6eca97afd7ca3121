package io.hakiri.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.deploy.cost.Estimate;
import io.hakiri.deploy.cost.Line;
import io.hakiri.deploy.cost.Usage;
import io.hakiri.deploy.preview.PreviewFailed;
import io.hakiri.deploy.settings.Environment;
import io.hakiri.deploy.settings.Topology;
import io.hakiri.topology.Answer.By;
import io.hakiri.topology.Bill;
import io.hakiri.topology.Fact;
import io.hakiri.topology.Prices;
import io.hakiri.topology.RegionPrices;
import io.hakiri.topology.Rule;
import io.hakiri.topology.Use;
import io.hakiri.topology.Workload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the advice of the engine says a topology costs is what the program makes of it in production. */
class AdvisedBillsTest {
    private static final Prices PRICES = Prices.standard();
    private static final RegionPrices HERE = RegionPrices.in("eu-central-1", PRICES);

    private static final Workload SMALL = Workload.ASSUMED;
    private static final Workload IDLE = Workload.ASSUMED
            .with(Fact.RUNS_PER_DAY, 3, By.SAID)
            .with(Fact.IDLE_HOURS, 22, By.SAID)
            .with(Fact.READERS, 0, By.SAID);
    private static final Workload LARGE = Workload.ASSUMED
            .with(Fact.RUNS_PER_DAY, 40_000, By.SAID)
            .with(Fact.SECONDS_PER_RUN, 1000, By.SAID)
            .with(Fact.WRITERS, 2560, By.SAID)
            .with(Fact.IDLE_HOURS, 0, By.SAID);

    private static io.hakiri.topology.Topology advised(Topology topology) {
        return io.hakiri.topology.Topology.valueOf(topology.name());
    }

    private static Estimate estimate(Topology topology, Use use) {
        String tasks = String.valueOf((int) use.tasks());
        Graphs.Graph graph = use.tasks() <= 2 || !topology.isContainer()
                ? Graphs.named(topology.word() + " prod")
                : Graphs.make(
                        "more tasks", topology, Environment.PROD, "tasks", tasks, "mostTasks", tasks, "poolSize", "1");
        return Estimate.of(
                graph.resources(),
                PRICES,
                Usage.parse(
                        Environment.PROD,
                        ("pipelines=1,runs-per-day=%s,seconds-per-run=%s,api-requests-per-day=%s,idle-hours=%s,busy-acu=%s,"
                                        + "catalog-gb=%s,s3-gb=0,log-gb=%s,metrics=%s,deployments=%s")
                                .formatted(
                                        text(use.runs() * 24 / 730),
                                        text(use.secondsPerRun()),
                                        text(use.answersPerDay()),
                                        text(use.idleHours()),
                                        text(use.busyAcu()),
                                        text(use.catalogGb()),
                                        text(use.logGb()),
                                        text(Use.METRICS),
                                        text(Use.DEPLOYMENTS))));
    }

    private static String text(double value) {
        return BigDecimal.valueOf(value)
                .setScale(6, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static Map<String, Double> quantities(Estimate estimate) {
        Map<String, Double> quantities = new TreeMap<>();
        for (Line line : estimate.lines()) {
            quantities.merge(line.price().key(), line.quantity().doubleValue(), Double::sum);
        }
        return quantities;
    }

    private static Map<String, Double> quantities(Bill bill) {
        Map<String, Double> quantities = new TreeMap<>();
        for (Bill.Line line : bill.lines()) {
            quantities.merge(line.price().key(), line.quantity(), Double::sum);
        }
        return quantities;
    }

    private static void assertSame(Topology topology, Workload workload) {
        Use use = Use.of(workload);
        Estimate estimate = estimate(topology, use);
        Bill bill = HERE.bill(advised(topology), use);

        Map<String, Double> made = quantities(estimate);
        Map<String, Double> advised = quantities(bill);
        assertThat(advised).containsOnlyKeys(made.keySet());
        made.forEach((price, quantity) -> assertThat(advised.getOrDefault(price, 0.0))
                .as("%s of %s", price, topology)
                .isCloseTo(quantity, Assertions.offset(Math.max(quantity * 1e-6, 2e-6))));
        // each of thirty lines is rounded to a cent
        assertThat(bill.total().subtract(estimate.total()).abs()).isLessThan(new BigDecimal("0.10"));
        assertThat(bill.fixed().subtract(estimate.fixed()).abs()).isLessThan(new BigDecimal("0.10"));
    }

    @ParameterizedTest
    @EnumSource
    void ofAnUsualWorkload(Topology topology) {
        assertSame(topology, SMALL);
    }

    @ParameterizedTest
    @EnumSource
    void ofOneThatIsIdleMostOfTheTime(Topology topology) {
        assertSame(topology, IDLE);
    }

    @ParameterizedTest
    @EnumSource
    void ofOneWithManyAndLongRuns(Topology topology) {
        assertSame(
                topology,
                LARGE.with(Fact.WRITERS, topology.isContainer() ? 640 : 2560, By.SAID)
                        .with(Fact.RUNS_PER_DAY, topology.isContainer() ? 40_000 : 400_000, By.SAID));
    }

    /** A border of a rule, and the settings that stand for it: what fits is made, and one more is refused. */
    @Test
    void bordersOfConnectionsAreThoseThatTheProgramRefuses() {
        assertBorder("connections-fargate-rds", Topology.FARGATE_RDS, 8, "tasks", "mostTasks");
        assertBorder("connections-fargate-aurora", Topology.FARGATE_AURORA, 8, "tasks", "mostTasks");
        assertBorder("connections-lambda-rds", Topology.LAMBDA_RDS, 1, "concurrency");
    }

    private static void assertBorder(String id, Topology topology, int runsOfOne, String... settings) {
        int border = (int) Rule.all().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow()
                .border();
        assertThat(border % runsOfOne).isZero();
        make(topology, border / runsOfOne, settings);
        Assertions.assertThatThrownBy(() -> make(topology, border / runsOfOne + 1, settings))
                .isInstanceOf(PreviewFailed.class)
                .hasMessageContaining("connections");
    }

    private static void make(Topology topology, int count, String... settings) {
        String[] config = new String[settings.length * 2];
        for (int i = 0; i < settings.length; i++) {
            config[2 * i] = settings[settings.length - 1 - i];
            config[2 * i + 1] = String.valueOf(settings[settings.length - 1 - i].equals("tasks") ? 2 : count);
        }
        Graphs.make("border", topology, Environment.PROD, config);
    }
}
