package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.Settler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description = "Cursors: how far each stream has come.",
        mixinStandardHelpOptions = true,
        subcommands = CursorCommands.RewindCommand.class)
final class CursorCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    @Command(name = "list", description = "Lists the cursors of a pipeline.", mixinStandardHelpOptions = true)
    int list(@Parameters(paramLabel = "PIPELINE") String name) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey key = session.known(name);
            Function<Position, String> shown = session.shown(session.pipeline(name));
            List<ObjectNode> entries = new ArrayList<>();
            Page<Cursor> page =
                    session.catalog().cursors(key, PageRequest.first()).pageOrNull();
            while (page != null) {
                page.entries().forEach(cursor -> entries.add(Json.cursor(cursor, shown)));
                page = page.next() == null
                        ? null
                        : session.catalog()
                                .cursors(key, new PageRequest(page.next(), Limits.PAGE_ENTRIES))
                                .pageOrNull();
            }
            main.output()
                    .list("cursors", entries, "stream", "partition", "kind", "at", "revision", "fence", "moved_at");
        }
        return Exit.DONE;
    }

    /** The one way back for a cursor (C-9). */
    @Command(
            name = "rewind",
            description = {
                "Moves cursors back, so that rows are read again.",
                "append: rows after the point stay and may come again. replace: they are withdrawn from the destination"
                        + " before anything comes again."
            },
            mixinStandardHelpOptions = true)
    static final class RewindCommand implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "PIPELINE")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @ArgGroup(multiplicity = "1")
        @SuppressWarnings("NullAway.Init")
        private Target target;

        @Option(names = "--stream", description = "Only this stream; needed with --to where there are several.")
        private @Nullable String stream;

        @Option(names = "--mode", required = true, description = "append or replace.")
        @SuppressWarnings("NullAway.Init")
        private Rewind.Mode mode;

        @Option(names = "--reason", required = true, description = "Why, for the audit.")
        @SuppressWarnings("NullAway.Init")
        private String reason;

        /** Where to: just one of these. */
        static final class Target {
            @Option(names = "--to-start", description = "To before the first row.")
            boolean start;

            @Option(names = "--before-run", paramLabel = "RUN", description = "To where it stood before this run.")
            @Nullable
            String run;

            @Option(
                    names = "--to",
                    paramLabel = "VALUE",
                    description = "To after the rows whose cursor field is not greater than this (append only).")
            @Nullable
            String value;
        }

        @Override
        public Integer call() {
            Main main = Main.of(spec);
            try (Session session = main.open()) {
                PipelineKey key = session.known(name);
                Pipeline pipeline = session.pipeline(name);
                Rewind request =
                        new Rewind(key, RequestId.random(), target(session, pipeline), mode, Session.actor(reason));
                session.takeFromTheDead(key);
                RewindResult.Rewound done = rewound(session.catalog().rewind(request));
                int settled = new Settler(session.catalog(), session.workplace(), session.ids()).settle(key, pipeline);
                ObjectNode node = Output.object();
                node.put("id", name);
                node.put("fence", done.fence().value());
                node.put("cursors", done.changed().size());
                node.put("withdrawn", done.withdrawing());
                node.put("settled", settled);
                main.output().one(node);
            }
            return Exit.DONE;
        }

        private Rewind.Target target(Session session, Pipeline pipeline) {
            if (target.start) {
                return new Rewind.Target.Start(
                        stream == null
                                ? Set.of()
                                : Set.of(Session.stream(pipeline, stream).name()));
            }
            if (target.run != null) {
                return new Rewind.Target.BeforeRun(RunId.parse(target.run));
            }
            String only = Session.streamOrOnly(pipeline, stream);
            return new Rewind.Target.To(
                    StreamPartition.of(only),
                    session.positionAfter(pipeline, only, target.value == null ? "" : target.value));
        }

        private RewindResult.Rewound rewound(RewindResult answer) {
            return switch (answer) {
                case RewindResult.Rewound rewound -> rewound;
                case Answers.Held held -> throw Changes.held(name, held);
                case Answers.NotFound() -> throw Changes.notFound(name);
                case Answers.Moving() -> throw Changes.moving(name);
                case Answers.Moved(String address) -> throw Changes.moved(name, address);
                case Answers.Invalid(String field, String limit, String given) ->
                    throw Changes.invalid(field, limit, given);
            };
        }
    }
}
