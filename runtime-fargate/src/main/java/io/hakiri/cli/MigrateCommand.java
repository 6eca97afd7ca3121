package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.RunIds;
import io.hakiri.migrate.Migration;
import io.hakiri.migrate.MoveOptions;
import io.hakiri.migrate.MoveRefused;
import io.hakiri.migrate.MoveReport;
import io.hakiri.migrate.MoveReport.Outcome;
import io.hakiri.migrate.Plan;
import io.hakiri.migrate.Rollback;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.TimeSpan;
import io.hakiri.run.Settler;
import io.hakiri.run.Workplace;
import io.hakiri.transfer.RowKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        description = {
            "Moves whole projects to another catalog while their pipelines go on.",
            "Everything is copied first; then pipeline by pipeline is sealed, settled, opened at the target and marked as"
                    + " moved. Ended at any instant, do the same again: it goes on from where it was."
        },
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private TwoEnds ends = new TwoEnds();

    @Option(
            names = "--dry-run",
            description = "Only say what would be moved, what it costs, and what stands in the way.")
    private boolean dryRun;

    @Option(
            names = "--rollback",
            description = "Take back what is sealed and not yet open at the target; what moved already stays there.")
    private boolean rollback;

    @Option(names = "--merge", description = "Also where the target has other projects.")
    private boolean merge;

    @Option(
            names = "--seal-within",
            paramLabel = "TIME",
            description =
                    "Wait so long for a pipeline whose lease somebody has, then leave it where it is: 30s (default).")
    private String sealWithin = "30s";

    @Option(
            names = "--break-leases",
            description =
                    "Instead of leaving it, take the lease then; the run is abandoned, and begins again at the target.")
    private boolean breakLeases;

    @Option(names = "--reason", description = "Why, for the audit.")
    private @Nullable String reason;

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        if (dryRun && rollback) {
            throw Refusal.usage("--dry-run and --rollback: one of the two");
        }
        if (!dryRun && reason == null) {
            throw Refusal.usage("--reason: why? It stands in the audit of every pipeline that moves");
        }
        try (TwoEnds.Opened opened = ends.open(main)) {
            if (dryRun) {
                say(main, Plan.of(opened.from(), opened.to(), ends.projects(), TwoEnds.pace()));
                return Exit.DONE;
            }
            MoveProgress progress = new MoveProgress(ChangingLine.of(main.err()));
            Migration migration = new Migration(
                    opened.from(),
                    opened.to(),
                    options(),
                    pipeline -> settle(main, opened.source(), pipeline),
                    progress,
                    TwoEnds.pace());
            if (rollback) {
                say(main, migration.takeBack());
                return Exit.DONE;
            }
            MoveReport report = migration.go();
            progress.end();
            say(main, report);
            return report.skipped().isEmpty() ? Exit.DONE : Exit.REFUSED;
        } catch (MoveRefused e) {
            throw Refusal.refused(e.why());
        }
    }

    private MoveOptions options() {
        Duration within = TimeSpan.parse(sealWithin)
                .orElseThrow(
                        () -> Refusal.usage("--seal-within: expected a time such as 30s or 5m, given " + sealWithin));
        return new MoveOptions(
                ends.projects(), merge, breakLeases, within, Session.actor(java.util.Objects.requireNonNull(reason)));
    }

    private static void settle(Main main, Catalog source, PipelineState state) {
        Settler settler = new Settler(
                source,
                new Workplace(main.connectors(), main.secrets(), main.folder()),
                RunIds.uuid7(InstantSource.system(), new SecureRandom()));
        settler.settle(state.key(), Pipeline.ofCanonicalJson(state.manifest()));
    }

    private static void say(Main main, Plan plan) {
        ObjectNode document = Output.object().put("pipelines", plan.pipelines());
        ObjectNode holds = document.putObject("holds");
        for (RowKind kind : RowKind.values()) {
            holds.put(kind.name().toLowerCase(Locale.ROOT), plan.rows().getOrDefault(kind, 0L));
        }
        document.put("bytes", plan.bytes())
                .put("dynamodb_write_units", plan.writeUnits())
                .put("read_seconds", Output.seconds(plan.read()))
                .put("target_answer_ms", plan.answer().toNanos() / 1e6)
                .put("least_seconds", Output.seconds(plan.least()));
        ArrayNode obstacles = document.putArray("obstacles");
        plan.obstacles().forEach(obstacles::add);
        main.output().one(document);
    }

    private static void say(Main main, List<Rollback.Report> reports) {
        ObjectNode document = Output.object();
        ArrayNode opened = document.putArray("opened");
        ArrayNode gone = document.putArray("at_the_target");
        for (Rollback.Report report : reports) {
            report.opened().forEach(key -> opened.add(key.toString()));
            report.gone().forEach(key -> gone.add(key.toString()));
        }
        main.output().one(document);
    }

    private static void say(Main main, MoveReport report) {
        List<ObjectNode> entries = new ArrayList<>();
        Duration longest = Duration.ZERO;
        for (Outcome outcome : report.pipelines()) {
            ObjectNode entry =
                    Output.object().put("pipeline", outcome.pipeline().toString());
            switch (outcome) {
                case Outcome.Moved(var _, Duration pause) -> {
                    entry.put("outcome", "moved").put("pause_ms", pause.toMillis());
                    longest = pause.compareTo(longest) > 0 ? pause : longest;
                }
                case Outcome.AlreadyMoved(var _) -> entry.put("outcome", "had moved");
                case Outcome.Skipped(var _, String why) ->
                    entry.put("outcome", "skipped").put("why", why);
            }
            entries.add(entry);
        }
        ObjectNode head = Output.object().put("rows", report.rows()).put("longest_pause_ms", longest.toMillis());
        ArrayNode projects = head.putArray("projects");
        report.projects().forEach(project -> projects.add(project.value()));
        main.output().oneWithList(head, "outcomes", entries, "pipeline", "outcome", "pause_ms", "why");
    }
}
