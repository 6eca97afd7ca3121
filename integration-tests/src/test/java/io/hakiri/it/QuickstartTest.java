package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises of the example: run, run again, append, add a column. */
final class QuickstartTest {
    private static final int DAYS = 1461;
    private static final int QUAKES = 1707;
    private static final int AIRPORTS = 3376;

    @TempDir
    private Path folder;

    @Test
    void everyRowComesOnceThenOnlyWhatIsNew() {
        Program hakiri = Program.in(Projects.copyOf("quickstart", folder));

        JsonNode first = hakiri.run("run", "--output", "json").expect(0).json();
        assertThat(written(first, "weather")).isEqualTo(DAYS);
        assertThat(written(first, "earthquakes")).isEqualTo(QUAKES);
        assertThat(written(first, "airports")).isEqualTo(AIRPORTS);

        JsonNode second = hakiri.run("run", "--output", "json").expect(0).json();
        assertThat(written(second, "weather") + written(second, "earthquakes") + written(second, "airports"))
                .isZero();

        Projects.append(folder.resolve("data/seattle-weather.csv"), "2016-01-01,0.0,5.6,-1.1,2.5,sun\n");
        Projects.append(folder.resolve("data/airports.csv"), "ZZZ,Nowhere,\"A \"\"town\"\"\",AK,USA,1.5,-2.5\n");
        Program.Ended third = hakiri.run("run", "--output", "json").expect(0);
        JsonNode weather = third.pipeline("weather").path("streams").get(0);
        assertThat(weather.path("written").asInt()).isEqualTo(1);
        assertThat(weather.path("cursor").path("from").asText()).isEqualTo("2015-12-31");
        assertThat(weather.path("cursor").path("to").asText()).isEqualTo("2016-01-01");
        assertThat(written(third.json(), "airports")).isEqualTo(1);
        assertThat(written(third.json(), "earthquakes")).isZero();

        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(distinct date) from " + lake.parquet("weather")))
                    .isEqualTo(DAYS + 1);
            assertThat(lake.number("select count(*) from " + lake.parquet("weather")))
                    .isEqualTo(DAYS + 1);
            assertThat(lake.number("select count(distinct id) from " + lake.parquet("earthquakes")))
                    .isEqualTo(QUAKES);
            assertThat(lake.rows("select city from " + lake.jsonl("airports") + " where iata = 'ZZZ'"))
                    .containsExactly("A \"town\"");
        }
    }

    @Test
    void aNewColumnMakesAVersionAndADecision() {
        Program hakiri = Program.in(Projects.copyOf("quickstart", folder));
        hakiri.run("run", "weather").expect(0);
        Path data = folder.resolve("data/seattle-weather.csv");
        String wider = Projects.read(data)
                        .replaceFirst("weather\n", "weather,snow_cm\n")
                        .replaceAll("(?m)^(\\d.*)$", "$1,")
                + "2016-01-01,0.0,5.6,-1.1,2.5,snow,3.5\n";
        Projects.write(data, wider);

        hakiri.run("run", "weather").expect(0);

        JsonNode versions = hakiri.run("schema", "history", "weather", "--output", "json")
                .expect(0)
                .json()
                .path("versions");
        assertThat(versions).hasSize(2);
        assertThat(versions.get(1).path("decision").asText()).isEqualTo("accept");
        assertThat(versions.get(1).path("by").asText()).isEqualTo("policy:evolve");
        assertThat(versions.get(1).path("reason").asText()).contains("new field \"snow_cm\" (float64)");
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select date, snow_cm from " + lake.parquet("weather") + " where snow_cm is not null"))
                    .containsExactly("2016-01-01|3.5");
            assertThat(lake.number("select count(*) from " + lake.parquet("weather")))
                    .isEqualTo(DAYS + 1);
        }
    }

    @Test
    void theViewOfTheNewestRowPerKeyHasEachKeyOnce() {
        Program hakiri = Program.in(Projects.copyOf("quickstart", folder));
        hakiri.run("run", "airports").expect(0);
        Projects.append(
                folder.resolve("data/airports.csv"), "00M,Renamed,Bay Springs,MS,USA,31.95376472,-89.23450472\n");
        hakiri.run("run", "airports").expect(0);

        try (Lake lake = new Lake(folder.resolve("lake"))) {
            lake.execute(Projects.read(folder.resolve("lake/airports.latest.sql")));
            assertThat(lake.number("select count(*) from airports_latest")).isEqualTo(AIRPORTS);
            assertThat(lake.rows("select name from airports_latest where iata = '00M'"))
                    .containsExactly("Renamed");
        }
    }

    private static int written(JsonNode report, String id) {
        for (JsonNode pipeline : report.path("pipelines")) {
            if (pipeline.path("id").asText().equals(id)) {
                assertThat(pipeline.path("status").asText()).isEqualTo("succeeded");
                return pipeline.path("written").asInt();
            }
        }
        throw new AssertionError("no pipeline " + id);
    }
}
