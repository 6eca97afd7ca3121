package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.Run;
import io.hakiri.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "runs",
        description = "Lists what ran, newest first: of one pipeline, or of all.",
        mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", arity = "0..1")
    private @Nullable String name;

    @Option(names = "--limit", description = "At most so many per pipeline, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        PageRequest request = new PageRequest(null, Math.clamp(limit, 1, Limits.PAGE_ENTRIES));
        try (Session session = main.open()) {
            List<Run> runs = new ArrayList<>();
            List<ObjectNode> entries = new ArrayList<>();
            for (Pipeline pipeline : session.pipelines(name == null ? List.of() : List.of(name))) {
                Page<Run> page = session.catalog()
                        .runs(session.key(pipeline.id()), request)
                        .pageOrNull();
                if (page != null) {
                    runs.addAll(page.entries());
                }
            }
            runs.sort(Comparator.comparing(Run::startedAt).reversed());
            for (Run run : runs) {
                Pipeline pipeline = session.pipeline(run.pipeline().pipeline().value());
                entries.add(Json.run(run, session.shown(pipeline)));
            }
            main.output()
                    .list(
                            "runs",
                            entries,
                            "pipeline",
                            "run",
                            "status",
                            "trigger",
                            "fence",
                            "started_at",
                            "ended_at",
                            "read",
                            "written",
                            "quarantined",
                            "error.message",
                            "replaced_by");
        }
        return Exit.DONE;
    }
}
