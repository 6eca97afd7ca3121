package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.pipeline.Pipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(description = "Pipelines: what they are and whether they may run.", mixinStandardHelpOptions = true)
final class PipelineCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    @Command(
            name = "list",
            description = "Lists the declared pipelines, and those the catalog knows besides.",
            mixinStandardHelpOptions = true)
    int list() {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            List<ObjectNode> entries = new ArrayList<>();
            for (Pipeline pipeline : session.manifest().pipelines()) {
                entries.add(session.catalog()
                        .pipeline(session.key(pipeline.id()))
                        .map(Json::pipeline)
                        .orElseGet(() -> unknown(pipeline))
                        .put("schedule", pipeline.schedule().text()));
            }
            undeclared(session)
                    .forEach(state -> entries.add(Json.pipeline(state).put("schedule", "not declared any more")));
            main.output().list("pipelines", entries, "id", "status", "schedule", "next_due", "failures", "held_by");
        }
        return Exit.DONE;
    }

    /** What the catalog still knows though the manifest does not name it. */
    private static List<PipelineState> undeclared(Session session) {
        List<PipelineState> undeclared = new ArrayList<>();
        PageRequest request = PageRequest.first();
        while (true) {
            Page<PipelineState> page =
                    session.catalog().pipelines(session.manifest().project(), request);
            page.entries().stream()
                    .filter(state ->
                            session.manifest().pipeline(state.key().pipeline()).isEmpty())
                    .forEach(undeclared::add);
            if (page.next() == null) {
                return undeclared;
            }
            request = new PageRequest(page.next(), Limits.PAGE_ENTRIES);
        }
    }

    private static ObjectNode unknown(Pipeline pipeline) {
        return Output.object().put("id", pipeline.id().value()).put("status", "new");
    }

    @Command(
            name = "describe",
            description =
                    "Shows one pipeline as it is declared and as the catalog knows it. Secrets are shown by name only.",
            mixinStandardHelpOptions = true)
    int describe(@Parameters(paramLabel = "PIPELINE") String name) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            Pipeline pipeline = session.pipeline(name);
            Optional<PipelineState> state = session.catalog().pipeline(session.key(pipeline.id()));
            ObjectNode node = state.map(Json::pipeline).orElseGet(() -> unknown(pipeline));
            Lease lease = state.map(PipelineState::lease).orElse(null);
            node.set("lease", lease == null ? null : Json.lease(name, lease));
            node.set("manifest", Json.parsed(pipeline.toCanonicalJson()));
            main.output().one(node);
        }
        return Exit.DONE;
    }

    @Command(
            name = "pause",
            description = "Refuses new runs of a pipeline; the current one may finish.",
            mixinStandardHelpOptions = true)
    int pause(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Option(names = "--now", description = "Also ends the current run: its lease is taken.") boolean now,
            @Option(names = "--reason", required = true, description = "Why, for the audit.") String reason) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey key = session.known(name);
            Changes.expectDone(name, session.catalog().pause(key, now, Session.actor(reason)));
            main.output().one(Output.object().put("id", name).put("status", "paused"));
        }
        return Exit.DONE;
    }

    @Command(name = "resume", description = "Opens a paused pipeline again.", mixinStandardHelpOptions = true)
    int resume(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Option(names = "--reason", required = true, description = "Why, for the audit.") String reason) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey key = session.known(name);
            Instant due = session.pipeline(name)
                    .schedule()
                    .next(session.clock().instant())
                    .orElse(null);
            Changes.expectDone(name, session.catalog().resume(key, due, Session.actor(reason)));
            main.output().one(Output.object().put("id", name).put("status", "active"));
        }
        return Exit.DONE;
    }
}
