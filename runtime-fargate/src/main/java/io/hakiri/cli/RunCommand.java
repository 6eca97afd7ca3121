package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.Pace;
import io.hakiri.run.RunReport;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import io.hakiri.run.StreamReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Runs pipelines now, each from where it stands: the named ones, or all.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    /** How long a signal waits for the runs to end in good order. */
    private static final long STOP_SECONDS = 25;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", arity = "0..*", description = "Names of pipelines (default: all).")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        Stop stop = new Stop();
        CountDownLatch done = new CountDownLatch(1);
        Thread atSignal = Thread.ofPlatform().unstarted(() -> stopInGoodOrder(stop, done));
        Runtime.getRuntime().addShutdownHook(atSignal);
        try (Session session = main.open()) {
            List<ObjectNode> entries = new ArrayList<>();
            int exit = Exit.DONE;
            CatalogException fault = null;
            Pace pace = new Pace(session.clock(), Thread::sleep, RandomGenerator.getDefault(), stop);
            Runner runner = new Runner(
                    session.catalog(), session.workplace(), Worker.current().holder(), session.ids(), pace);
            for (Pipeline pipeline : session.pipelines(names.stream().distinct().toList())) {
                if (stop.requested()) {
                    break;
                }
                RunReport report;
                try {
                    report = run(session, runner, pipeline, new ProgressLines(main.err(), pipeline.id()));
                } catch (CatalogException e) {
                    fault = e; // the others would find no catalog either; what was done so far is said all the same
                    break;
                }
                entries.add(json(report, session.shown(pipeline)));
                exit = worse(exit, exit(report));
            }
            main.output().list("pipelines", entries, "id", "status", "read", "written", "quarantined", "run", "reason");
            if (fault != null) {
                throw fault;
            }
            return exit;
        } finally {
            done.countDown();
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

    /** Runs at SIGINT and SIGTERM: gives the runs time to commit and to give their leases back. */
    private static void stopInGoodOrder(Stop stop, CountDownLatch done) {
        stop.request();
        try {
            if (!done.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("hakiri: still at work after " + STOP_SECONDS
                        + " s; stopping: what is not committed is read again by the next run");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int exit(RunReport report) {
        return switch (report) {
            case RunReport.Ended ended -> ended.status() == RunStatus.SUCCEEDED ? Exit.DONE : Exit.FAILED;
            case RunReport.Lost _, RunReport.Refused _ -> Exit.REFUSED;
        };
    }

    /** A failed run weighs more than a refused one, and any more than none. */
    private static int worse(int one, int other) {
        if (one == Exit.FAILED || other == Exit.FAILED) {
            return Exit.FAILED;
        }
        return Math.max(one, other);
    }

    private static ObjectNode json(RunReport report, Function<Position, String> shown) {
        ObjectNode node = Output.object();
        node.put("id", report.pipeline().pipeline().value());
        switch (report) {
            case RunReport.Ended ended -> {
                node.put("run", ended.run().toString());
                node.put("status", ended.status().name().toLowerCase(Locale.ROOT));
                streams(node, ended.streams(), shown);
                node.set("error", Json.error(ended.error()));
                node.put("reason", ended.error() == null ? "" : ended.error().message());
            }
            case RunReport.Lost lost -> {
                node.put("run", lost.run().toString());
                node.put("status", "fenced");
                streams(node, lost.streams(), shown);
                node.putNull("error");
                node.put("reason", lost.reason());
            }
            case RunReport.Refused refused -> {
                node.putNull("run");
                node.put("status", refused.word());
                streams(node, List.of(), shown);
                node.putNull("error");
                node.put("reason", refused.reason());
            }
        }
        return node;
    }

    private static void streams(ObjectNode node, List<StreamReport> reports, Function<Position, String> shown) {
        long read = 0;
        long written = 0;
        long quarantined = 0;
        for (StreamReport report : reports) {
            ObjectNode stream = node.withArray("streams").addObject();
            stream.put("name", report.stream());
            Json.counts(stream, report.counts());
            stream.set("cursor", Json.cursor(report.moves(), shown));
            stream.putArray("cursors");
            report.moves()
                    .forEach(move -> Json.moves(stream.withArray("cursors").addObject(), move, shown));
            stream.put("trouble", report.trouble());
            read += report.counts().read();
            written += report.counts().written();
            quarantined += report.counts().quarantined();
        }
        node.withArray("streams");
        node.put("read", read).put("written", written).put("quarantined", quarantined);
    }
}
