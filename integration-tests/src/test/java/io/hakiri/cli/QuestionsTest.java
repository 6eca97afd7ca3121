package io.hakiri.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.topology.Answer.By;
import io.hakiri.topology.Fact;
import io.hakiri.topology.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person is asked, and what is made of the answers. */
final class QuestionsTest {
    private final StringWriter shown = new StringWriter();

    private Workload answered(Workload workload, String typed) throws IOException {
        return new Questions(new BufferedReader(new StringReader(typed)), new PrintWriter(shown)).about(workload);
    }

    @Test
    void eachFactIsAskedForOnceAndEnterTakesWhatIsProposed() throws IOException {
        Workload workload = answered(Workload.ASSUMED, "20\n\n1000\n\n6\n\n\n30s\n\nyes\n");

        assertThat(workload.of(Fact.WRITERS)).isEqualTo(20);
        assertThat(workload.answer(Fact.RUNS_PER_DAY).by()).isEqualTo(By.ASSUMED);
        assertThat(workload.of(Fact.ROWS_PER_RUN)).isEqualTo(1000);
        assertThat(workload.of(Fact.IDLE_HOURS)).isEqualTo(6);
        assertThat(workload.of(Fact.SHORTEST_SCHEDULE)).isEqualTo(30);
        assertThat(workload.of(Fact.ONE_MACHINE)).isEqualTo(1);
        assertThat(shown.toString())
                .contains(
                        "pipelines that run at once, at most [8, assumed]: ",
                        "seconds that a run takes [5.1, assumed]: ",
                        "time between two runs of what is due most often [15m, assumed]: ",
                        "nothing runs [no, assumed]: ");
    }

    @Test
    void whatWasSaidIsNotAskedForAndWhatWasMeasuredIsProposed() throws IOException {
        Workload workload =
                answered(Workload.ASSUMED.with(Fact.WRITERS, 3, By.SAID).with(Fact.RUNS_PER_DAY, 77, By.MEASURED), "");

        assertThat(shown.toString())
                .doesNotContain("run at once")
                .contains("runs a day, of all pipelines together [77, measured]: ");
        assertThat(workload.answer(Fact.RUNS_PER_DAY).by()).isEqualTo(By.MEASURED);
    }

    @Test
    void aWrongAnswerIsExplainedAndAskedForAgainThreeTimesInAll() throws IOException {
        assertThat(answered(Workload.ASSUMED, "many\n0\n5\n").of(Fact.WRITERS)).isEqualTo(5);
        assertThat(shown.toString())
                .contains(
                        "  writers: expected a whole number from 1 to 10000 (pipelines that run at once, at most), given many");
        assertThatThrownBy(() -> answered(Workload.ASSUMED, "a\nb\nc\n"))
                .isInstanceOf(Refusal.class)
                .hasMessage("writers: no answer that could be read, in 3 times");
    }

    @Test
    void aRegionIsOneOfThoseThatThereArePricesOf() throws IOException {
        List<String> regions = List.of("eu-central-1", "us-east-1");

        assertThat(region(regions, "mars-1\n us-east-1\n")).isEqualTo("us-east-1");
        assertThat(region(regions, "\n")).isEqualTo("eu-central-1");
        assertThat(region(regions, "")).isEqualTo("eu-central-1");
        assertThat(shown.toString()).startsWith("region, one of eu-central-1, us-east-1 [eu-central-1, assumed]: ");
        assertThatThrownBy(() -> region(regions, "a\nb\nc\n")).isInstanceOf(Refusal.class);
    }

    private String region(List<String> regions, String typed) throws IOException {
        return new Questions(new BufferedReader(new StringReader(typed)), new PrintWriter(shown))
                .region(regions, "eu-central-1");
    }
}
