package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.pipeline.TimeSpan;
import io.hakiri.retention.HistoryArchive;
import io.hakiri.retention.Retainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "retain",
        description = {
            "Removes the history of this project that is older than you say, into an archive first where you name one.",
            "What is not named is kept for ever; idempotency keys that are over always go. Runs that go on, and those after"
                    + " them, stay, as do receipts that are not settled."
        },
        mixinStandardHelpOptions = true)
final class RetainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "TIME",
            description =
                    "Keep runs for so long after their end, with all that is recorded of them: 90d; at least 25h.")
    private @Nullable String runs;

    @Option(names = "--audit", paramLabel = "TIME", description = "Keep audit events for so long: 400d; at least 25h.")
    private @Nullable String audit;

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description = "Write what goes to files in this folder first; relative to the project's folder.")
    private @Nullable Path archive;

    @Option(names = "--dry-run", description = "Only count what would go.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        Main main = Main.of(spec);
        RetentionPolicy policy = policy();
        try (Session session = main.open()) {
            ProjectId project = session.manifest().project();
            Retainer retainer = new Retainer(session.catalog(), Thread::sleep);
            Retainer.Retained retained;
            try {
                retained = dryRun
                        ? retainer.count(project, policy)
                        : retainer.retain(
                                project,
                                policy,
                                archive == null
                                        ? null
                                        : new HistoryArchive(main.folder().resolve(archive)));
            } catch (IOException e) {
                throw Refusal.refused("the archive " + archive + " cannot be written: " + e
                        + ". What it does not hold was not removed");
            }
            ObjectNode document =
                    Output.object().put("project", project.value()).put("dry_run", dryRun);
            for (PastRows.Kind kind : PastRows.Kind.values()) {
                document.put(
                        kind.name().toLowerCase(Locale.ROOT), retained.rows().getOrDefault(kind, 0L));
            }
            main.output().one(document.put("requests", retained.requests()).put("files", retained.files()));
        }
        return Exit.DONE;
    }

    private RetentionPolicy policy() {
        return new RetentionPolicy(time("--runs", runs), time("--audit", audit));
    }

    private static @Nullable Duration time(String option, @Nullable String text) {
        return text == null
                ? null
                : TimeSpan.parse(text)
                        .orElseThrow(
                                () -> Refusal.usage(option + ": expected a time such as 36h or 90d, given " + text));
    }
}
