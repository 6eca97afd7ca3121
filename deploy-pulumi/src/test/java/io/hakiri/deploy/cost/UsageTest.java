package io.hakiri.deploy.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.deploy.cost.Usage.Figure;
import io.hakiri.deploy.settings.Environment;
import io.hakiri.topology.WrongInput;
import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void whatIsSaidReplacesTheDefaultOfTheEnvironment() {
        Usage usage = Usage.parse(Environment.PROD, "runs-per-day=500, log-gb=2.5");

        assertThat(usage.of(Figure.RUNS_PER_DAY)).isEqualByComparingTo("500");
        assertThat(usage.of(Figure.LOG_GB)).isEqualByComparingTo("2.5");
        assertThat(usage.of(Figure.PIPELINES))
                .isEqualTo(Usage.of(Environment.PROD).of(Figure.PIPELINES));
    }

    @Test
    void nothingSaidIsTheDefault() {
        for (Environment environment : Environment.values()) {
            assertThat(Usage.parse(environment, " ").figures())
                    .isEqualTo(Usage.of(environment).figures())
                    .containsOnlyKeys(Figure.values());
        }
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> Usage.parse(
                        Environment.DEV, "run-per-day=5,log-gb=-1,idle-hours=25,s3-gb,projects=2,projects=3"))
                .isInstanceOf(WrongInput.class)
                .hasMessageMatching("""
                        (?s)usage: expected NAME=NUMBER with one of pipelines, runs-per-day, .*, given run-per-day=5
                        usage, log-gb: expected a number from 0 to 1000000000 \\(GB of logs that a month brings\\), given -1
                        usage, idle-hours: expected a number from 0 to 24 \\(hours a day without work\\), given 25
                        usage, s3-gb: expected a number from 0 to 1000000000 \\(GB in the buckets\\), given nothing
                        usage, projects: expected once, given again: 3""");
    }
}
