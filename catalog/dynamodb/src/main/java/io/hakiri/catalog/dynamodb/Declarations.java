package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Declared pipelines, and what people change about them (C-17). */
final class Declarations {
    private Declarations() {}

    static PutResult put(Work work, PutPipeline request) {
        Head stored = work.head();
        Head living = work.living();
        if (living != null) {
            String address = living.movedTo();
            if (address != null) {
                return new Answers.Moved(address);
            }
            if (living.is(Head.Status.SEALED)) {
                return new Answers.Moving();
            }
        } else if (work.projectNow().movedTo() != null) {
            return new Answers.Moved(String.valueOf(work.projectNow().movedTo()));
        } else if (work.projectNow().sealed()) {
            return new Answers.Moving();
        }
        long version = living == null ? 0 : living.version;
        Long expected = request.expectedVersion();
        if (expected != null && expected != version) {
            return new PutResult.OtherVersion(version);
        }
        String manifest = living == null ? null : manifest(work, living);
        if (living != null && manifest != null && manifest.equals(request.manifest())) {
            return new PutResult.Unchanged(living.state(manifest));
        }
        return store(work, request, stored, manifest);
    }

    private static PutResult store(Work work, PutPipeline request, @Nullable Head stored, @Nullable String manifest) {
        Head head = stored == null ? work.create() : stored;
        if (manifest == null) {
            revive(work, head);
            announce(work);
        }
        head.version++;
        if (work.live(head) == null) {
            head.due(request.nextDue());
        }
        storeManifest(work, head, request.manifest());
        Audit.add(
                work,
                head,
                request.actor(),
                manifest == null ? "pipeline.created" : "pipeline.changed",
                manifest,
                request.manifest());
        work.save();
        return new PutResult.Stored(head.state(request.manifest()));
    }

    /** A new pipeline, or one under the name of a deleted one: the numbers go on from the tombstone (C-2). */
    private static void revive(Work work, Head head) {
        Fence start = Fence.startOf(work.project().generation());
        if (start.compareTo(head.lastFence) > 0) {
            head.lastFence = start;
        }
        head.fence = head.lastFence;
        head.bornFence = head.lastFence;
        head.bornAt = work.recorded(head);
        head.status = Head.Status.ACTIVE;
        head.origin = Head.Origin.OWN;
        head.note = null;
        head.failures = 0;
    }

    /** The project's list of pipelines has the name, unless the project was sealed meanwhile (C-26). */
    static void announce(Work work) {
        work.beside(new Table.Change.Put(Items.of(Items.pipeline(work.key())), new Table.Condition.Any()));
        work.beside(new Table.Change.Check(Items.door(work.key()), new Table.Condition.Absent()));
    }

    static Optional<PipelineState> one(Work work) {
        Head head = work.living();
        return head == null ? Optional.empty() : Optional.of(head.state(manifest(work, head)));
    }

    static String manifest(Work work, Head head) {
        if (head.manifest.isEmpty()) {
            return "";
        }
        Bytes page = head.manifest.getFirst();
        return new In(work.pages().pages(List.of(page)).getOrDefault(page, new byte[0])).text();
    }

    static void storeManifest(Work work, Head head, String manifest) {
        head.manifest.forEach(work::replaced);
        head.manifest = List.of(work.added(new Out().text(manifest).done()));
    }

    static ChangeResult pause(Work work, boolean now, Actor actor) {
        Head head = work.living();
        ChangeResult refusal = refusal(head);
        if (head == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        boolean pauses = !head.is(Head.Status.PAUSED);
        boolean takes = now && (head.open != null || Backfilling.anyClaimed(head));
        if (!pauses && !takes) {
            return new ChangeResult.Done();
        }
        ObjectNode before = stateOf(head);
        if (pauses) {
            head.status = Head.Status.PAUSED;
            head.note = actor.reason();
            head.claim = null;
        }
        if (takes) {
            takeAll(work, head, "pause: " + actor.name());
        }
        Audit.add(work, head, actor, "pipeline.paused", before, stateOf(head).put("now", now));
        work.save();
        return new ChangeResult.Done();
    }

    static ChangeResult resume(Work work, @Nullable Instant nextDue, Actor actor) {
        Head head = work.living();
        ChangeResult refusal = refusal(head);
        if (head == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        if (!head.is(Head.Status.PAUSED)) {
            return new ChangeResult.Done();
        }
        ObjectNode before = stateOf(head);
        head.status = Head.Status.ACTIVE;
        head.note = null;
        head.due(nextDue);
        Audit.add(work, head, actor, "pipeline.resumed", before, stateOf(head));
        work.save();
        return new ChangeResult.Done();
    }

    static ChangeResult delete(Work work, Actor actor) {
        Head head = work.living();
        ChangeResult refusal = refusal(head);
        if (head == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        List<Receipt> open = head.openReceipts(Limits.RECEIPTS_PER_COMMIT);
        if (!open.isEmpty()) {
            return new Answers.Unsettled(open);
        }
        ObjectNode before = stateOf(head).put("version", head.version);
        Runs.abandon(work, head, "delete: " + actor.name());
        head.raiseFence();
        head.status = Head.Status.DELETED;
        head.note = null;
        head.due(null);
        head.failures = 0;
        head.ahead = null;
        head.cursorCount = 0;
        head.positionBytes = 0;
        head.settledHere = 0;
        head.leftBy = Fence.NONE;
        head.cursors.clear(work);
        head.receipts.clear(work);
        head.queue.clear(work);
        head.backfills.clear(work);
        head.chunks.clear(work);
        head.manifest.forEach(work::replaced);
        head.manifest = List.of();
        Audit.add(work, head, actor, "pipeline.deleted", before, (ObjectNode) null);
        work.save();
        return new ChangeResult.Done();
    }

    static ChangeResult breakLease(Work work, Actor actor) {
        Head head = work.living();
        ChangeResult refusal = refusal(head);
        if (head == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        OpenRun run = head.open;
        if (run == null) {
            return new ChangeResult.Done();
        }
        ObjectNode before = stateOf(head).put("run", run.id().toString());
        Runs.abandon(work, head, "break: " + actor.name());
        head.raiseFence();
        Audit.add(work, head, actor, "lease.broken", before, stateOf(head));
        work.save();
        return new ChangeResult.Done();
    }

    /** Takes the lease and the chunks from whoever has them, under a new fence. */
    static void takeAll(Work work, Head head, String act) {
        Runs.abandon(work, head, act);
        head.raiseFence();
        Backfilling.takeChunks(head);
    }

    /** Why a person cannot change it here. */
    static @Nullable ChangeResult refusal(@Nullable Head head) {
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        return head.is(Head.Status.SEALED) ? new Answers.Moving() : null;
    }

    static ObjectNode stateOf(Head head) {
        Instant nextDue = head.nextDue;
        return Audit.json()
                .put("status", head.status.word())
                .put("fence", head.fence.value())
                .put("nextDue", nextDue == null ? null : nextDue.toString());
    }
}
