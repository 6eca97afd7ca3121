package io.hakiri.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.topology.Rule.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private static Topology best(Advice advice) {
        return advice.best().topology();
    }

    private static List<String> triggers(Advice advice) {
        return advice.triggers().stream().map(Rule::trigger).toList();
    }

    @Test
    void whereOneMachineIsEnoughItIsSqliteUntilThereAreTooManyWriters() {
        Advice few = Given.advice(Fact.ONE_MACHINE, "yes", Fact.WRITERS, 50);
        Advice many = Given.advice(Fact.ONE_MACHINE, "yes", Fact.WRITERS, 51);

        assertThat(best(few)).isEqualTo(Topology.LOCAL);
        assertThat(triggers(few))
                .contains(
                        "more than 50 concurrent writers: leave SQLite",
                        "idle 20 h a day or more: DynamoDB",
                        "scans over 1 TB: archive in Iceberg");
        assertThat(best(many)).isEqualTo(Topology.LAMBDA_DYNAMODB);
        assertThat(many.fits().getLast().topology()).isEqualTo(Topology.LOCAL);
        assertThat(many.fits().getLast().isRuledOut()).isTrue();
    }

    @Test
    void idleMostOfTheDayIsDynamoDb() {
        Advice idle = Given.advice(Fact.IDLE_HOURS, 20);

        assertThat(best(idle)).isEqualTo(Topology.LAMBDA_DYNAMODB);
        assertThat(idle.reasons())
                .containsExactly(
                        "Idle 20 h a day or more: it costs next to nothing while nothing runs.",
                        "Less speaks against it than against any other that could do it.");
    }

    @Test
    void aScheduleUnderAMinuteTakesAContainer() {
        Advice often = Given.advice(Fact.SHORTEST_SCHEDULE, "30s", Fact.IDLE_HOURS, 0);

        assertThat(best(often)).isEqualTo(Topology.FARGATE_RDS);
        assertThat(often.fits()).filteredOn(Fit::isRuledOut).hasSize(3);
        assertThat(triggers(often)).doesNotContain("a schedule under a minute: a container looks every second");
    }

    @Test
    void manyReadersTakeAuroraWhichIsNotLeftToSleep() {
        Advice read = Given.advice(Fact.READERS, 21);

        assertThat(best(read)).isEqualTo(Topology.FARGATE_AURORA);
        assertThat(read.best().rules(Effect.ADVISES))
                .extracting(Rule::reason)
                .contains(
                        "Leave hakiri:leastAcu above 0: Aurora at zero wakes in about 15 s, which is not for a schedule under an hour.");
        assertThat(best(Given.advice(Fact.READERS, 20))).isEqualTo(Topology.LAMBDA_DYNAMODB);
    }

    @Test
    void whereRulesDecideNothingTheCheapestIsTaken() {
        assertThat(Given.advice().reasons())
                .containsExactly(
                        "It costs 23.52 USD a month. Rules decide nothing between it and lambda-rds (427.40 USD),"
                                + " fargate-aurora (524.48 USD), fargate-rds (536.91 USD): it is the cheapest.");
        // by the hours alone: Aurora grows with them
        assertThat(best(Given.advice(Fact.SHORTEST_SCHEDULE, "30s", Fact.IDLE_HOURS, 10)))
                .isEqualTo(Topology.FARGATE_RDS);
        assertThat(best(Given.advice(Fact.SHORTEST_SCHEDULE, "30s", Fact.IDLE_HOURS, 11)))
                .isEqualTo(Topology.FARGATE_AURORA);
    }

    @Test
    void answersThatDoNotGoTogetherAreSaid() {
        assertThat(Given.advice().remarks()).isEmpty();
        assertThat(Given.advice(Fact.WRITERS, 2, Fact.RUNS_PER_DAY, 12_960, Fact.SECONDS_PER_RUN, 10)
                        .remarks())
                .containsExactly(
                        "So many runs of so many seconds are 3 at once in the hours that are not idle, more than the 2 writers: rules and bills go by that.");
    }

    @Test
    void aTriggerThatSeveralRulesHaveIsThereOnce() {
        assertThat(triggers(Given.advice()))
                .doesNotHaveDuplicates()
                .contains("more than 20 readers at once: Aurora has a reader for them");
    }
}
