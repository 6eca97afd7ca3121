package io.hakiri.cli;

import io.hakiri.catalog.ProjectId;
import io.hakiri.pipeline.ManifestTemplate;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(description = "Writes a hakiri.toml to start from.", mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--name", description = "The project's name (default: the folder's).")
    private @Nullable String name;

    @Override
    public Integer call() throws IOException {
        Main main = Main.of(spec);
        Path folder = main.folder();
        ProjectId project = new ProjectId(name == null ? named(folder) : name);
        Path file = folder.resolve("hakiri.toml");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, ManifestTemplate.of(project), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw Refusal.usage(file + " exists already; nothing was changed");
        }
        main.output().one(Output.object().put("project", project.value()).put("file", file.toString()));
        return Exit.DONE;
    }

    /** The folder's name with what a project's name cannot have left out. */
    private static String named(Path folder) {
        Path last = folder.getFileName();
        String kept = last == null
                ? ""
                : last.toString()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9._-]", "-")
                        .replaceAll("^[^a-z0-9]+", "");
        return kept.isEmpty() ? "demo" : kept;
    }
}
