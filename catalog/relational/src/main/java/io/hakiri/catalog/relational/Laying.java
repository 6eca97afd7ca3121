package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StagedObject;
import io.hakiri.transfer.Lots;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row.AuditRow;
import io.hakiri.transfer.Row.BackfillRow;
import io.hakiri.transfer.Row.ChunkRow;
import io.hakiri.transfer.Row.FenceRow;
import io.hakiri.transfer.Row.KeyRow;
import io.hakiri.transfer.Row.QueuedRow;
import io.hakiri.transfer.Row.ReceiptRow;
import io.hakiri.transfer.Row.TokenRow;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Seal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows that are laid down, or removed, in what is being received (C-30). */
final class Laying {
    private static final Insertion RECEIPT = Insertion.into("receipt")
            .numbers("pipeline", "fence", "step", "ordinal")
            .texts("stream", "kind", "name", "digest")
            .numbers("bytes", "row_count")
            .texts("state")
            .numbers("history")
            .over("pipeline", "fence", "step", "ordinal");

    /** While the source goes on: one that is further here stays. */
    private static final Insertion SETTLED_RECEIPT =
            RECEIPT.with(" WHERE receipt.state NOT IN ('WITHDRAWING', 'WITHDRAWN') OR excluded.state = 'WITHDRAWN'");

    private static final Insertion NEW_RECEIPT = RECEIPT.anew();

    private static final String RECEIPT_FROM =
            "SELECT 1 FROM receipt WHERE pipeline = ? AND (fence, step, ordinal) >= (?, ?, ?) LIMIT 1";

    /** A run that was laid down as begun does not wait any more. */
    private static final Insertion QUEUED = Insertion.into("run")
            .numbers("pipeline")
            .bytes("id")
            .texts("cause", "worker", "status")
            .numbers("started_at", "ended_at", "wait_until", "last_step")
            .texts("replaced_by")
            .over(List.of("pipeline", "id"), " WHERE run.fence IS NULL");

    private static final Insertion MISSING_QUEUED = QUEUED.missing();

    private static final Insertion BACKFILL = Insertion.into("backfill")
            .numbers("pipeline")
            .texts("name", "stream", "part")
            .bytes("digest")
            .texts("from_value")
            .bytes("from_key")
            .texts("status")
            .numbers("ahead", "chunks", "done", "prefix", "rows_read", "rows_written", "rows_quarantined", "bytes_read")
            .numbers("started_at")
            .over("pipeline", "name");

    private static final Insertion MISSING_BACKFILL = BACKFILL.missing();

    private static final Insertion CHUNK = Insertion.into("chunk")
            .numbers("backfill", "number")
            .texts("value")
            .bytes("order_key")
            .numbers("done", "fence")
            .texts("worker")
            .over(List.of("backfill", "number"), ", lease_until = NULL, digest = NULL, left_open = NULL");

    private static final Insertion MISSING_CHUNK = CHUNK.missing();

    private static final Insertion AUDIT = Insertion.into("audit")
            .numbers("pipeline", "number", "at")
            .texts("actor", "reason", "action", "before", "after")
            .over("pipeline", "number");

    private static final Insertion TOKEN = Insertion.into("token")
            .numbers("project")
            .texts("id", "role")
            .bytes("hash")
            .numbers("expires_at", "revoked_at");

    private static final Insertion KEY = Insertion.into("once")
            .numbers("project")
            .texts("scope", "name", "token")
            .numbers("until", "keep_micros")
            .texts("result")
            .numbers("gone_at");

    private static final Insertion MISSING_KEY = KEY.missing();

    private static final String REMOVE_TOKENS =
            "DELETE FROM token WHERE project = ? AND id IN (SELECT name FROM {names} n)";

    private static final String REMOVE_KEYS =
            "DELETE FROM once WHERE project = ? AND (scope, name) IN (SELECT one, two FROM {pairs} k)";

    private static final String REMOVE_KEYS_GONE = REMOVE_KEYS + " AND gone_at <= ?";

