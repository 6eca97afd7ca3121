package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines between the first row that is laid down and their activation (C-30). Without an image a received one has version 0;
 * then {@link Head#bornFence} is the seal up to which images are refused.
 */
final class ReceivedPipelines {
    private ReceivedPipelines() {}

    /** Whether rows may be laid down in it. */
    static boolean open(@Nullable Head head) {
        return head != null && head.is(Head.Status.SEALED) && head.origin == Head.Origin.RECEIVED;
    }

    static ChangeResult prepare(Work work, PipelineState declared) {
        Head stored = work.head();
        String address = stored == null ? work.projectNow().movedTo() : null;
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (open(stored)) {
            return new ChangeResult.Done();
        }
        if (stored != null && !discarded(stored) && !mayComeBack(work, stored)) {
            return ofThisCatalog(stored);
        }
        Head head = stored == null ? fresh(work) : stored;
        if (head.origin != Head.Origin.RECEIVED) {
            comesBack(head);
        }
        head.status = Head.Status.SEALED;
        head.origin = Head.Origin.RECEIVED;
        head.bornAt = work.recorded(head);
        // what was removed at the source is not laid down, and the image says up to where that is
        head.horizon = Fence.NONE;
        head.auditHorizon = 0;
        head.removal = null;
        Declarations.storeManifest(work, head, declared.manifest());
        announce(work);
        work.save();
        return new ChangeResult.Done();
    }

    static ChangeResult discard(Work work, Fence sealed, Actor actor) {
        Head stored = work.head();
        String address = movedTo(work, stored);
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (stored != null && stored.origin != Head.Origin.RECEIVED) {
            return ofThisCatalog(stored);
        }
        Head head = stored == null ? fresh(work) : stored;
        boolean again = discarded(head);
        if (again && sealed.compareTo(head.bornFence) <= 0) {
            return new ChangeResult.Done();
        }
        ObjectNode before = stored == null ? null : Declarations.stateOf(head);
        clear(work, head);
        head.bornFence = Seals.greater(head.bornFence, sealed);
        head.lastFence = Seals.greater(head.lastFence, sealed);
        head.fence = head.lastFence;
        if (!again) {
            head.auditNumber = Audit.last(work.table(), Items.partition(work.key()));
            announce(work);
            Audit.add(work, head, actor, "pipeline.discarded", before, (ObjectNode) null);
        }
        work.save();
        return new ChangeResult.Done();
    }

    /** One that moved, or was deleted before its project did: the source has all that this catalog knows of it. */
    private static boolean mayComeBack(Work work, Head head) {
        return head.is(Head.Status.MOVED)
                || (head.is(Head.Status.DELETED) && work.projectNow().received());
    }

    /** No image of a seal from before it left is taken. */
    private static void comesBack(Head head) {
        head.note = null;
        head.statusBefore = null;
        head.noteBefore = null;
        head.version = 0;
        head.bornFence = head.lastFence;
    }

    private static @Nullable String movedTo(Work work, @Nullable Head stored) {
        return stored == null ? work.projectNow().movedTo() : stored.movedTo();
    }

    static boolean discarded(Head head) {
        return head.is(Head.Status.DELETED) && head.origin == Head.Origin.RECEIVED;
    }

    private static Answers.Invalid ofThisCatalog(Head head) {
        return new Answers.Invalid(
                "pipeline", "a name that no pipeline has or had here", head.key + ", which is " + head.status.word());
    }

    /** Of which no image was refused yet. */
    private static Head fresh(Work work) {
        Head head = work.create();
        head.fence = Fence.NONE;
        head.bornFence = Fence.NONE;
        return head;
    }

    private static void announce(Work work) {
        work.beside(new Table.Change.Put(Items.of(Items.pipeline(work.key())), new Table.Condition.Any()));
    }

    /** All but its history goes. */
    private static void clear(Work work, Head head) {
        head.status = Head.Status.DELETED;
        head.origin = Head.Origin.RECEIVED;
        head.version = 0;
        head.note = null;
        head.statusBefore = null;
        head.noteBefore = null;
        head.due(null);
        head.failures = 0;
        head.ahead = null;
        head.cursorCount = 0;
        head.positionBytes = 0;
        head.settledHere = 0;
        head.cursors.clear(work);
        head.schemas.clear(work);
        head.receipts.clear(work);
        head.queue.clear(work);
        head.backfills.clear(work);
        head.chunks.clear(work);
        head.manifest.forEach(work::replaced);
        head.manifest = List.of();
    }
}
