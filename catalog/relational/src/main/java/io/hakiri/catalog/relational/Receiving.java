package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.transfer.PipelineName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines on their way (C-26, C-30). One that is prepared, and has no image yet, has version 0, as has what is left of one
 * that was discarded: both take no image of a seal up to their {@code born_fence}.
 */
final class Receiving {
    private static final String NAMES = """
            SELECT name, status, origin, last_fence FROM pipeline WHERE project = ? AND name > ? ORDER BY name LIMIT ?""";

    private static final String REMOVE_SCHEMAS = "DELETE FROM schema_version WHERE pipeline = ?";

    private static final String LAST_EVENT = "SELECT max(number) FROM audit WHERE pipeline = ?";

    private Receiving() {}

    static Page<PipelineName> everyName(Sql sql, PageRequest request) {
        return Pages.page(
                sql.list(NAMES, Receiving::name, sql.project(), Pages.textAfter(request), request.entries() + 1),
                request,
                last -> last.id().value());
    }

    private static PipelineName name(Row row) {
        boolean received = row.text(3).equals(PipelineRow.RECEIVED);
        PipelineName.State state = switch (row.text(2)) {
            case PipelineRow.SEALED -> received ? PipelineName.State.RECEIVED : PipelineName.State.SEALED;
            case PipelineRow.DELETED -> received ? PipelineName.State.DISCARDED : PipelineName.State.DELETED;
            case PipelineRow.MOVED -> PipelineName.State.MOVED;
            default -> PipelineName.State.LIVING;
        };
        return new PipelineName(new PipelineId(row.text(1)), state, row.fence(4));
    }

    static Optional<PipelineImage> snapshot(Sql sql, PipelineKey key) {
        PipelineRow pipeline = PipelineRow.loadLiving(sql, key);
        return pipeline == null
                ? Optional.empty()
                : Optional.of(Seals.imageOf(sql, pipeline, Horizon.of(sql, pipeline)));
    }

    static ChangeResult prepare(Tx tx, PipelineState declared) {
        PipelineKey key = declared.key();
        PipelineRow stored = PipelineRow.load(tx.sql(), key);
        if (stored == null && tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        }
        if (stored != null && stored.isReceived()) {
            return new ChangeResult.Done();
        }
        if (stored != null && !stored.isDiscarded() && !mayComeBack(tx, stored)) {
            return new Answers.Invalid(
                    "pipeline", "a name that no pipeline has or had here", key + ", which is " + stored.status);
        }
        PipelineRow pipeline = stored == null ? empty(tx, key) : stored;
        if (!pipeline.origin.equals(PipelineRow.RECEIVED)) {
            comesBack(pipeline);
        }
        pipeline.status = PipelineRow.SEALED;
        Declarations.storeManifest(tx, pipeline, declared.manifest());
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    /** One that moved, or was deleted before its project did: the source has all that this catalog knows of it. */
    private static boolean mayComeBack(Tx tx, PipelineRow stored) {
        return stored.is(PipelineRow.MOVED) || (stored.is(PipelineRow.DELETED) && ReceivedProjects.isReceived(tx));
    }

    /** No image of a seal from before it left is taken. */
    private static void comesBack(PipelineRow pipeline) {
        pipeline.origin = PipelineRow.RECEIVED;
        pipeline.note = null;
        pipeline.statusBefore = null;
        pipeline.noteBefore = null;
        pipeline.version = 0;
        pipeline.bornFence = pipeline.lastFence;
    }

    /** A row to receive something in, which refuses no seal. */
    private static PipelineRow empty(Tx tx, PipelineKey key) {
        PipelineRow pipeline = PipelineRow.create(tx, key);
        pipeline.origin = PipelineRow.RECEIVED;
        pipeline.fence = Fence.NONE;
        pipeline.bornFence = Fence.NONE;
        pipeline.lastFence = Fence.NONE;
        return pipeline;
    }

    static ChangeResult discard(Tx tx, PipelineKey key, Fence sealed, Actor actor) {
        PipelineRow stored = PipelineRow.load(tx.sql(), key);
        String address = stored == null ? tx.movedTo() : stored.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (stored != null && !stored.isReceived() && !stored.isDiscarded()) {
            return new Answers.Invalid(
                    "pipeline",
                    "one that was received and not activated",
                    key + ", which is " + stored.status + " and " + stored.origin);
        }
        PipelineRow pipeline = stored == null ? empty(tx, key) : stored;
        boolean refused = pipeline.isDiscarded() && pipeline.bornFence.compareTo(sealed) >= 0;
        if (refused) {
            return new ChangeResult.Done();
        }
        boolean takesBack = !pipeline.isDiscarded();
        pipeline.bornFence = Seals.greater(pipeline.bornFence, sealed);
        pipeline.knows(sealed);
        if (takesBack) {
            takeBack(tx, pipeline, actor, stored == null ? null : Declarations.stateOf(stored));
        }
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    private static void takeBack(Tx tx, PipelineRow pipeline, Actor actor, @Nullable ObjectNode before) {
        Declarations.removeAll(tx, pipeline);
        tx.sql().change(REMOVE_SCHEMAS, pipeline.id);
        pipeline.status = PipelineRow.DELETED;
        pipeline.statusBefore = null;
        pipeline.noteBefore = null;
        pipeline.version = 0;
        pipeline.fence = pipeline.lastFence;
        pipeline.auditNumber = tx.sql().number(LAST_EVENT, pipeline.id);
        Audit.add(tx, pipeline, actor, "pipeline.discarded", before, null);
    }
}
