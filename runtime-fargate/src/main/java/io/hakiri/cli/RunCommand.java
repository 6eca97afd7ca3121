package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Trigger;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.RunReport;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description = "Runs pipelines now, each from where it stands: the named ones, or all.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", arity = "0..*", description = "Names of pipelines (default: all).")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        Stop stop = new Stop();
        try (StopAtSignal _ = new StopAtSignal(stop::request);
                Session session = main.open()) {
            List<ObjectNode> entries = new ArrayList<>();
            int exit = Exit.DONE;
            CatalogException fault = null;
            Runner runner = Worker.current().runner(session.catalog(), session.workplace(), stop);
            for (Pipeline pipeline : session.pipelines(names.stream().distinct().toList())) {
                if (stop.requested()) {
                    break;
                }
                RunReport report;
                try {
                    report = run(
                            session, runner, pipeline, new ProgressLines(ChangingLine.of(main.err()), pipeline.id()));
                } catch (CatalogException e) {
                    fault = e; // the others would find no catalog either; what was done so far is said all the same
                    break;
                }
                entries.add(Reports.json(report, session.shown(pipeline)));
                exit = worse(exit, Reports.exit(report));
            }
            main.output().list("pipelines", entries, "id", "status", "read", "written", "quarantined", "run", "reason");
            if (fault != null) {
                throw fault;
            }
            return exit;
        }
    }

    private static RunReport run(Session session, Runner runner, Pipeline pipeline, ProgressLines progress) {
        session.declare(pipeline);
        try {
            session.takeFromTheDead(session.key(pipeline.id()));
            return runner.run(session.manifest().project(), pipeline, new Trigger.Manual(), progress);
        } catch (CatalogException e) {
            progress.end("the catalog gave up; what was committed stays, the next run goes on from there");
            throw e;
        } finally {
            progress.end("");
        }
    }

    /** A failed run weighs more than a refused one, and any more than none. */
    private static int worse(int one, int other) {
        if (one == Exit.FAILED || other == Exit.FAILED) {
            return Exit.FAILED;
        }
        return Math.max(one, other);
    }
}