    private static final String BACKFILLS =
            "SELECT name, id FROM backfill WHERE pipeline = ? AND name IN (SELECT name FROM {names} n)";

    private static final String ENDED_BACKFILLS = BACKFILLS + " AND status <> 'RUNNING'";

    private Laying() {}

    // ---- the work

    static ChangeResult lay(Tx tx, Owner owner, List<io.hakiri.transfer.Row> rows, @Nullable Seal under) {
        PipelineId name = owner.pipeline();
        PipelineRow pipeline = name == null ? null : PipelineRow.load(tx.sql(), new PipelineKey(owner.project(), name));
        Long takenBack = takenBack(tx, owner, pipeline);
        ChangeResult refusal = takenBack == null ? Refusals.notReceived(owner) : Lots.refusal(rows, under, takenBack);
        if (refusal != null || rows.isEmpty()) {
            return refusal == null ? new ChangeResult.Done() : refusal;
        }
        return pipeline == null ? layInProject(tx, rows, under != null) : layInPipeline(tx, pipeline, rows, under);
    }

    /** The number of the last seal under which nothing is laid down any more; {@code null} where nothing is being received. */
    private static @Nullable Long takenBack(Tx tx, Owner owner, @Nullable PipelineRow pipeline) {
        if (owner.pipeline() == null) {
            return ReceivedProjects.receivedAfter(tx);
        }
        return pipeline == null || !pipeline.isReceived()
                ? null
                : Long.valueOf(Seals.leastSeal(pipeline).value() - 1);
    }

    private static ChangeResult layInProject(Tx tx, List<io.hakiri.transfer.Row> rows, boolean sealed) {
        List<TokenRow> tokens = only(TokenRow.class, rows);
        if (!tokens.isEmpty()) {
            tx.sql()
                    .change(
                            REMOVE_TOKENS,
                            tx.sql().project(),
                            Cursors.names(tokens.stream().map(TokenRow::key).toList()));
            tx.sql().changeAll(TOKEN, values(tokens, row -> token(tx, row.token())));
        }
        List<KeyRow> keys = only(KeyRow.class, rows);
        if (!keys.isEmpty()) {
            ArrayNode pairs = JsonNodeFactory.instance.arrayNode(keys.size());
            keys.forEach(key -> pairs.addArray().add(key.scope()).add(key.name()));
            if (sealed) {
                tx.sql().change(REMOVE_KEYS, tx.sql().project(), pairs.toString());
            } else {
                tx.sql().change(REMOVE_KEYS_GONE, tx.sql().project(), pairs.toString(), tx.now());
            }
            tx.sql().changeAll(sealed ? KEY : MISSING_KEY, values(keys, row -> key(tx, row)));
        }
        long owner = tx.sql().ofProject();
        tx.sql().changeAll(AUDIT, values(only(AuditRow.class, rows), row -> audit(owner, row.event())));
        return new ChangeResult.Done();
    }

    private static ChangeResult layInPipeline(
            Tx tx, PipelineRow pipeline, List<io.hakiri.transfer.Row> rows, @Nullable Seal under) {
        boolean sealed = under != null;
        Fence before = pipeline.lastFence;
        String ahead = pipeline.ahead;
        switch (rows.getFirst().kind()) {
            case FENCE -> FenceRows.lay(tx, pipeline, only(FenceRow.class, rows));
            case RECEIPT -> receipts(tx, pipeline, only(ReceiptRow.class, rows), sealed);
            case QUEUED ->
                tx.sql()
                        .changeAll(
                                sealed ? QUEUED : MISSING_QUEUED,
                                values(only(QueuedRow.class, rows), row -> queued(pipeline, row)));
            case BACKFILL -> {
                tx.sql()
                        .changeAll(
                                sealed ? BACKFILL : MISSING_BACKFILL,
                                values(only(BackfillRow.class, rows), row -> backfill(pipeline, row)));
                Backfilling.ended(tx, pipeline);
            }
            case CHUNK -> {
                ChangeResult refusal = chunks(tx, pipeline, only(ChunkRow.class, rows), under);
                if (refusal != null) {
                    return refusal;
                }
            }
            case AUDIT ->
                tx.sql().changeAll(AUDIT, values(only(AuditRow.class, rows), row -> audit(pipeline.id, row.event())));
            case TOKEN, KEY, PROJECT_AUDIT -> throw new IllegalArgumentException("not of a pipeline");
        }
        if (!pipeline.lastFence.equals(before) || !Objects.equals(pipeline.ahead, ahead)) {
            pipeline.save(tx.sql());
        }
        return new ChangeResult.Done();
    }

