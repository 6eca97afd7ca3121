package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.Forms;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.explain.Cause;
import io.hakiri.explain.Explainer;
import io.hakiri.explain.Explanation;
import io.hakiri.explain.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description =
                "Says how a pipeline stands and why, or how it stood at a time, and what happened up to then. Changes nothing.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "How it stood then: 2026-01-31, 2026-01-31T08:00:00Z, or so long ago: 90m, 12h, 7d.")
    private @Nullable String at;

    @Option(
            names = "--limit",
            description = "So many facts at most, the newest, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit = Explainer.FACTS_UNLESS_SAID;

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            Instant then = HistoryOptions.instant("--at", at, session.clock().instant());
            PipelineKey key = session.recorded(name);
            Explanation explanation = new Explainer(session.catalog(), session.clock())
                    .explain(key, then, Math.clamp(limit, 1, Limits.PAGE_ENTRIES));
            ObjectNode document = Forms.written(explanation);
            main.output()
                    .told(
                            document,
                            summary(explanation, session.shown(key.pipeline())),
                            "facts",
                            "at",
                            "kind",
                            "fence",
                            "source",
                            "says");
        }
        return Exit.DONE;
    }

    private static ObjectNode summary(Explanation explanation, Function<Position, String> shown) {
        Standing standing = explanation.standing();
        ObjectNode summary = Output.object();
        summary.put("pipeline", explanation.pipeline().pipeline().value());
        summary.put("at", explanation.at().toString());
        summary.put("status", Forms.word(standing.status()));
        summary.put("since", Json.text(standing.since()));
        summary.put("version", Json.text(standing.version()));
        summary.put("fence", Json.text(standing.fence()));
        summary.put("held_by", standing.holder());
        summary.put("next_due", Json.text(standing.nextDue()));
        summary.put("failures", Json.text(standing.failures()));
        List<String> cursors =
                standing.cursors().stream().map(cursor -> cursor(cursor, shown)).toList();
        texts(summary, "cursor", cursors);
        texts(
                summary,
                "schema",
                standing.schemas().stream().map(ExplainCommand::schema).toList());
        List<String> why = new ArrayList<>();
        for (Cause cause : explanation.why()) {
            why.add(cause.says());
            if (cause.command() != null) {
                why.add("  " + cause.command());
            }
        }
        texts(summary, "why", why);
        texts(summary, "not_known", explanation.unknown());
        return summary;
    }

    private static String cursor(Standing.CursorThen cursor, Function<Position, String> shown) {
        Position position = cursor.position();
        String from = position == null ? "the start" : shown.apply(position);
        Position towards = cursor.towards();
        return cursor.at()
                + switch (cursor.sure()) {
                    case EXACT -> " at " + from;
                    case BETWEEN ->
                        " between " + from + " and " + (towards == null ? "the start" : shown.apply(towards));
                    case UNKNOWN -> " not known";
                };
    }

    private static String schema(Standing.ShapeThen shape) {
        return shape.stream() + " version " + shape.latest()
                + (shape.verdict() == null ? ", undecided" : ", " + Forms.word(shape.verdict()))
                + (shape.accepted() == null || shape.accepted() == shape.latest()
                        ? ""
                        : "; accepted is version " + shape.accepted());
    }

    private static void texts(ObjectNode summary, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(summary.putArray(name)::add);
        }
    }
}
