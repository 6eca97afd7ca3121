package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Declared pipelines, and what people change about them (C-17). */
final class Declarations {
    private static final String ONE =
            PipelineRow.SELECT_WITH_MANIFEST + "WHERE p.project = ? AND p.name = ? AND p.status <> 'deleted'";

    private static final String PAGE = PipelineRow.SELECT_WITH_MANIFEST
            + "WHERE p.project = ? AND p.name > ? AND p.status <> 'deleted' ORDER BY p.name LIMIT ?";

    private static final String MANIFEST = "SELECT content FROM manifest WHERE pipeline = ?";
    private static final String STORE_MANIFEST =
            "INSERT INTO manifest VALUES (?, ?) ON CONFLICT (pipeline) DO UPDATE SET content = excluded.content";

    /** What a deleted pipeline leaves behind none of; runs that have begun, schema versions and audit stay. */
    private static final List<String> REMOVE = List.of(
            "DELETE FROM chunk WHERE backfill IN (SELECT id FROM backfill WHERE pipeline = ?)",
            "DELETE FROM backfill WHERE pipeline = ?",
            "DELETE FROM cursor WHERE pipeline = ?",
            "DELETE FROM receipt WHERE pipeline = ?",
            "DELETE FROM run WHERE pipeline = ? AND fence IS NULL",
            "DELETE FROM manifest WHERE pipeline = ?");

    private Declarations() {}

    static PutResult put(Tx tx, PutPipeline request) {
        PipelineRow stored = PipelineRow.load(tx.sql(), request.pipeline());
        boolean exists = stored != null && !stored.is(PipelineRow.DELETED);
        if (stored != null && exists) {
            String address = stored.movedTo();
            if (address != null) {
                return new Answers.Moved(address);
            }
            if (stored.is(PipelineRow.SEALED)) {
                return new Answers.Moving();
            }
        } else if (tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        } else if (tx.sealed()) {
            return new Answers.Moving();
        }
        long version = stored != null && exists ? stored.version : 0;
        Long expected = request.expectedVersion();
        if (expected != null && expected != version) {
            return new PutResult.OtherVersion(version);
        }
        String manifest = stored != null && exists ? manifest(tx.sql(), stored) : null;
        if (stored != null && manifest != null && manifest.equals(request.manifest())) {
            return new PutResult.Unchanged(stored.state(manifest));
        }
        return store(tx, request, stored, manifest);
    }

    private static PutResult store(
            Tx tx, PutPipeline request, @Nullable PipelineRow stored, @Nullable String manifest) {
        PipelineRow pipeline = stored == null ? PipelineRow.create(tx, request.pipeline()) : stored;
        if (manifest == null) {
            revive(tx, pipeline);
        }
        pipeline.version++;
        if (pipeline.liveLease(tx.now()) == null) {
            pipeline.due(request.nextDue());
        }
        tx.sql().change(STORE_MANIFEST, pipeline.id, request.manifest());
        Audit.add(
                tx,
                pipeline,
                request.actor(),
                manifest == null ? "pipeline.created" : "pipeline.changed",
                manifest,
                request.manifest());
        pipeline.save(tx.sql());
        return new PutResult.Stored(pipeline.state(request.manifest()));
    }

    /** A new pipeline, or one under the name of a deleted one: the numbers go on from the tombstone (C-2). */
    private static void revive(Tx tx, PipelineRow pipeline) {
        Fence start = Fence.startOf(tx.generation());
        if (start.compareTo(pipeline.lastFence) > 0) {
            pipeline.lastFence = start;
        }
        pipeline.fence = pipeline.lastFence;
        pipeline.bornFence = pipeline.lastFence;
        pipeline.status = PipelineRow.ACTIVE;
        pipeline.origin = PipelineRow.OWN;
        pipeline.note = null;
        pipeline.failures = 0;
    }

    static Optional<PipelineState> one(Sql sql, PipelineKey key) {
        return Optional.ofNullable(sql.one(
                ONE,
                row -> PipelineRow.state(key.project(), row),
                sql.project(),
                key.pipeline().value()));
    }

    static Page<PipelineState> page(Sql sql, ProjectId project, PageRequest request) {
        return Pages.page(
                sql.list(
                        PAGE,
                        row -> PipelineRow.state(project, row),
                        sql.project(),
                        Pages.textAfter(request),
                        request.entries() + 1),
                request,
                last -> last.key().pipeline().value());
    }

