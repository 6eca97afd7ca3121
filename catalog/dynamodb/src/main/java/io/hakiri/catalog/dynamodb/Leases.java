package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.Limits;
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
    private Leases() {}

    static RenewResult renew(Work work, Writer writer, Duration leaseTtl) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.SEALED)) {
            return new Answers.Moving();
        }
        OpenRun run = head.open;
        if (run == null || !run.fence().equals(writer.fence()) || !run.id().equals(writer.run())) {
            return new Answers.Fenced(head.fence);
        }
        Duration ttl = leaseTtl.truncatedTo(ChronoUnit.MICROS);
        Instant until = work.now().plus(ttl);
        head.open = run.renewed(until, ttl);
        work.save();
        return new RenewResult.Renewed(until);
    }

    static EnqueueResult enqueue(Work work, Enqueue request) {
        Head head = work.head();
        if (head == null) {
            return new Answers.NotFound();
        }
        return switch (FirstAnswers.recall(work, request.request(), request.digest())) {
            case FirstAnswers.Recalled.Same(var _) -> new EnqueueResult.Enqueued(request.run());
            case FirstAnswers.Recalled.Other() -> FirstAnswers.otherContent(request.request());
            case FirstAnswers.Recalled.Unknown() -> enqueueNew(work, head, request);
        };
    }

    private static EnqueueResult enqueueNew(Work work, Head head, Enqueue request) {
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.DELETED)) {
            return new Answers.NotFound();
        }
        if (head.is(Head.Status.SEALED)) {
            return new Answers.Moving();
        }
        if (!head.isNew(request.run()) && Runs.one(work, head, request.run()) != null) {
            return new Answers.Invalid(
                    "run", "an id that was never used", request.run().toString());
        }
        // those that waited too long are closed here, so that the head does not fill with them
        int closed = 0;
        int waiting = 0;
        for (QueuedRun queued : head.queue.all()) {
            if (queued.waits(work.now())) {
                waiting++;
            } else if (closed++ < Due.MOST_QUEUED_ENDS) {
                Runs.endQueued(work, head, queued, RunStatus.ABANDONED, queued.waitUntil(), Runs.EXPIRED);
            }
        }
        if (waiting >= Limits.QUEUED_RUNS_PER_PIPELINE) {
            return new Answers.Invalid(
                    "runs that wait", "at most " + Limits.QUEUED_RUNS_PER_PIPELINE, Integer.toString(waiting + 1));
        }
        head.used(request.run());
        head.queue.put(
                Key.of(request.run()),
                QueuedRun.waiting(
                        request.run(),
                        request.actor().name(),
                        work.recorded(head),
                        work.now().plus(request.waitAtMost().truncatedTo(ChronoUnit.MICROS))));
        FirstAnswers.remember(work, request.request(), request.digest(), _ -> {});
        work.save();
        return new EnqueueResult.Enqueued(request.run());
    }

    static CancelResult cancel(Work work, RunId id, Actor actor) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.SEALED)) {
            return new Answers.Moving();
        }
        Run run = Runs.one(work, head, id);
        if (run == null) {
            return new Answers.NotFound();
        }
        if (run.status().ended()) {
            return new CancelResult.AlreadyEnded(run.status());
        }
        String act = "cancel: " + actor.name();
        QueuedRun queued = head.queue.get(Key.of(id));
        OpenRun open = head.open;
        if (queued != null) {
            Runs.endQueued(work, head, queued, RunStatus.CANCELLED, work.recorded(head), act);
        } else if (open != null) {
            Runs.end(work, head, open, RunStatus.CANCELLED, null, act);
            head.raiseFence();
        }
        Audit.add(
                work,
                head,
                actor,
                "run.cancelled",
                Audit.json()
                        .put("run", id.toString())
                        .put("status", run.status().name()),
                Audit.json().put("run", id.toString()).put("status", RunStatus.CANCELLED.name()));
        work.save();
        return new CancelResult.Cancelled();
    }
}
