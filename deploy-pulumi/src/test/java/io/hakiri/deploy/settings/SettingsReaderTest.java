package io.hakiri.deploy.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hakiri.deploy.settings.Settings.Egress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the configuration of a stack is read. */
class SettingsReaderTest {
    private static List<String> problems(String stack, Map<String, String> config) {
        return Objects.requireNonNull(
                        catchThrowableOfType(WrongSettings.class, () -> SettingsReader.read(stack, config)))
                .problems();
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void whatIsNotSaidGoesByTheEnvironment(Topology topology) {
        Settings dev = SettingsReader.read("dev", Configs.of(topology));
        Settings prod = SettingsReader.read("prod", Configs.of(topology));

        assertThat(dev.environment()).isEqualTo(Environment.DEV);
        assertThat(dev.name()).isEqualTo("hakiri-dev");
        assertThat(dev.network().egress()).isEqualTo(Egress.NONE);
        assertThat(dev.network().zones()).containsExactly("eu-central-1a", "eu-central-1b");
        assertThat(dev.database().protect()).isFalse();
        assertThat(dev.database().backupDays()).isEqualTo(7);
        assertThat(prod.network().zones()).hasSize(3);
        assertThat(prod.database().protect()).isTrue();
        assertThat(prod.database().multiAz()).isTrue();
        assertThat(prod.database().backupDays()).isEqualTo(35);
        assertThat(prod.data().pointInTimeRecovery()).isTrue();
    }

    @Test
    void theTopologyIsFargateOnRdsUnlessSaid() {
        Map<String, String> config = Configs.of(Topology.FARGATE_RDS);
        config.remove("hakiri:topology");

        assertThat(SettingsReader.read("dev", config).topology()).isEqualTo(Topology.FARGATE_RDS);
    }

    @Test
    void listsComeAsJsonOrWithCommas() {
        Settings json = SettingsReader.read(
                "dev", Configs.of(Topology.LAMBDA_DYNAMODB, "readBuckets", "[\"exports\",\"landing\"]"));
        Settings commas =
                SettingsReader.read("dev", Configs.of(Topology.LAMBDA_DYNAMODB, "readBuckets", "exports, landing"));

        assertThat(json.data().readBuckets()).containsExactly("exports", "landing");
        assertThat(commas.data()).isEqualTo(json.data());
    }

    @Test
    void timesAreReadAsPeopleWriteThem() {
        Settings settings = SettingsReader.read(
                "dev", Configs.of(Topology.LAMBDA_DYNAMODB, "tickEvery", "5m", "keepRuns", "90d", "lagAlarm", "1h30m"));

        assertThat(settings.function().tickEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.data().keepRuns()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.watch().lag()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThat(problems(
                        "qa",
                        Map.of(
                                "aws:region", "Frankfurt",
                                "hakiri:topology", "kubernetes",
                                "hakiri:cpu", "lots",
                                "hakiri:zones", "eu-central-1a",
                                "hakiri:tickEvery", "10s",
                                "hakiri:topolgy", "fargate-rds")))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .startsWith("aws:region: expected a region such as eu-central-1, given Frankfurt"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "hakiri:topology: expected one of fargate-rds, fargate-aurora, lambda-dynamodb,"
                                                + " lambda-rds, given kubernetes"),
                        problem -> assertThat(problem)
                                .isEqualTo("hakiri:cpu: expected a whole number from 256 to 16384, given lots"),
                        problem -> assertThat(problem)
                                .isEqualTo("hakiri:zones: expected two to six different ones, given eu-central-1a"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "hakiri:tickEvery: expected a time from 1m to 24h, such as 90s, 15m or 1h30m, given 10s"),
                        problem -> assertThat(problem)
                                .isEqualTo("hakiri:topolgy: there is no such setting; docs/deploying.md lists them"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "hakiri:environment: the stack qa has no name that says it: expected dev, staging or prod"),
                        problem -> assertThat(problem).startsWith("hakiri:image: it is needed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image",
                "name",
                "account",
                "certificate",
                "instanceClass",
                "postgresVersion",
                "networkCidr",
                "executor",
                "linkAccounts",
                "alarmEmail",
                "secrets",
                "variables",
                "protect",
                "leastAcu",
                "logDays"
            })
    void whatIsOfAnotherFormIsNamed(String key) {
        assertThat(problems("dev", Configs.of(Topology.FARGATE_RDS, key, "!")))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("hakiri:" + key + ": expected ")
                        .endsWith("given !"));
    }
}
