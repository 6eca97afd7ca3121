package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.pipeline.Manifest;
import io.hakiri.pipeline.ManifestProblem;
import io.hakiri.pipeline.ManifestResult;
import io.hakiri.pipeline.ManifestSchema;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(description = "The manifest: what is declared.", mixinStandardHelpOptions = true)
final class ManifestCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    @Command(
            name = "validate",
            description = "Checks the manifest; lists all that is wrong. Opens no catalog and no source.",
            mixinStandardHelpOptions = true)
    int validate() {
        Main main = Main.of(spec);
        return switch (main.manifest()) {
            case ManifestResult.Valid(Manifest manifest) -> {
                main.output()
                        .one(Output.object()
                                .put("valid", true)
                                .put("project", manifest.project().value())
                                .put("pipelines", manifest.pipelines().size()));
                yield Exit.DONE;
            }
            case ManifestResult.Broken(List<ManifestProblem> problems) -> {
                problems.forEach(main.err()::println);
                main.err().flush();
                main.output()
                        .list(
                                "problems",
                                problems.stream().map(ManifestCommands::json).toList(),
                                "file",
                                "line",
                                "key",
                                "message");
                yield Exit.USAGE;
            }
        };
    }

    private static ObjectNode json(ManifestProblem problem) {
        return Output.object()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("key", problem.key())
                .put("message", problem.message());
    }

    @Command(
            name = "schema",
            description = "Prints the JSON Schema of the manifest, for editors.",
            mixinStandardHelpOptions = true)
    int schema() {
        Main main = Main.of(spec);
        spec.commandLine().getOut().println(ManifestSchema.json(main.connectors()));
        spec.commandLine().getOut().flush();
        return Exit.DONE;
    }
}