    static String manifest(Sql sql, PipelineRow pipeline) {
        String manifest = sql.one(MANIFEST, row -> row.text(1), pipeline.id);
        return manifest == null ? "" : manifest;
    }

    static void storeManifest(Tx tx, PipelineRow pipeline, String manifest) {
        tx.sql().change(STORE_MANIFEST, pipeline.id, manifest);
    }

    static ChangeResult pause(Tx tx, PipelineKey key, boolean now, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        ChangeResult refusal = refusal(pipeline);
        if (pipeline == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        boolean pauses = !pipeline.is(PipelineRow.PAUSED);
        boolean takes = now && (pipeline.lease != null || Backfilling.anyClaimed(tx, pipeline));
        if (!pauses && !takes) {
            return new ChangeResult.Done();
        }
        ObjectNode before = stateOf(pipeline);
        if (pauses) {
            pipeline.status = PipelineRow.PAUSED;
            pipeline.note = actor.reason();
            pipeline.claim = null;
        }
        if (takes) {
            takeAll(tx, pipeline, "pause: " + actor.name());
        }
        Audit.add(
                tx,
                pipeline,
                actor,
                "pipeline.paused",
                before,
                stateOf(pipeline).put("now", now));
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    static ChangeResult resume(Tx tx, PipelineKey key, @Nullable Instant nextDue, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        ChangeResult refusal = refusal(pipeline);
        if (pipeline == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        if (!pipeline.is(PipelineRow.PAUSED)) {
            return new ChangeResult.Done();
        }
        ObjectNode before = stateOf(pipeline);
        pipeline.status = PipelineRow.ACTIVE;
        pipeline.note = null;
        pipeline.due(nextDue);
        Audit.add(tx, pipeline, actor, "pipeline.resumed", before, stateOf(pipeline));
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    static ChangeResult delete(Tx tx, PipelineKey key, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        ChangeResult refusal = refusal(pipeline);
        if (pipeline == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        List<Receipt> open = Receipts.open(tx.sql(), pipeline, Limits.RECEIPTS_PER_COMMIT);
        if (!open.isEmpty()) {
            return new Answers.Unsettled(open);
        }
        ObjectNode before = stateOf(pipeline).put("version", pipeline.version);
        Runs.abandon(tx, pipeline, "delete: " + actor.name());
        pipeline.raiseFence();
        pipeline.status = PipelineRow.DELETED;
        removeAll(tx, pipeline);
        Audit.add(tx, pipeline, actor, "pipeline.deleted", before, null);
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    /** What a pipeline that is no more leaves behind none of. */
    static void removeAll(Tx tx, PipelineRow pipeline) {
        pipeline.note = null;
        pipeline.due(null);
        pipeline.failures = 0;
        pipeline.ahead = null;
        pipeline.cursors = 0;
        pipeline.positionBytes = 0;
        for (String remove : REMOVE) {
            tx.sql().change(remove, pipeline.id);
        }
    }

    static ChangeResult breakLease(Tx tx, PipelineKey key, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        ChangeResult refusal = refusal(pipeline);
        if (pipeline == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        if (pipeline.lease == null) {
            return new ChangeResult.Done();
        }
        ObjectNode before = stateOf(pipeline).put("run", pipeline.lease.run().toString());
        Runs.abandon(tx, pipeline, "break: " + actor.name());
        pipeline.raiseFence();
        Audit.add(tx, pipeline, actor, "lease.broken", before, stateOf(pipeline));
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    /** Takes the lease and the chunks from whoever has them, under a new fence. */
    static void takeAll(Tx tx, PipelineRow pipeline, String act) {
        Runs.abandon(tx, pipeline, act);
        pipeline.raiseFence();
        Backfilling.takeChunks(tx, pipeline);
    }

    /** Why a person cannot change it here. */
    static @Nullable ChangeResult refusal(@Nullable PipelineRow pipeline) {
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        return pipeline.is(PipelineRow.SEALED) ? new Answers.Moving() : null;
    }

    static ObjectNode stateOf(PipelineRow pipeline) {
        Instant nextDue = pipeline.nextDue;
        return Audit.json()
                .put("status", pipeline.status)
                .put("fence", pipeline.fence.value())
                .put("nextDue", nextDue == null ? null : nextDue.toString());
    }
}
