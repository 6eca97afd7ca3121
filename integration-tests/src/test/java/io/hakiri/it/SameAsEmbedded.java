package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Two copies of one project, one with the embedded catalog and one with another: commands say the same of both. */
final class SameAsEmbedded {
    /** Differ from one run to another, whatever the catalog. */
    private static final Pattern CHANGES = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|\"worker\" : \"[^\"]*\"");

    private final Path one;
    private final Path other;
    private final Program here;
    private final Program there;

    /** In two empty folders; {@code elsewhere} puts a program to the other catalog. */
    SameAsEmbedded(Path one, Path other, UnaryOperator<Program> elsewhere) {
        this.one = one;
        this.other = other;
        this.here = Program.in(Projects.copyOf("quickstart", one));
        this.there = elsewhere.apply(Program.in(Projects.copyOf("quickstart", other)));
    }

    void quickstart() {
        same("run");
        same("run");
        for (Path folder : List.of(one, other)) {
            Projects.append(folder.resolve("data/seattle-weather.csv"), "2016-01-01,0.0,5.6,-1.1,2.5,sun\n");
        }
        Program.Ended third = same("run");
        assertThat(third.pipeline("weather").path("written").asInt()).isEqualTo(1);
        same("plan");
        same("pipeline", "list");
        same("pipeline", "describe", "weather");
        same("runs", "weather");
        same("runs", "--status", "succeeded");
        same("audit");
        same("cursor", "list", "weather");
        same("lease", "list");
        same("schema", "history", "weather");
        same("pipeline", "pause", "weather", "--reason", "r");
        same("cursor", "rewind", "weather", "--to-start", "--mode", "replace", "--reason", "r");
        same("pipeline", "resume", "weather", "--reason", "r");
        same("run", "weather");
        assertThat(Files.exists(other.resolve(".hakiri")))
                .as("an embedded catalog")
                .isFalse();
        try (Lake lake = new Lake(other.resolve("lake"))) {
            assertThat(lake.number("select count(*) from " + lake.parquet("weather")))
                    .isEqualTo(1462);
        }
    }

    private Program.Ended same(String... words) {
        String[] command =
                Stream.concat(Stream.of(words), Stream.of("--output", "json")).toArray(String[]::new);
        Program.Ended expected = here.run(command);
        Program.Ended found = there.run(command).expect(expected.exit());
        assertThat(lasting(found)).as(String.join(" ", words)).isEqualTo(lasting(expected));
        assertThat(found.err())
                .as("what libraries have to say stays out of it")
                .doesNotContain("WARN", "INFO", "igrat", "Unsafe", "HHH");
        return found;
    }

    private static String lasting(Program.Ended ended) {
        return CHANGES.matcher(ended.out()).replaceAll("…");
    }
}
