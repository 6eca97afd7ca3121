package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Trigger;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.Dispatch;
import io.hakiri.run.RunReport;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import io.hakiri.run.Workplace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an executor elsewhere starts: a task of ECS, a worker behind a queue. */
@Command(
        description = "Runs one pipeline that a reconciler dispatched, as the catalog has it declared.",
        mixinStandardHelpOptions = true)
final class WorkCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DISPATCH",
            arity = "0..1",
            description = "The dispatch as JSON; - for what stands in the input (default: " + Dispatch.VARIABLE + ").")
    private @Nullable String dispatch;

    @Override
    public Integer call() throws IOException {
        Main main = Main.of(spec);
        Claim claim = Dispatch.parse(document());
        Stop stop = new Stop();
        try (StopAtSignal _ = new StopAtSignal(stop::handOver);
                Catalog catalog = main.openCatalog()) {
            Optional<PipelineState> state = catalog.pipeline(claim.pipeline());
            if (state.isEmpty()) {
                throw Refusal.refused(claim.pipeline() + ": the catalog has no such pipeline");
            }
            Runner runner = Worker.current()
                    .runner(catalog, new Workplace(main.connectors(), main.secrets(), main.folder()), stop);
            Pipeline pipeline = Pipeline.ofCanonicalJson(state.get().manifest());
            RunReport report = runner.run(
                    claim.pipeline().project(),
                    pipeline,
                    new Trigger.Due(claim),
                    new ProgressLines(ChangingLine.of(main.err()), pipeline.id()));
            main.output().one(Reports.json(report, Position::value));
            return exit(report);
        }
    }

    private String document() throws IOException {
        if ("-".equals(dispatch)) {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String given = dispatch == null ? System.getenv(Dispatch.VARIABLE) : dispatch;
        if (given == null || given.isBlank()) {
            throw Refusal.usage("which dispatch? Name it, or set " + Dispatch.VARIABLE);
        }
        return given;
    }

    /** A dispatch that came late or twice is served by another one: that is as it should be, and no failure. */
    private static int exit(RunReport report) {
        boolean served = report instanceof RunReport.Refused refused
                && (refused.word().equals("not-due") || refused.word().equals("held"));
        return served ? Exit.DONE : Reports.exit(report);
    }
}
