package io.hakiri.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.Verdict;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import io.hakiri.schema.Difference;
import io.hakiri.schema.Evolution;
import io.hakiri.schema.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description = "Schemas: what shape the data had, and what was decided about it.",
        mixinStandardHelpOptions = true)
final class SchemaCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    @Command(
            name = "history",
            description = "Lists the versions of a pipeline's streams and the decision about each.",
            mixinStandardHelpOptions = true)
    int history(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Option(names = "--stream", description = "Only this stream.") @Nullable String only) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey key = session.known(name);
            Pipeline pipeline = session.pipeline(name);
            List<String> streams = only == null
                    ? pipeline.streams().stream().map(StreamSpec::name).toList()
                    : List.of(Session.stream(pipeline, only).name());
            List<ObjectNode> entries = new ArrayList<>();
            for (String stream : streams) {
                SchemaVersion before = null;
                for (SchemaVersion version : versions(session, key, stream)) {
                    entries.add(json(version).put("changes", changes(before, version)));
                    before = version;
                }
            }
            main.output()
                    .list(
                            "versions",
                            entries,
                            "stream",
                            "version",
                            "decision",
                            "by",
                            "seen_at",
                            "changes",
                            "reason",
                            "shape");
        }
        return Exit.DONE;
    }

    private static List<SchemaVersion> versions(Session session, PipelineKey key, String stream) {
        List<SchemaVersion> versions = new ArrayList<>();
        Page<SchemaVersion> page = session.catalog()
                .schemaVersions(key, stream, PageRequest.first())
                .pageOrNull();
        while (page != null) {
            versions.addAll(page.entries());
            page = page.next() == null
                    ? null
                    : session.catalog()
                            .schemaVersions(key, stream, new PageRequest(page.next(), Limits.PAGE_ENTRIES))
                            .pageOrNull();
        }
        return versions;
    }

    /** What is different from the version before. */
    private static String changes(@Nullable SchemaVersion before, SchemaVersion version) {
        return before == null
                ? "first shape"
                : Evolution.differences(Shape.ofJson(before.shape()), Shape.ofJson(version.shape())).stream()
                        .map(Difference::text)
                        .collect(Collectors.joining("; "));
    }

    /** With the fields in one line, for the table. */
    private static ObjectNode json(SchemaVersion version) {
        ObjectNode node = Json.schema(version);
        List<String> fields = new ArrayList<>();
        for (JsonNode field : node.path("fields")) {
            fields.add(field.path("name").asText() + " " + field.path("type").asText()
                    + (field.path("nullable").asBoolean() ? "" : " not null"));
        }
        return node.put("shape", String.join(", ", fields));
    }

    @Command(
            name = "decide",
            description = "Decides about a version that waits for it, or changes a decision that was not to accept.")
    int decide( // no mixin: its --version would be the program's
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help message and exit.")
                    boolean help,
            @Parameters(paramLabel = "PIPELINE") String name,
            @Option(names = "--stream", description = "The stream; needed where there are several.") @Nullable
                    String stream,
            @Option(names = "--version", required = true, description = "The version's number.") int version,
            @Option(names = "--verdict", required = true, description = "One of accept, ignore, quarantine, reject.")
                    Verdict verdict,
            @Option(names = "--reason", required = true, description = "Why, for the audit.") String reason) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            PipelineKey key = session.known(name);
            Pipeline pipeline = session.pipeline(name);
            String of = Session.streamOrOnly(pipeline, stream);
            DecideResult answer = session.catalog().decide(key, of, version, verdict, Session.actor(reason));
            main.output().one(json(decided(name + ", stream " + of + ", version " + version, answer)));
        }
        return Exit.DONE;
    }

    private static SchemaVersion decided(String what, DecideResult answer) {
        return switch (answer) {
            case DecideResult.Decided(SchemaVersion version) -> version;
            case Answers.NotFound() -> throw Changes.notFound(what);
            case Answers.Moving() -> throw Changes.moving(what);
            case Answers.Moved(String address) -> throw Changes.moved(what, address);
            case Answers.Invalid(String field, String limit, String given) ->
                throw Changes.invalid(field, limit, given);
        };
    }
}
