package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(description = "Leases: who may write a pipeline now.", mixinStandardHelpOptions = true)
final class LeaseCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    @Command(name = "list", description = "Lists the leases that were not given back.", mixinStandardHelpOptions = true)
    int list() {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            List<ObjectNode> entries = new ArrayList<>();
            for (Pipeline pipeline : session.manifest().pipelines()) {
                Lease lease = session.catalog()
                        .pipeline(session.key(pipeline.id()))
                        .map(PipelineState::lease)
                        .orElse(null);
                if (lease != null) {
                    ObjectNode node = Json.lease(pipeline.id().value(), lease);
                    node.put("expired", !lease.until().isAfter(session.clock().instant()));
                    entries.add(node);
                }
            }
            main.output().list("leases", entries, "pipeline", "holder", "fence", "since", "until", "expired", "run");
        }
        return Exit.DONE;
    }

    @Command(
            name = "break",
            description = "Takes the lease from whoever holds it. Safe: the holder can change nothing any more.",
            mixinStandardHelpOptions = true)
    int breakLease(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Option(names = "--reason", required = true, description = "Why, for the audit.") String reason) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey key = session.known(name);
            Changes.expectDone(name, session.catalog().breakLease(key, Session.actor(reason)));
            long fence = session.catalog()
                    .pipeline(key)
                    .map(state -> state.fence().value())
                    .orElse(0L);
            main.output().one(Output.object().put("id", name).put("fence", fence));
        }
        return Exit.DONE;
    }
}