    private static void receipts(Tx tx, PipelineRow pipeline, List<ReceiptRow> rows, boolean sealed) {
        ReceiptId first = rows.getFirst().receipt().id();
        boolean others = tx.sql().exists(RECEIPT_FROM, pipeline.id, first.fence(), first.step(), first.ordinal());
        Insertion over = sealed ? RECEIPT : SETTLED_RECEIPT;
        tx.sql().changeAll(others ? over : NEW_RECEIPT, values(rows, row -> receipt(pipeline, row)));
    }

    private static @Nullable ChangeResult chunks(
            Tx tx, PipelineRow pipeline, List<ChunkRow> rows, @Nullable Seal under) {
        List<String> names =
                rows.stream().map(row -> row.backfill().value()).distinct().toList();
        Map<String, Long> ids = new HashMap<>();
        tx.sql()
                .list(
                        under == null ? ENDED_BACKFILLS : BACKFILLS,
                        row -> ids.put(row.text(1), row.number(2)),
                        pipeline.id,
                        Cursors.names(names));
        for (String name : names) {
            if (!ids.containsKey(name)) {
                return Lots.noBackfill(name, under);
            }
        }
        rows.forEach(row -> pipeline.knows(row.fence()));
        tx.sql()
                .changeAll(
                        under == null ? MISSING_CHUNK : CHUNK,
                        values(
                                rows,
                                row -> chunk(
                                        Objects.requireNonNull(
                                                ids.get(row.backfill().value())),
                                        row)));
        return null;
    }

    // ---- values

    private interface Valuing<T> {
        @Nullable
        Object[] of(T row);
    }

