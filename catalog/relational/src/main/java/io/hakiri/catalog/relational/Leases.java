package io.hakiri.catalog.relational;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What keeps a lease, and what waits for one: renewal, the queue, cancelling. */
final class Leases {
    private static final String ENQUEUE = """
            INSERT INTO run (pipeline, id, cause, worker, status, started_at, wait_until, last_step)
            VALUES (?, ?, 'queued', ?, 'QUEUED', ?, ?, 0)""";

    private static final String WAITING = """
            SELECT count(*) FROM run WHERE pipeline = ? AND fence IS NULL AND status = 'QUEUED' AND wait_until > ?""";

    private static final String KNOWN = "SELECT 1 FROM run WHERE pipeline = ? AND id = ?";

    private Leases() {}

    static RenewResult renew(Tx tx, Writer writer, Duration ttl) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), writer.pipeline());
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new Answers.Moving();
        }
        Lease lease = pipeline.lease;
        if (lease == null
                || !lease.fence().equals(writer.fence())
                || !lease.run().equals(writer.run())) {
            return new Answers.Fenced(pipeline.fence);
        }
        Instant until = tx.now().plus(ttl.truncatedTo(ChronoUnit.MICROS));
        pipeline.lease = new Lease(lease.holder(), lease.run(), lease.fence(), lease.since(), until);
        pipeline.save(tx.sql());
        return new RenewResult.Renewed(until);
    }

    static EnqueueResult enqueue(Tx tx, Enqueue request) {
        PipelineRow pipeline = PipelineRow.load(tx.sql(), request.pipeline());
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        return switch (Requests.recall(tx, pipeline.id, request.request(), request.digest())) {
            case Requests.Recalled.Same(var _) -> new EnqueueResult.Enqueued(request.run());
            case Requests.Recalled.Other() -> Refusals.otherContent(request.request());
            case Requests.Recalled.Unknown() -> enqueueNew(tx, pipeline, request);
        };
    }

    private static EnqueueResult enqueueNew(Tx tx, PipelineRow pipeline, Enqueue request) {
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.DELETED)) {
            return new Answers.NotFound();
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new Answers.Moving();
        }
        if (tx.sql().exists(KNOWN, pipeline.id, request.run())) {
            return new Answers.Invalid(
                    "run", "an id that was never used", request.run().toString());
        }
        long waiting = tx.sql().number(WAITING, pipeline.id, tx.now());
        if (waiting >= Limits.QUEUED_RUNS_PER_PIPELINE) {
            return new Answers.Invalid(
                    "runs that wait", "at most " + Limits.QUEUED_RUNS_PER_PIPELINE, Long.toString(waiting + 1));
        }
        tx.sql()
                .change(
                        ENQUEUE,
                        pipeline.id,
                        request.run(),
                        request.actor().name(),
                        tx.now(),
                        tx.now().plus(request.waitAtMost()));
        Requests.remember(tx, pipeline.id, request.request(), request.digest(), _ -> {});
        return new EnqueueResult.Enqueued(request.run());
    }

    static CancelResult cancel(Tx tx, PipelineKey key, RunId id, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new Answers.Moving();
        }
        Run run = Runs.one(tx.sql(), pipeline, id);
        if (run == null) {
            return new Answers.NotFound();
        }
        if (run.status().ended()) {
            return new CancelResult.AlreadyEnded(run.status());
        }
        String act = "cancel: " + actor.name();
        Lease lease = pipeline.lease;
        if (run.status() == RunStatus.QUEUED || lease == null) {
            Runs.endQueued(tx, pipeline.id, id, RunStatus.CANCELLED, tx.now(), act);
        } else {
            Runs.end(tx, pipeline, id, lease.fence(), RunStatus.CANCELLED, null, act);
            pipeline.lease = null;
            pipeline.raiseFence();
        }
        Audit.add(
                tx,
                pipeline,
                actor,
                "run.cancelled",
                Audit.json()
                        .put("run", id.toString())
                        .put("status", run.status().name()),
                Audit.json().put("run", id.toString()).put("status", RunStatus.CANCELLED.name()));
        pipeline.save(tx.sql());
        return new CancelResult.Cancelled();
    }
}
