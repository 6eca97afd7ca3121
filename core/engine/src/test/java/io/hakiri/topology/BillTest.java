package io.hakiri.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One workload, reckoned by hand with the prices of Frankfurt: 73,000 runs of 10 s in a month, 152,083 answers, 1.852 GB in the catalog, 1.23 GB of
 * logs, 12 hours without work.
 */
class BillTest {
    private static final Use USE = Use.of(Workload.ASSUMED);

    private static final List<String> EVERYWHERE = List.of(
            "buckets, writes 3.94", // 0.73 × 5.4
            "buckets, reads 0.31", // 0.73 × 0.43
            "dashboard 3.00",
            "figures of Hakiri 6.00", // 20 × 0.3
            "logs 0.77", // 1.23 × 0.63
            "logs that are kept 0.07", // 1.23 × 365 / 30.4 × 0.15 × 0.0324
            "key 1.00",
            "requests to the key 0.88"); // 0.292 × 3

    private static final List<String> ON_FARGATE = List.of(
            "tasks, processors 54.39", // 2 × 730 × 0.03725
            "tasks, memory 11.94", // 2 × 2 × 730 × 0.00409
            "migrations, processors 0.00",
            "migrations, memory 0.00",
            "migrations, functions, time 0.00",
            "migrations, functions, requests 0.00",
            "private endpoints 105.12", // 4 × 3 × 730 × 0.012
            "through private endpoints 0.01", // 1.23 × 0.01
            "load balancer 19.71", // 730 × 0.027
            "load balancer, units 0.01", // 5,000 / 86,400 / 25 × 730 × 0.008
            "alarms 1.00",
            "figures of Container Insights 7.50", // 25 × 0.3
            "secret 0.40");

    private static final List<String> ON_RDS = List.of(
            "db.m7g.large with a standby 293.46", // 2 × 730 × 0.201
            "database, storage with a standby 27.40"); // 2 × 100 × 0.137

    private static void assertBill(Topology topology, String total, List<List<String>> parts) {
        Bill bill = Given.FRANKFURT.bill(topology, USE);

        assertThat(bill.lines())
                .extracting(line -> line.what() + " " + line.amount())
                .containsExactlyInAnyOrderElementsOf(
                        parts.stream().flatMap(List::stream).toList());
        assertThat(bill.total()).isEqualByComparingTo(total);
        assertThat(bill.fixed().add(bill.growing())).isEqualByComparingTo(total);
    }

    @Test
    void aServiceOnRds() {
        assertBill(Topology.FARGATE_RDS, "536.91", List.of(EVERYWHERE, ON_FARGATE, ON_RDS));
    }

    @Test
    void aServiceOnAurora() {
        assertBill(
                Topology.FARGATE_AURORA,
                "524.48",
                List.of(
                        EVERYWHERE,
                        ON_FARGATE,
                        List.of(
                                "Aurora, least capacity 204.40", // 2 × 730 × 0.14
                                "Aurora, capacity above that 102.20", // 2 × 1 ACU × 365 × 0.14
                                "Aurora, storage 0.22", // 1.852 × 0.119
                                "Aurora, reads and writes of storage 1.61"))); // 7.3 × 0.22
    }

    @Test
    void aFunctionOnATable() {
        assertBill(
                Topology.LAMBDA_DYNAMODB,
                "23.52",
                List.of(
                        EVERYWHERE,
                        List.of(
                                "scheduler 0.04", // 0.0438 × 1
                                "looks at what is due, requests 0.01", // 0.0438 × 0.2
                                "looks at what is due, time 0.01", // 43,800 × 0.05 s × 0.5 GB × 0.0000133334
                                "runs, requests 0.01", // 0.073 × 0.2
                                "runs, time 4.87", // 730,000 s × 0.5 GB × 0.0000133334
                                "table, writes of runs 0.56", // 0.73 × 0.7625
                                "table, looks at what is due 0.01", // 0.08322 × 0.1525
                                "table, reads of the API 0.02", // 0.152 × 0.1525
                                "table, storage 0.57", // 1.852 × 0.306
                                "table, point-in-time recovery 0.45", // 1.852 × 0.2448
                                "alarms 1.00")));
    }

    @Test
    void aFunctionOnRds() {
        assertBill(
                Topology.LAMBDA_RDS,
                "427.40",
                List.of(
                        EVERYWHERE,
                        ON_RDS,
                        List.of(
                                "migrations, time 0.01", // 4 × 120 s × 1 GB × 0.0000133334
                                "migrations, requests 0.00",
                                "scheduler 0.04",
                                "looks at what is due, requests 0.01",
                                "looks at what is due, time 0.03", // 2,190 × 0.0000133334
                                "runs, requests 0.01",
                                "runs, time 9.73", // 730,000 × 0.0000133334
                                "RDS Proxy 26.28", // 2 × 730 × 0.018
                                "private endpoints 52.56", // 2 × 3 × 730 × 0.012
                                "alarms 1.10",
                                "secrets 0.80")));
    }

    @Test
    void aFileCostsAwsNothing() {
        assertBill(Topology.LOCAL, "0.00", List.of());
    }

    @Test
    void moreWritersTakeMoreTasksAndMoreOfAurora() {
        Use many = Use.of(Given.workload(Fact.WRITERS, 100));

        assertThat(many.tasks()).isEqualTo(13); // 100 / 8, begun
        assertThat(many.busyAcu()).isEqualTo(3); // 2, and one for the 50 beyond 50
        assertThat(Use.of(Given.workload(Fact.WRITERS, 10_000)).busyAcu()).isEqualTo(16);
        assertThat(Use.of(Given.workload(Fact.WRITERS, 17)).tasks()).isEqualTo(3);
        assertThat(Use.of(Given.workload(Fact.WRITERS, 16)).tasks()).isEqualTo(2);
    }

    @Test
    void aRunLongerThanAnInvocationTakesSeveral() {
        assertThat(Use.of(Given.workload(Fact.SECONDS_PER_RUN, 899, Fact.RUNS_PER_DAY, 24))
                        .invocations())
                .isEqualTo(730);
        assertThat(Use.of(Given.workload(Fact.SECONDS_PER_RUN, 1800, Fact.RUNS_PER_DAY, 24))
                        .invocations())
                .isEqualTo(3 * 730);
    }
}