    private static <T> List<T> only(Class<T> type, List<io.hakiri.transfer.Row> rows) {
        return rows.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static <T> List<@Nullable Object[]> values(List<T> rows, Valuing<T> valuing) {
        List<@Nullable Object[]> values = new ArrayList<>(rows.size());
        rows.forEach(row -> values.add(valuing.of(row)));
        return values;
    }

    private static Object[] receipt(PipelineRow pipeline, ReceiptRow row) {
        Receipt receipt = row.receipt();
        StagedObject object = receipt.object();
        return new Object[] {
            pipeline.id,
            receipt.id().fence(),
            receipt.id().step(),
            receipt.id().ordinal(),
            object.stream(),
            object.kind(),
            object.name(),
            object.digest(),
            object.bytes(),
            object.rows(),
            receipt.state(),
            row.history()
        };
    }

    private static @Nullable Object[] queued(PipelineRow pipeline, QueuedRow row) {
        return new @Nullable Object[] {
            pipeline.id,
            row.id(),
            "queued",
            row.by(),
            row.status(),
            row.queuedAt(),
            row.endedAt(),
            row.status() == RunStatus.QUEUED ? row.waitUntil() : null,
            0L,
            row.replacedBy()
        };
    }

    private static @Nullable Object[] backfill(PipelineRow pipeline, BackfillRow row) {
        Position.Monotonic from = row.from();
        return new @Nullable Object[] {
            pipeline.id,
            row.id().value(),
            row.at().stream(),
            row.at().partition(),
            row.digest(),
            from == null ? null : from.value(),
            from == null ? null : from.orderKey(),
            row.status(),
            row.ahead(),
            row.chunks(),
            row.done(),
            row.prefix(),
            row.counts().read(),
            row.counts().written(),
            row.counts().quarantined(),
            row.counts().bytes(),
            row.startedAt()
        };
    }

    private static @Nullable Object[] chunk(long backfill, ChunkRow row) {
        return new @Nullable Object[] {
            backfill, row.number(), row.border().value(), row.border().orderKey(), row.done(), row.fence(), row.worker()
        };
    }

    private static @Nullable Object[] audit(long owner, AuditEvent event) {
        return new @Nullable Object[] {
            owner,
            event.number(),
            event.at(),
            event.actor().name(),
            event.actor().reason(),
            event.action(),
            event.before(),
            event.after()
        };
    }

    private static @Nullable Object[] token(Tx tx, ApiToken token) {
        return new @Nullable Object[] {
            tx.sql().project(), token.id(), token.role(), token.hash(), token.expiresAt(), token.revokedAt()
        };
    }

    private static @Nullable Object[] key(Tx tx, KeyRow row) {
        return new @Nullable Object[] {
            tx.sql().project(),
            row.scope(),
            row.name(),
            row.token(),
            row.until(),
            row.keepMicros(),
            row.result(),
            row.goneAt()
        };
    }

    // ---- removing

    static ChangeResult remove(Tx tx, Owner owner, RowKind kind, List<List<Object>> keys, Seal under) {
        PipelineId name = owner.pipeline();
        PipelineRow pipeline = name == null ? null : PipelineRow.load(tx.sql(), new PipelineKey(owner.project(), name));
        Long takenBack = takenBack(tx, owner, pipeline);
        ChangeResult refusal = takenBack == null ? Refusals.notReceived(owner) : Lots.refusal(under, takenBack);
        if (refusal != null) {
            return refusal;
        }
        if (pipeline == null) {
            long id = kind == RowKind.PROJECT_AUDIT
                    ? tx.sql().ofProject()
                    : tx.sql().project();
            removeEach(tx, id, kind, keys);
            return new ChangeResult.Done();
        }
        if (kind == RowKind.FENCE) {
            FenceRows.remove(
                    tx,
                    pipeline,
                    keys.stream().map(key -> (Long) key.getFirst()).sorted().toList());
        } else {
            removeEach(tx, pipeline.id, kind, keys);
        }
        if (kind == RowKind.BACKFILL) {
            Backfilling.ended(tx, pipeline);
            pipeline.save(tx.sql());
        }
        return new ChangeResult.Done();
    }

    private static void removeEach(Tx tx, long owner, RowKind kind, List<List<Object>> keys) {
        for (List<Object> key : keys) {
            Object[] values = Stream.concat(Stream.of(owner), key.stream()).toArray();
            for (String statement : statements(kind)) {
                tx.sql().change(statement, values);
            }
        }
    }

    private static List<String> statements(RowKind kind) {
        return switch (kind) {
            case RECEIPT ->
                List.of("DELETE FROM receipt WHERE pipeline = ? AND fence = ? AND step = ? AND ordinal = ?");
            case QUEUED -> List.of("DELETE FROM run WHERE pipeline = ? AND id = ? AND fence IS NULL");
            case BACKFILL ->
                List.of(
                        "DELETE FROM chunk WHERE backfill = (SELECT id FROM backfill WHERE pipeline = ? AND name = ?)",
                        "DELETE FROM backfill WHERE pipeline = ? AND name = ?");
            case CHUNK -> List.of("""
                        DELETE FROM chunk
                        WHERE backfill = (SELECT id FROM backfill WHERE pipeline = ? AND name = ?) AND number = ?""");
            case AUDIT, PROJECT_AUDIT -> List.of("DELETE FROM audit WHERE pipeline = ? AND number = ?");
            case TOKEN -> List.of("DELETE FROM token WHERE project = ? AND id = ?");
            case KEY -> List.of("DELETE FROM once WHERE project = ? AND scope = ? AND name = ?");
            case FENCE -> throw new IllegalArgumentException("fences are several tables");
        };
    }
}
