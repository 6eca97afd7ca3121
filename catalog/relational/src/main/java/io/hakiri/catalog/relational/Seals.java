package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopted;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.SealResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moving pipelines and what belongs to their project (C-26), and making a restored project one's own (C-27). */
final class Seals {
    private static final String REMOVE_CURSORS = "DELETE FROM cursor WHERE pipeline = ?";
    private static final String REMOVE_SCHEMAS = "DELETE FROM schema_version WHERE pipeline = ?";

    private static final String REMOVE_LATER_AUDIT = "DELETE FROM audit WHERE pipeline = ? AND number > ?";

    private static final Insertion CURSOR = Insertion.into("cursor")
            .numbers("pipeline")
            .texts("stream", "part")
            .numbers("kind")
            .texts("value")
            .bytes("order_key")
            .numbers("revision", "fence", "moved_at", "from_revision");

    private static final String LAST_EVENT = "SELECT audit_number FROM project WHERE id = ?";

    private static final String ALL =
            PipelineRow.SELECT + "WHERE p.project = ? AND p.status <> 'moved' ORDER BY p.id {lock}";

    private Seals() {}

    static SealResult seal(Tx tx, PipelineKey key, boolean breaksLease, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new SealResult.SealedUnder(pipeline.fence);
        }
        Answers.Held held = breaksLease ? null : held(tx, pipeline);
        if (held != null) {
            return held;
        }
        ObjectNode before = Declarations.stateOf(pipeline);
        Declarations.takeAll(tx, pipeline, "seal: " + actor.name());
        pipeline.claim = null;
        pipeline.statusBefore = pipeline.status;
        pipeline.noteBefore = pipeline.note;
        pipeline.status = PipelineRow.SEALED;
        pipeline.note = null;
        Audit.add(tx, pipeline, actor, "pipeline.sealed", before, Declarations.stateOf(pipeline));
        pipeline.save(tx.sql());
        return new SealResult.SealedUnder(pipeline.fence);
    }

    private static Answers.@Nullable Held held(Tx tx, PipelineRow pipeline) {
        Lease live = pipeline.liveLease(tx.now());
        return live == null
                ? Backfilling.heldByWorker(tx, pipeline)
                : new Answers.Held(live.holder(), live.fence(), live.until());
    }

    static ChangeResult unseal(Tx tx, PipelineKey key, Fence sealed, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (!pipeline.is(PipelineRow.SEALED)) {
            return new ChangeResult.Done();
        }
        if (pipeline.origin.equals(PipelineRow.RECEIVED)) {
            return new Answers.Invalid(
                    "pipeline", "one that was sealed here", key + ", which was received from elsewhere");
        }
        if (!pipeline.fence.equals(sealed)) {
            return new Answers.Invalid("fence", "that of the seal, " + pipeline.fence, sealed.toString());
        }
        ObjectNode before = Declarations.stateOf(pipeline);
        pipeline.status = Objects.requireNonNullElse(pipeline.statusBefore, PipelineRow.ACTIVE);
        pipeline.note = pipeline.noteBefore;
        pipeline.statusBefore = null;
        pipeline.noteBefore = null;
        Audit.add(tx, pipeline, actor, "pipeline.unsealed", before, Declarations.stateOf(pipeline));
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    static Listing<PipelineImage> image(Sql sql, PipelineKey key) {
        return Pages.listing(
                sql,
                key,
                false,
                pipeline -> new Page<>(
                        pipeline.is(PipelineRow.SEALED)
                                        && pipeline.version > 0
                                        && Receipts.open(sql, pipeline, 1).isEmpty()
                                ? List.of(imageOf(sql, pipeline, pipeline.lastFence.next()))
                                : List.of(),
                        null));
    }

    static PipelineImage imageOf(Sql sql, PipelineRow pipeline, Fence horizon) {
        return new PipelineImage(
                pipeline.state(Declarations.manifest(sql, pipeline)),
                onHold(pipeline),
                pipeline.bornFence,
                pipeline.lastFence,
                horizon,
                pipeline.auditNumber,
                Cursors.all(sql, pipeline),
                Schemas.all(sql, pipeline));
    }

    /** Why it is paused, or was when it was sealed; {@code null} where it is not. */
    private static @Nullable String onHold(PipelineRow pipeline) {
        if (pipeline.is(PipelineRow.PAUSED)) {
            return Objects.requireNonNullElse(pipeline.note, "");
        }
        return PipelineRow.PAUSED.equals(pipeline.statusBefore)
                ? Objects.requireNonNullElse(pipeline.noteBefore, "")
                : null;
    }

    static ChangeResult receive(Tx tx, PipelineImage image, Actor actor) {
        PipelineState state = image.state();
        PipelineRow stored = PipelineRow.load(tx.sql(), state.key());
        String address = stored == null ? tx.movedTo() : stored.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (!(state.status() instanceof PipelineStatus.Sealed)) {
            return new Answers.Invalid("image", "that of a sealed pipeline", "one that is " + state.status());
        }
        boolean replaces = stored != null
                && (stored.is(PipelineRow.DELETED)
                        || (stored.is(PipelineRow.SEALED) && stored.origin.equals(PipelineRow.RECEIVED)));
        if (stored != null && !replaces) {
            return new Answers.Invalid(
                    "pipeline", "a name that no pipeline has here", state.key() + ", which is " + stored.status);
        }
        Fence least = stored == null ? Fence.NONE : leastSeal(stored);
        if (state.fence().compareTo(least) < 0) {
            return new Answers.Invalid("image", "that of a seal from " + least + " on", "one under " + state.fence());
        }
        PipelineRow pipeline = stored == null ? PipelineRow.create(tx, state.key()) : stored;
        lay(tx, pipeline, image);
        Audit.add(
                tx,
                pipeline,
                actor,
                "pipeline.received",
                null,
                Declarations.stateOf(pipeline).put("version", pipeline.version).put("cursors", pipeline.cursors));
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    /** The least fence of a seal whose image is taken: above those that were taken back, and not older than what lies here. */
    static Fence leastSeal(PipelineRow pipeline) {
        if (!pipeline.origin.equals(PipelineRow.RECEIVED)) {
            return Fence.NONE;
        }
        return pipeline.version == 0 ? pipeline.bornFence.next() : pipeline.fence;
    }

    private static void lay(Tx tx, PipelineRow pipeline, PipelineImage image) {
        PipelineState state = image.state();
        tx.sql().change(REMOVE_CURSORS, pipeline.id);
        tx.sql().change(REMOVE_SCHEMAS, pipeline.id);
        pipeline.cursors = image.cursors().size();
        pipeline.positionBytes = 0;
        List<@Nullable Object[]> cursors = new ArrayList<>();
        for (Cursor cursor : image.cursors()) {
            pipeline.positionBytes += Cursors.bytes(cursor.position());
            cursors.add(values(pipeline, cursor));
        }
        tx.sql().changeAll(CURSOR, cursors);
        Schemas.addAll(tx, pipeline, image.schemas());
        Declarations.storeManifest(tx, pipeline, state.manifest());
        if (pipeline.origin.equals(PipelineRow.RECEIVED)) {
            tx.sql().change(REMOVE_LATER_AUDIT, pipeline.id, image.auditNumber());
            pipeline.auditNumber = image.auditNumber();
        } else {
            pipeline.auditNumber = Math.max(pipeline.auditNumber, image.auditNumber());
        }
        pipeline.status = PipelineRow.SEALED;
        pipeline.origin = PipelineRow.RECEIVED;
        pipeline.statusBefore = image.onHold() == null ? PipelineRow.ACTIVE : PipelineRow.PAUSED;
        pipeline.noteBefore = image.onHold();
        pipeline.note = null;
        pipeline.version = state.version();
        pipeline.fence = state.fence();
        pipeline.bornFence = image.born();
        pipeline.lastFence = greater(pipeline.lastFence, greater(image.last(), state.fence()));
        Horizon.raise(tx, pipeline.id, image.horizon());
        pipeline.due(state.nextDue());
        pipeline.failures = state.failures();
        Backfilling.ended(tx, pipeline);
    }

    private static @Nullable Object[] values(PipelineRow pipeline, Cursor cursor) {
        Position position = cursor.position();
        return new @Nullable Object[] {
            pipeline.id,
            cursor.at().stream(),
            cursor.at().partition(),
            position == null ? null : Row.kind(position),
            position == null ? null : position.value(),
            position == null ? null : Row.orderKey(position),
            cursor.revision(),
            cursor.fence(),
            cursor.movedAt(),
            cursor.revision()
        };
    }

    static ActivateResult activate(Tx tx, PipelineKey key, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.origin.equals(PipelineRow.ACTIVATED)) {
            return new ActivateResult.AlreadyActive();
        }
        if (!pipeline.origin.equals(PipelineRow.RECEIVED)) {
            return new Answers.Invalid("pipeline", "one that was received", key + ", which was made here");
        }
        if (pipeline.version == 0) {
            return new Answers.Invalid("pipeline", "one whose image was received", key + ", which is prepared only");
        }
        List<Receipt> open = Receipts.open(tx.sql(), pipeline, Limits.RECEIPTS_PER_COMMIT);
        if (!open.isEmpty()) {
            return new Answers.Unsettled(open);
        }
        ObjectNode before = Declarations.stateOf(pipeline);
        int generation =
                Math.max(Math.max(pipeline.fence.generation(), pipeline.lastFence.generation()) + 1, tx.generation());
        pipeline.fence = Fence.startOf(generation);
        pipeline.lastFence = pipeline.fence;
        pipeline.status = Objects.requireNonNullElse(pipeline.statusBefore, PipelineRow.ACTIVE);
        pipeline.note = pipeline.noteBefore;
        pipeline.statusBefore = null;
        pipeline.noteBefore = null;
        pipeline.origin = PipelineRow.ACTIVATED;
        // an adoption must go above this one too (C-27)
        tx.sql()
                .change(
                        "UPDATE project SET generation = ? WHERE id = ? AND generation < ?",
                        generation,
                        tx.sql().project(),
                        generation);
        Audit.add(tx, pipeline, actor, "pipeline.activated", before, Declarations.stateOf(pipeline));
        pipeline.save(tx.sql());
        return new ActivateResult.Activated(pipeline.fence);
    }

    static ChangeResult markMoved(Tx tx, PipelineKey key, String target, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return address.equals(target) ? new ChangeResult.Done() : new Answers.Moved(address);
        }
        if (!pipeline.is(PipelineRow.SEALED) || pipeline.isReceived()) {
            return new Answers.Invalid("pipeline", "one that was sealed here", key + ", which is " + pipeline.status);
        }
        List<Receipt> open = Receipts.open(tx.sql(), pipeline, Limits.RECEIPTS_PER_COMMIT);
        if (!open.isEmpty()) {
            return new Answers.Unsettled(open);
        }
        ObjectNode before = Declarations.stateOf(pipeline);
        pipeline.status = PipelineRow.MOVED;
        pipeline.note = target;
        Audit.add(
                tx,
                pipeline,
                actor,
                "pipeline.moved",
                before,
                Declarations.stateOf(pipeline).put("address", target));
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    static ChangeResult sealProject(Tx tx, boolean seal, Actor actor) {
        if (tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        }
        if (!seal && ReceivedProjects.isReceived(tx)) {
            return new Answers.Invalid(
                    "project", "one that was sealed here", tx.project() + ", which is being received from elsewhere");
        }
        if (tx.sealed() != seal) {
            tx.sql()
                    .change(
                            "UPDATE project SET sealed = ? WHERE id = ?",
                            seal,
                            tx.sql().project());
            Audit.addToProject(
                    tx,
                    actor,
                    seal ? "project.sealed" : "project.unsealed",
                    Audit.json().put("sealed", tx.sealed()),
                    Audit.json().put("sealed", seal));
        }
        return new ChangeResult.Done();
    }

    static ChangeResult unsealProject(Tx tx, long seal, Actor actor) {
        long last = tx.sql().number(LAST_EVENT, tx.sql().project());
        if (tx.movedTo() == null && tx.sealed() && last != seal) {
            return new Answers.Invalid("seal", "that of audit event " + last, Long.toString(seal));
        }
        return sealProject(tx, false, actor);
    }

    static ChangeResult markProjectMoved(Tx tx, String target, Actor actor) {
        String address = tx.movedTo();
        if (address != null) {
            return address.equals(target) ? new ChangeResult.Done() : new Answers.Moved(address);
        }
        if (!tx.sealed() || ReceivedProjects.isReceived(tx)) {
            return new Answers.Invalid(
                    "project",
                    "one that was sealed here",
                    tx.project() + ", which is not sealed or comes from elsewhere");
        }
        tx.sql()
                .change(
                        "UPDATE project SET moved_to = ? WHERE id = ?",
                        target,
                        tx.sql().project());
        Audit.addToProject(tx, actor, "project.moved", null, Audit.json().put("address", target));
        return new ChangeResult.Done();
    }

    /** All fences go on in the new generation, and nothing runs until a person says so. */
    static Adopted adopt(Tx tx, int generation, Actor actor) {
        int paused = 0;
        Fence start = Fence.startOf(generation);
        boolean imported = ReceivedProjects.isImported(tx);
        if (!imported && ReceivedProjects.isReceived(tx)) {
            throw new InvalidInput(
                    "project",
                    "one that lives here or was imported",
                    tx.project() + ", which is being received from another catalog: finish that move, or take it back");
        }
        for (PipelineRow pipeline : tx.sql()
                .list(ALL, row -> PipelineRow.of(tx.project(), row), tx.sql().project())) {
            Runs.abandon(tx, pipeline, "adopt: " + actor.name());
            pipeline.claim = null;
            pipeline.fence = greater(pipeline.lastFence, start);
            pipeline.lastFence = pipeline.fence;
            Backfilling.takeChunks(tx, pipeline);
            boolean opens = imported && pipeline.isReceived() && pipeline.version > 0;
            if (opens) {
                pipeline.origin = PipelineRow.OWN;
                pipeline.statusBefore = null;
                pipeline.noteBefore = null;
            }
            if (opens || pipeline.is(PipelineRow.ACTIVE)) {
                pipeline.status = PipelineRow.PAUSED;
                pipeline.note = "adopted: " + actor.reason();
                paused++;
            }
            pipeline.save(tx.sql());
        }
        if (imported) {
            ReceivedProjects.adopt(tx);
        }
        Audit.addToProject(
                tx,
                actor,
                "project.adopted",
                Audit.json().put("generation", tx.generation()),
                Audit.json().put("generation", generation).put("paused", paused));
        return new Adopted(generation, paused);
    }

    static Fence greater(Fence one, Fence other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
