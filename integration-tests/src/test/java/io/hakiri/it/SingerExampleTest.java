package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the example of a Singer tap says of itself. */
final class SingerExampleTest {
    @TempDir
    private Path folder;

    @Test
    void everyRowComesOnceThenOnlyWhatIsNew() {
        Program hakiri = Program.in(Projects.copyOf("singer", folder));

        assertThat(written(hakiri)).isEqualTo(6);
        assertThat(written(hakiri)).isZero();
        Projects.append(
                folder.resolve("data/observatories.ndjson"),
                "{\"code\":\"X05\",\"name\":\"Rubin\",\"longitude\":289.25058,\"seen_at\":\"2026-02-01T00:00:00Z\"}\n");
        Program.Ended third = hakiri.run("run", "--output", "json").expect(0);
        JsonNode stream = third.pipeline("observatories").path("streams").get(0);
        assertThat(stream.path("written").asInt()).isEqualTo(1);
        assertThat(stream.path("cursor").path("from").asText()).isEqualTo("{\"lines\":6}");
        assertThat(stream.path("cursor").path("to").asText()).isEqualTo("{\"lines\":7}");

        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select name, founded, seen_at = timestamptz '2026-01-01 00:00:20Z' from "
                            + lake.parquet("observatories") + " where code = '084'"))
                    .containsExactly("Pulkovo|1839|true");
            assertThat(lake.number("select count(distinct code) from " + lake.parquet("observatories")))
                    .isEqualTo(7);
        }
        JsonNode versions = hakiri.run("schema", "history", "observatories", "--output", "json")
                .expect(0)
                .json()
                .path("versions");
        assertThat(versions).hasSize(1);
    }

    private static int written(Program hakiri) {
        return hakiri.run("run", "--output", "json")
                .expect(0)
                .pipeline("observatories")
                .path("written")
                .asInt();
    }
}
