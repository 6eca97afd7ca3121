package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.RunStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description =
                "Lists what ran, newest first: of one pipeline, or of all, also of those that are not declared any more.",
        mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", arity = "0..1")
    private @Nullable String name;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Only these, separated by commas: running, succeeded, partial, failed, cancelled, abandoned.")
    private Set<RunStatus> statuses = Set.of();

    @Mixin
    private final HistoryOptions options = new HistoryOptions();

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey pipeline = name == null ? null : session.recorded(name);
            Found<Run> found = found(session, pipeline);
            Map<PipelineId, Function<Position, String>> shown = new HashMap<>();
            List<ObjectNode> entries = new ArrayList<>();
            for (Run run : found.page().entries()) {
                entries.add(Json.run(run, shown.computeIfAbsent(run.pipeline().pipeline(), session::shown)));
            }
            main.found(
                    "runs",
                    found,
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

    /** All of one pipeline is read where it is written, so that the run that just ended is among them (C-11). */
    private Found<Run> found(Session session, @Nullable PipelineKey pipeline) {
        PageRequest first = options.request();
        if (pipeline != null && statuses.isEmpty() && !options.narrows()) {
            var page = session.catalog().runs(pipeline, first).pageOrNull();
            if (page != null) {
                return Found.now(page);
            }
        }
        var filter = options.filter(session, pipeline);
        return options.find(page -> session.catalog().searchRuns(new RunSearch(filter, statuses, page)));
    }
}
