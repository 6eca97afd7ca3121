package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.connector.ConnectorException;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description = "Backfills: a range of a stream, done by many workers, each row once.",
        mixinStandardHelpOptions = true,
        subcommands = {BackfillStartCommand.class, BackfillWorkCommand.class})
final class BackfillCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    @Command(
            name = "list",
            description = "Lists the backfills of a pipeline, with how far they are.",
            mixinStandardHelpOptions = true)
    int list(@Parameters(paramLabel = "PIPELINE") String name) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey key = session.recorded(name);
            List<ObjectNode> entries = new ArrayList<>();
            Page<Backfill> page =
                    session.catalog().backfills(key, PageRequest.first()).pageOrNull();
            while (page != null) {
                page.entries()
                        .forEach(backfill -> entries.add(
                                BackfillJson.of(backfill, session.clock().instant())));
                page = page.next() == null
                        ? null
                        : session.catalog()
                                .backfills(key, new PageRequest(page.next(), Limits.PAGE_ENTRIES))
                                .pageOrNull();
            }
            main.output()
                    .list(
                            "backfills",
                            entries,
                            "backfill",
                            "stream",
                            "status",
                            "chunks",
                            "done",
                            "read",
                            "rows_per_second",
                            "seconds_left",
                            "started_at");
        }
        return Exit.DONE;
    }

    @Command(
            name = "cancel",
            description =
                    "Ends a backfill: what is done stays, what is not will not be. Its workers can change nothing any more.",
            mixinStandardHelpOptions = true)
    int cancel(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Parameters(paramLabel = "NAME", description = "The backfill's name.") String backfill,
            @Option(names = "--reason", required = true, description = "Why, for the audit.") String reason) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey key = session.recorded(name);
            BackfillId id = new BackfillId(backfill);
            Changes.expectDone(name + " " + id, session.catalog().cancelBackfill(key, id, Session.actor(reason)));
            session.manifest().pipeline(key.pipeline()).ifPresent(pipeline -> clean(main, session, pipeline, id));
            Optional<Backfill> state = session.catalog().backfill(key, id);
            main.output()
                    .one(BackfillJson.of(
                            state.orElseThrow(() -> Changes.notFound(name + " " + id)),
                            session.clock().instant()));
        }
        return Exit.DONE;
    }

    /** What cannot be done now is left to the next one; the backfill is cancelled all the same. */
    private static void clean(Main main, Session session, Pipeline pipeline, BackfillId id) {
        try {
            Worker.current()
                    .backfiller(session.catalog(), session.workplace(), new Stop())
                    .clean(session.manifest().project(), pipeline, id);
        } catch (ConnectorException e) {
            main.err()
                    .println(
                            "hakiri: cancelled; but its destination could not be looked after, which hakiri backfill work "
                                    + pipeline.id() + " " + id + " does: "
                                    + main.secrets().redacted(String.valueOf(e.getMessage())));
            main.err().flush();
        }
    }
}
