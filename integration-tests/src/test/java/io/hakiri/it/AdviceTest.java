package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.topology.Advice;
import io.hakiri.topology.Answer.By;
import io.hakiri.topology.Fact;
import io.hakiri.topology.Picture;
import io.hakiri.topology.Prices;
import io.hakiri.topology.RegionPrices;
import io.hakiri.topology.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hakiri topology advise} as a process, with and without a project. */
final class AdviceTest {
    private static final List<String> ENOUGH =
            List.of("topology", "advise", "--writers", "8", "--runs-per-day", "2400", "--idle-hours", "12");

    @TempDir
    private Path folder;

    private Program.Ended advise(String... more) {
        List<String> words = new ArrayList<>(ENOUGH);
        words.addAll(List.of(more));
        return Program.in(folder).run(words.toArray(String[]::new));
    }

    private static String by(JsonNode json, String fact) {
        for (JsonNode one : json.path("workload")) {
            if (one.path("fact").asText().equals(fact)) {
                return one.path("by").asText() + " " + one.path("shown").asText();
            }
        }
        throw new AssertionError("no " + fact + " in " + json);
    }

    @Test
    void itNeedsNeitherCatalogNorManifestAndLeavesNone() throws IOException {
        JsonNode json = advise("--output", "json").expect(0).json();

        assertThat(json.path("recommended").asText()).isEqualTo("lambda-dynamodb");
        assertThat(json.path("topologies").get(0).path("monthly").decimalValue())
                .isEqualByComparingTo("23.52");
        assertThat(json.path("topologies")).hasSize(5);
        assertThat(json.path("topologies").get(0).path("bill"))
                .anySatisfy(line -> assertThat(line.path("what").asText()).isEqualTo("table, writes of runs"));
        assertThat(by(json, "writers")).isEqualTo("said 8");
        assertThat(by(json, "readers")).isEqualTo("assumed 5");
        assertThat(json.path("region").asText()).isEqualTo("eu-central-1");
        assertThat(json.path("measured").isNull()).isTrue();
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> !String.valueOf(file.getFileName()).startsWith("sqlite")))
                    .isEmpty();
        }
    }

    @Test
    void peopleReadItInParts() {
        String out = advise().expect(0).out();

        assertThat(out)
                .startsWith("Take lambda-dynamodb\n")
                .contains(
                        "A month in eu-central-1, in USD, by list prices of ",
                        "fargate-rds\t536.91\t",
                        "writers\t8\tsaid\t",
                        "more than 20 readers at once: Aurora has a reader for them",
                        "10.5 idle hours a day: below it fargate-rds is cheaper",
                        "Not counted: ");
    }

    @Test
    void aPictureIsDrawn() throws IOException {
        Path file = folder.resolve("costs.svg");

        assertThat(advise("--picture", file.toString()).expect(0).out()).contains("Picture: " + file);

        Workload workload = Workload.ASSUMED
                .with(Fact.WRITERS, 8, By.SAID)
                .with(Fact.RUNS_PER_DAY, 2400, By.SAID)
                .with(Fact.IDLE_HOURS, 12, By.SAID);
        assertThat(Files.readString(file))
                .isEqualTo(Picture.of(Advice.of(workload, RegionPrices.in("eu-central-1", Prices.standard()))));
    }

    @Test
    void aPictureThatCannotBeWrittenIsSaid() {
        Program.Ended ended = advise("--picture", folder.resolve("no/where.svg").toString());

        assertThat(ended.expect(2).err()).contains("--picture: ", "where.svg cannot be written");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void withoutAPersonToAskWhatIsMissingIsNamed() {
        Program.Ended ended = Program.in(folder).run("topology", "advise", "--runs-per-day", "5");

        assertThat(ended.expect(2).err())
                .contains("--writers: expected a number", "--idle-hours: expected a number", "--measure 30d")
                .doesNotContain("--runs-per-day");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        String err = advise("--readers", "-5", "--shortest-schedule", "soon", "--history-days", "1.5")
                .expect(2)
                .err();

        assertThat(err)
                .contains(
                        "--readers: expected a whole number from 0 to 10000",
                        "--shortest-schedule: expected a time such as 30s, 15m or 1d, from 1s to 366d, given soon",
                        "--history-days: expected a whole number from 1 to 36500");
    }

    @Test
    void aRegionWithoutPricesAndAWrongFileAreRefused() throws IOException {
        assertThat(advise("--region", "mars-1").expect(2).err())
                .contains(
                        "--region: expected one that the file of prices has: eu-central-1, eu-west-1, us-east-1, given mars-1");
        Path file = Files.writeString(folder.resolve("ours.json"), "{\"date\": \"soon\", \"prices\": {}}");
        assertThat(advise("--prices", file.toString()).expect(2).err())
                .contains(
                        "ours.json, date: expected the day of the prices",
                        "ours.json, prices: expected an object with a price under each name",
                        "ours.json, otherwise: expected the region");
        assertThat(advise("--prices", folder.resolve("none.json").toString())
                        .expect(2)
                        .err())
                .contains("none.json");
    }

    @Test
    void anotherFileOfPricesIsReckonedWith() throws IOException {
        String standard;
        try (var in = Prices.class.getResourceAsStream("prices.json")) {
            assertThat(in).isNotNull();
            standard = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path file = Files.writeString(
                folder.resolve("ours.json"),
                standard.replace("\"USD\"", "\"EUR\"").replace("0.7625", "1000.7625"));

        JsonNode json = advise("--prices", file.toString(), "--output", "json")
                .expect(0)
                .json();

        // 0.73 million units at 1,000 more
        assertThat(json.path("topologies")).anySatisfy(topology -> {
            assertThat(topology.path("topology").asText()).isEqualTo("lambda-dynamodb");
            assertThat(topology.path("monthly").decimalValue()).isEqualByComparingTo("753.52");
        });
        assertThat(json.path("currency").asText()).isEqualTo("EUR");
        assertThat(json.path("recommended").asText()).isEqualTo("lambda-rds");
    }

    @Test
    void whatIsNotSaidIsMeasuredFromTheCatalog() {
        Projects.csv(folder, "jsonl", "schedule = \"every 20m\"", "");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n");
        Program hakiri = Program.in(folder);
        hakiri.run("run").expect(0);
        hakiri.run("run", "p").expect(0);

        JsonNode json = hakiri.run(
                        "topology",
                        "advise",
                        "--measure",
                        "7d",
                        "--idle-hours",
                        "3",
                        "--readers",
                        "1",
                        "--output",
                        "json")
                .expect(0)
                .json();

        assertThat(json.path("measured").path("runs").asInt()).isEqualTo(2);
        assertThat(json.path("measured").path("whole").asBoolean()).isTrue();
        assertThat(by(json, "runs-per-day")).isEqualTo("measured 2");
        assertThat(by(json, "writers")).isEqualTo("measured 1");
        assertThat(by(json, "shortest-schedule")).isEqualTo("measured 20m");
        assertThat(by(json, "idle-hours")).isEqualTo("said 3");
        assertThat(by(json, "history-days")).isEqualTo("assumed 365");

        String out = hakiri.run("topology", "advise", "--measure", "7d", "--idle-hours", "3")
                .expect(0)
                .out();
        assertThat(out).contains("Measured from 2 runs, from ");
    }

    @Test
    void whereNothingCanBeMeasuredThatIsSaid() {
        assertThat(advise("--measure", "7d").expect(2).err()).contains("hakiri.toml");
        Projects.csv(folder, "jsonl", "", "");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n");
        assertThat(advise("--measure", "7d").expect(2).err()).contains("has no run that began in the last 7d");
        assertThat(advise("--measure", "soon").expect(2).err()).contains("--measure: expected a time such as 30d");
    }
}
