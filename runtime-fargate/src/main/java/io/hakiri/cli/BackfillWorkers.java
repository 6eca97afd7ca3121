package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Counts;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.BackfillReport;
import io.hakiri.run.BackfillRunner;
import io.hakiri.run.Stop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Workers of one backfill in this process, until none of them has anything to do. */
final class BackfillWorkers {
    /** In one process. */
    static final int MOST = 64;

    private BackfillWorkers() {}

    /** Lets them work, says what came of it, and answers with the exit code. */
    static int work(Main main, Session session, Pipeline pipeline, BackfillId id, int workers) {
        Backfill before = session.catalog()
                .backfill(session.key(pipeline.id()), id)
                .orElseThrow(() -> Changes.notFound(pipeline.id() + " " + id));
        BackfillProgress progress = new BackfillProgress(ChangingLine.of(main.err()), before);
        Stop stop = new Stop();
        List<BackfillReport> reports = new ArrayList<>();
        try (StopAtSignal _ = new StopAtSignal(stop::request);
                ExecutorService threads = Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().name("backfill-", 0).factory())) {
            BackfillRunner runner = Worker.current().backfiller(session.catalog(), session.workplace(), stop);
            List<Future<BackfillReport>> working = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                working.add(threads.submit(() -> runner.work(session.manifest().project(), pipeline, id, progress)));
            }
            for (Future<BackfillReport> each : working) {
                reports.add(answer(each, stop));
            }
        } finally {
            progress.end();
        }
        BackfillReport worst = reports.stream()
                .max(Comparator.comparingInt(BackfillWorkers::weight))
                .orElseThrow();
        main.output().one(json(pipeline, id, worst, reports));
        return exit(worst);
    }

    private static BackfillReport answer(Future<BackfillReport> working, Stop stop) {
        try {
            return working.get();
        } catch (ExecutionException e) {
            stop.request(); // the others would find no catalog either
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.request();
            throw new IllegalStateException("interrupted while workers were at work", e);
        }
    }

    /** A failure weighs more than a refusal, and any more than none. */
    private static int weight(BackfillReport report) {
        return switch (report) {
            case BackfillReport.Failed _ -> 3;
            case BackfillReport.Refused _ -> 2;
            case BackfillReport.Stopped _ -> 1;
            case BackfillReport.Over _ -> 0;
        };
    }

    private static int exit(BackfillReport report) {
        return switch (report) {
            case BackfillReport.Failed _ -> Exit.FAILED;
            case BackfillReport.Refused _, BackfillReport.Stopped _ -> Exit.REFUSED;
            case BackfillReport.Over over -> over.status() == Backfill.Status.DONE ? Exit.DONE : Exit.REFUSED;
        };
    }

    private static ObjectNode json(
            Pipeline pipeline, BackfillId id, BackfillReport worst, List<BackfillReport> reports) {
        ObjectNode node = Output.object();
        node.put("pipeline", pipeline.id().value());
        node.put("backfill", id.value());
        node.put(
                "status",
                switch (worst) {
                    case BackfillReport.Over over -> BackfillJson.word(over.status());
                    case BackfillReport.Stopped _ -> "stopped";
                    case BackfillReport.Failed _ -> "failed";
                    case BackfillReport.Refused refused -> refused.word();
                });
        node.put(
                "chunks",
                reports.stream().mapToInt(report -> report.part().chunks()).sum());
        Json.counts(node, reports.stream().map(report -> report.part().counts()).reduce(Counts.NONE, Counts::plus));
        node.put(
                "error",
                worst instanceof BackfillReport.Failed failed ? failed.error().kind() : null);
        node.put(
                "reason",
                switch (worst) {
                    case BackfillReport.Over _ -> "";
                    case BackfillReport.Stopped _ -> "the program was asked to stop";
                    case BackfillReport.Failed failed -> failed.error().message();
                    case BackfillReport.Refused refused -> refused.reason();
                });
        return node;
    }
}
