package io.hakiri.topology;

import static io.hakiri.topology.Topology.FARGATE_AURORA;
import static io.hakiri.topology.Topology.FARGATE_RDS;
import static io.hakiri.topology.Topology.LAMBDA_DYNAMODB;
import static io.hakiri.topology.Topology.LAMBDA_RDS;
import static io.hakiri.topology.Topology.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.topology.Rule.Effect;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule just below, at and just above its border, written down a second time. */
class RuleTest {
    private static final Set<Topology> ON_RDS_OR_IN_A_FILE = Set.of(LOCAL, FARGATE_RDS, FARGATE_AURORA, LAMBDA_RDS);

    /** Name, topologies, effect, fact; then below, at and above with whether it holds there. */
    static List<Arguments> borders() {
        return List.of(
                rule("one-machine", Effect.RULES_OUT, Fact.ONE_MACHINE, "no yes yes", "+--", LOCAL),
                rule("nothing-to-deploy", Effect.SPEAKS_FOR, Fact.ONE_MACHINE, "no yes yes", "-++", LOCAL),
                rule("sqlite-writers", Effect.RULES_OUT, Fact.WRITERS, "49 50 51", "--+", LOCAL),
                rule("sqlite-readers", Effect.SPEAKS_AGAINST, Fact.READERS, "9 10 11", "--+", LOCAL),
                rule(
                        "tick",
                        Effect.RULES_OUT,
                        Fact.SHORTEST_SCHEDULE,
                        "59s 60s 61s",
                        "+--",
                        LAMBDA_DYNAMODB,
                        LAMBDA_RDS),
                rule(
                        "long-runs",
                        Effect.SPEAKS_AGAINST,
                        Fact.SECONDS_PER_RUN,
                        "899.9 900 900.1",
                        "--+",
                        LAMBDA_DYNAMODB,
                        LAMBDA_RDS),
                rule("idle-dynamodb", Effect.SPEAKS_FOR, Fact.IDLE_HOURS, "19.9 20 20.1", "-++", LAMBDA_DYNAMODB),
                rule(
                        "idle-by-the-hour",
                        Effect.SPEAKS_AGAINST,
                        Fact.IDLE_HOURS,
                        "19.9 20 20.1",
                        "-++",
                        FARGATE_RDS,
                        FARGATE_AURORA,
                        LAMBDA_RDS),
                rule("steady-aurora", Effect.SPEAKS_AGAINST, Fact.IDLE_HOURS, "3.9 4 4.1", "+--", FARGATE_AURORA),
                rule("readers-aurora", Effect.SPEAKS_FOR, Fact.READERS, "19 20 21", "--+", FARGATE_AURORA),
                rule("readers-dynamodb", Effect.SPEAKS_AGAINST, Fact.READERS, "19 20 21", "--+", LAMBDA_DYNAMODB),
                rule("connections-fargate-rds", Effect.SPEAKS_AGAINST, Fact.WRITERS, "311 312 313", "--+", FARGATE_RDS),
                rule("connections-lambda-rds", Effect.SPEAKS_AGAINST, Fact.WRITERS, "363 364 365", "--+", LAMBDA_RDS),
                rule(
                        "connections-fargate-aurora",
                        Effect.SPEAKS_AGAINST,
                        Fact.WRITERS,
                        "1287 1288 1289",
                        "--+",
                        FARGATE_AURORA),
                rule("aurora-at-zero", Effect.ADVISES, Fact.SHORTEST_SCHEDULE, "59m59s 1h 1h1s", "+--", FARGATE_AURORA),
                rule("tasks", Effect.ADVISES, Fact.WRITERS, "15 16 17", "--+", FARGATE_RDS, FARGATE_AURORA),
                rule("concurrency", Effect.ADVISES, Fact.WRITERS, "49 50 51", "--+", LAMBDA_DYNAMODB, LAMBDA_RDS),
                rule("url", Effect.ADVISES, Fact.READERS, "0 0 1", "--+", LAMBDA_DYNAMODB, LAMBDA_RDS),
                rule("keep-runs", Effect.ADVISES, Fact.HISTORY_DAYS, "3650 3651 3652", "+--", LAMBDA_DYNAMODB),
                rule(
                        "retain",
                        Effect.ADVISES,
                        Fact.HISTORY_DAYS,
                        "3650 3651 3652",
                        "+--",
                        ON_RDS_OR_IN_A_FILE.toArray(Topology[]::new)),
                rule("iceberg-stream", Effect.ADVISES, Fact.SCAN_TB, "0.9 1 1.1", "--+", LAMBDA_DYNAMODB),
                rule(
                        "iceberg-files",
                        Effect.ADVISES,
                        Fact.SCAN_TB,
                        "0.9 1 1.1",
                        "--+",
                        ON_RDS_OR_IN_A_FILE.toArray(Topology[]::new)));
    }

    private static Arguments rule(String id, Effect effect, Fact fact, String values, String holds, Topology... about) {
        return Arguments.of(id, effect, fact, values, holds, Set.of(about));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("borders")
    void holdsOnTheOneSideOfItsBorder(
            String id, Effect effect, Fact fact, String values, String holds, Set<Topology> about) {
        Rule rule = Rule.all().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();

        assertThat(rule.effect()).isEqualTo(effect);
        assertThat(rule.fact()).isEqualTo(fact);
        assertThat(rule.about()).isEqualTo(about);
        String[] three = values.split(" ", -1);
        for (int i = 0; i < three.length; i++) {
            assertThat(rule.holds(Given.workload(fact, three[i])))
                    .as("%s of %s", fact.word(), three[i])
                    .isEqualTo(holds.charAt(i) == '+');
        }
        assertThat(fact.parse(three[1])).isEqualTo(rule.border());
    }

    @Test
    void noneIsLeftOut() {
        assertThat(Rule.all())
                .extracting(Rule::id)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        borders().stream().map(one -> (String) one.get()[0]).toList());
    }

    @Test
    void eachSaysWhyAndWhereThatCanBeRead() {
        assertThat(Rule.all()).allSatisfy(rule -> {
            assertThat(rule.about()).isNotEmpty();
            assertThat(rule.reason()).endsWith(".");
            assertThat(rule.trigger()).contains(": ").doesNotEndWith(".");
            assertThat(rule.source()).matches("https://\\S+|[a-z/-]+\\.md(#[a-z-]+)?");
        });
    }

    @Test
    void whatRunsAtOnceIsWhatTheRunsOfADayMakeWhereThatIsMore() {
        // 51 runs of a day's length in the hours that are there
        Workload crowded = Given.workload(
                Fact.WRITERS, 1, Fact.IDLE_HOURS, 0, Fact.SECONDS_PER_RUN, 86_400, Fact.RUNS_PER_DAY, 51);

        assertThat(held(crowded)).contains("sqlite-writers");
        assertThat(held(crowded.with(Fact.RUNS_PER_DAY, 50, Answer.By.SAID))).doesNotContain("sqlite-writers");
    }

    private static Set<String> held(Workload workload) {
        Set<String> ids = new TreeSet<>();
        Rule.all().stream().filter(rule -> rule.holds(workload)).forEach(rule -> ids.add(rule.id()));
        return ids;
    }

    @Test
    void aContainerIsNeverRuledOut() {
        assertThat(Rule.all())
                .filteredOn(rule -> rule.effect() == Effect.RULES_OUT)
                .allSatisfy(rule -> assertThat(rule.about()).doesNotContain(FARGATE_RDS, FARGATE_AURORA));
    }
}
