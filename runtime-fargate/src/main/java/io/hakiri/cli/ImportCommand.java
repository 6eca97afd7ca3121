package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Catalog;
import io.hakiri.migrate.End;
import io.hakiri.migrate.Import;
import io.hakiri.migrate.MoveRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        description = {
            "Lays down what catalog export wrote, where there are no such projects.",
            "Nothing of it can be written until it is adopted: hakiri catalog adopt."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file that was written.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--reason", required = true, description = "Why, for the audit.")
    private String reason = "";

    @Override
    public Integer call() throws IOException {
        Main main = Main.of(spec);
        try (Catalog catalog = Catalogs.open(main.catalogUrl(), main.folder())) {
            ObjectNode document = Output.object();
            ArrayNode projects = document.putArray("projects");
            new Import(End.of(catalog), Session.actor(reason), TwoEnds.pace())
                    .from(main.folder().resolve(file))
                    .forEach(project -> projects.add(project.value()));
            main.output().one(document);
            return Exit.DONE;
        } catch (MoveRefused e) {
            throw Refusal.refused(e.why());
        }
    }
}
