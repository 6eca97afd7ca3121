package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SealResult;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moving pipelines to another catalog (C-26). What belongs to their project is moved by {@link ProjectSeals}. */
final class Seals {
    private Seals() {}

    static SealResult seal(Work work, boolean breaksLease, Actor actor) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.SEALED)) {
            return new SealResult.SealedUnder(head.fence);
        }
        Answers.Held held = breaksLease ? null : held(work, head);
        if (held != null) {
            return held;
        }
        ObjectNode before = Declarations.stateOf(head);
        Declarations.takeAll(work, head, "seal: " + actor.name());
        head.claim = null;
        head.statusBefore = head.status;
        head.noteBefore = head.note;
        head.status = Head.Status.SEALED;
        head.note = null;
        Audit.add(work, head, actor, "pipeline.sealed", before, Declarations.stateOf(head));
        work.save();
        return new SealResult.SealedUnder(head.fence);
    }

    private static Answers.@Nullable Held held(Work work, Head head) {
        OpenRun live = work.live(head);
        return live == null
                ? Backfilling.heldByWorker(work, head)
                : new Answers.Held(live.worker(), live.fence(), live.leaseUntil());
    }

    static ChangeResult unseal(Work work, Fence sealed, Actor actor) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (!head.is(Head.Status.SEALED)) {
            return new ChangeResult.Done();
        }
        if (head.origin == Head.Origin.RECEIVED) {
            return new Answers.Invalid(
                    "pipeline", "one that was sealed here", head.key + ", which was received from elsewhere");
        }
        if (!head.fence.equals(sealed)) {
            return new Answers.Invalid("fence", "that of the seal, " + head.fence, sealed.toString());
        }
        ObjectNode before = Declarations.stateOf(head);
        head.status = Objects.requireNonNullElse(head.statusBefore, Head.Status.ACTIVE);
        head.note = head.noteBefore;
        head.statusBefore = null;
        head.noteBefore = null;
        Audit.add(work, head, actor, "pipeline.unsealed", before, Declarations.stateOf(head));
        work.save();
        return new ChangeResult.Done();
    }

    static Listing<PipelineImage> image(Work work) {
        return Paging.listing(
                work,
                false,
                head -> new Page<>(
                        head.is(Head.Status.SEALED)
                                        && head.version > 0
                                        && head.openReceipts(1).isEmpty()
                                ? List.of(imageOf(work, head, head.lastFence.next()))
                                : List.of(),
                        null));
    }

    static PipelineImage imageOf(Work work, Head head, Fence horizon) {
        String reason = head.is(Head.Status.PAUSED) ? head.note : head.noteBefore;
        boolean onHold = head.is(Head.Status.PAUSED) || head.statusBefore == Head.Status.PAUSED;
        return new PipelineImage(
                head.state(Declarations.manifest(work, head)),
                onHold ? Objects.requireNonNullElse(reason, "") : null,
                head.bornFence,
                head.lastFence,
                horizon,
                head.auditNumber,
                Rewinds.all(head),
                head.schemas.all());
    }

    static ChangeResult receive(Work work, PipelineImage image, Actor actor) {
        PipelineState state = image.state();
        Head stored = work.head();
        String address = stored == null ? work.projectNow().movedTo() : stored.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (!(state.status() instanceof PipelineStatus.Sealed)) {
            return new Answers.Invalid("image", "that of a sealed pipeline", "one that is " + state.status());
        }
        boolean replaces = stored != null
                && (stored.is(Head.Status.DELETED)
                        || (stored.is(Head.Status.SEALED) && stored.origin == Head.Origin.RECEIVED));
        if (stored != null && !replaces) {
            return new Answers.Invalid(
                    "pipeline", "a name that no pipeline has here", state.key() + ", which is " + stored.status.word());
        }
        Fence least = stored == null ? Fence.NONE : leastSeal(stored);
        if (state.fence().compareTo(least) < 0) {
            return new Answers.Invalid("image", "that of a seal from " + least + " on", "one under " + state.fence());
        }
        Head head = stored == null ? work.create() : stored;
        lay(work, head, image);
        work.beside(new Table.Change.Put(Items.of(Items.pipeline(work.key())), new Table.Condition.Any()));
        Audit.add(
                work,
                head,
                actor,
                "pipeline.received",
                null,
                Declarations.stateOf(head).put("version", head.version).put("cursors", head.cursorCount));
        work.save();
        return new ChangeResult.Done();
    }

    /** The least fence of a seal whose image is taken: above those that were taken back, and not older than what lies here. */
    static Fence leastSeal(Head head) {
        if (head.origin != Head.Origin.RECEIVED) {
            return Fence.NONE;
        }
        return head.version == 0 ? head.bornFence.next() : head.fence;
    }

    private static void lay(Work work, Head head, PipelineImage image) {
        PipelineState state = image.state();
        head.cursors.clear(work);
        head.schemas.clear(work);
        head.leftBy = Fence.NONE;
        head.cursorCount = image.cursors().size();
        head.positionBytes = 0;
        for (Cursor cursor : image.cursors()) {
            head.positionBytes += Commits.bytes(cursor.position());
            head.cursors.put(
                    Key.of(cursor.at()),
                    new CursorRow(cursor.position(), cursor.revision(), cursor.fence(), cursor.movedAt(), null));
        }
        for (SchemaVersion version : image.schemas()) {
            Schemas.put(head, version);
        }
        Declarations.storeManifest(work, head, state.manifest());
        if (head.origin == Head.Origin.RECEIVED) {
            Audit.later(work.table(), Items.partition(work.key()), image.auditNumber() + 1)
                    .forEach(work::beside);
            head.auditNumber = image.auditNumber();
        } else {
            head.auditNumber = Math.max(head.auditNumber, image.auditNumber());
        }
        head.status = Head.Status.SEALED;
        head.origin = Head.Origin.RECEIVED;
        head.statusBefore = image.onHold() == null ? Head.Status.ACTIVE : Head.Status.PAUSED;
        head.noteBefore = image.onHold();
        head.note = null;
        head.version = state.version();
        head.fence = state.fence();
        head.bornFence = image.born();
        head.bornAt = work.recorded(head);
        head.lastFence = greater(head.lastFence, greater(image.last(), state.fence()));
        head.horizon = greater(head.horizon, image.horizon());
        head.due(state.nextDue());
        head.failures = state.failures();
        Backfilling.ended(head);
    }

    static ActivateResult activate(Work work, Actor actor) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.origin == Head.Origin.ACTIVATED) {
            return new ActivateResult.AlreadyActive();
        }
        if (head.origin != Head.Origin.RECEIVED) {
            return new Answers.Invalid("pipeline", "one that was received", head.key + ", which was made here");
        }
        if (head.version == 0) {
            return new Answers.Invalid(
                    "pipeline", "one whose image was received", head.key + ", which waits for its own");
        }
        List<Receipt> open = head.openReceipts(Limits.RECEIPTS_PER_COMMIT);
        if (!open.isEmpty()) {
            return new Answers.Unsettled(open);
        }
        ObjectNode before = Declarations.stateOf(head);
        Project project = work.projectNow();
        int generation =
                Math.max(Math.max(head.fence.generation(), head.lastFence.generation()) + 1, project.generation());
        head.fence = Fence.startOf(generation);
        head.lastFence = head.fence;
        head.status = Objects.requireNonNullElse(head.statusBefore, Head.Status.ACTIVE);
        head.note = head.noteBefore;
        head.statusBefore = null;
        head.noteBefore = null;
        head.origin = Head.Origin.ACTIVATED;
        if (project.generation() < generation) {
            // an adoption must go above this one too (C-27)
            work.beside(
                    project.in(project.place(), generation).change(work.heads().newVersion()));
        }
        Audit.add(work, head, actor, "pipeline.activated", before, Declarations.stateOf(head));
        work.save();
        return new ActivateResult.Activated(head.fence);
    }

    static ChangeResult markMoved(Work work, String target, Actor actor) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return address.equals(target) ? new ChangeResult.Done() : new Answers.Moved(address);
        }
        if (!head.is(Head.Status.SEALED) || ReceivedPipelines.open(head)) {
            return new Answers.Invalid(
                    "pipeline", "one that was sealed here", head.key + ", which is " + head.status.word());
        }
        List<Receipt> open = head.openReceipts(Limits.RECEIPTS_PER_COMMIT);
        if (!open.isEmpty()) {
            return new Answers.Unsettled(open);
        }
        ObjectNode before = Declarations.stateOf(head);
        head.status = Head.Status.MOVED;
        head.note = target;
        Audit.add(
                work,
                head,
                actor,
                "pipeline.moved",
                before,
                Declarations.stateOf(head).put("address", target));
        work.save();
        return new ChangeResult.Done();
    }

    /** All fences go on in the new generation, and nothing runs until a person says so; whether it was paused by that. */
    static boolean adopt(Work work, int generation, boolean imported, Actor actor) {
        Head head = work.head();
        if (head == null || head.is(Head.Status.MOVED)) {
            return false;
        }
        Runs.abandon(work, head, "adopt: " + actor.name());
        head.claim = null;
        head.fence = greater(head.lastFence, Fence.startOf(generation));
        head.lastFence = head.fence;
        Backfilling.takeChunks(head);
        boolean opens = imported && ReceivedPipelines.open(head) && head.version > 0;
        if (opens) {
            head.origin = Head.Origin.OWN;
            head.statusBefore = null;
            head.noteBefore = null;
        }
        boolean pauses = opens || head.is(Head.Status.ACTIVE);
        if (pauses) {
            head.status = Head.Status.PAUSED;
            head.note = "adopted: " + actor.reason();
        }
        work.save();
        return pauses;
    }

    static Fence greater(Fence one, Fence other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
