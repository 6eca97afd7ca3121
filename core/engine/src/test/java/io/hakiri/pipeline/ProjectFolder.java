package io.hakiri.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A project on disk, written and read. */
record ProjectFolder(Path folder) {
    static final String EXAMPLE = """
            [project]
            name = "demo"

            [[pipeline]]
            id = "weather"
            source = { connector = "file", path = "data/seattle-weather.csv" }        # csv, ndjson, json array; globs; gz
            destination = { connector = "parquet", path = "lake" }
            schedule = "every 15m"                                                     # or 5-field cron with a time zone
            schema_change = "evolve"                                                   # evolve | freeze | quarantine | ignore
              [[pipeline.stream]]
              name = "weather"
              cursor = { field = "date", kind = "monotonic" }
              primary_key = ["date"]
            """;

    ProjectFolder with(String file, String text) {
        return with(file, text.getBytes(StandardCharsets.UTF_8));
    }

    ProjectFolder with(String file, byte[] bytes) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.resolveSibling("."));
            Files.write(path, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ManifestResult read() {
        return new ManifestReader(SampleConnectors.ALL).read(folder);
    }

    Manifest valid() {
        ManifestResult result = read();
        assertThat(result).isInstanceOf(ManifestResult.Valid.class);
        return ((ManifestResult.Valid) result).manifest();
    }

    List<String> problems() {
        return switch (read()) {
            case ManifestResult.Valid _ -> List.of();
            case ManifestResult.Broken(List<ManifestProblem> problems) ->
                problems.stream().map(ManifestProblem::toString).toList();
        };
    }
}
