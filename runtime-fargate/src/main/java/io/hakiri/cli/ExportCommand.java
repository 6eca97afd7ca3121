package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.migrate.End;
import io.hakiri.migrate.Export;
import io.hakiri.migrate.MoveRefused;
import io.hakiri.pipeline.TimeSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        description = {
            "Writes whole projects to a file: for a backup, for support, for a catalog that cannot be reached from here.",
            "Pipelines go on meanwhile; each is written as it is between two of its runs. The file holds hashes of tokens: keep"
                    + " it as you keep the catalog."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to write, such as catalog.ndjson.zst.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "Only this project; again for another one (default: all).")
    private List<String> projects = List.of();

    @Option(
            names = "--within",
            paramLabel = "TIME",
            description = "Wait so long for the gap between two runs of a pipeline: 30s (default).")
    private String within = "30s";

    @Override
    public Integer call() throws IOException {
        Main main = Main.of(spec);
        Duration patience = TimeSpan.parse(within)
                .orElseThrow(() -> Refusal.usage("--within: expected a time such as 30s or 5m, given " + within));
        Path path = main.folder().resolve(file);
        try (Catalog catalog = Catalogs.open(main.catalogUrl(), main.folder())) {
            long lines = new Export(End.of(catalog), patience, TwoEnds.pace())
                    .to(
                            path,
                            projects.stream().map(ProjectId::new).toList(),
                            InstantSource.system().instant());
            main.output()
                    .one(Output.object()
                            .put("file", path.toString())
                            .put("rows", lines)
                            .put("bytes", Files.size(path)));
            return Exit.DONE;
        } catch (MoveRefused e) {
            throw Refusal.refused(e.why());
        }
    }
}
