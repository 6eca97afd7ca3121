package io.hakiri.catalog.relational;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Run;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row.AuditRow;
import io.hakiri.transfer.Row.BackfillRow;
import io.hakiri.transfer.Row.ChunkRow;
import io.hakiri.transfer.Row.KeyRow;
import io.hakiri.transfer.Row.QueuedRow;
import io.hakiri.transfer.Row.ReceiptRow;
import io.hakiri.transfer.Row.TokenRow;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The rows of an owner as they are transferred (C-30), each kind from its key on. */
final class TransferRows {
    private static final String RECEIPTS = """
            SELECT fence, step, ordinal, stream, kind, name, digest, bytes, row_count, state, history FROM receipt
            WHERE pipeline = ? AND (fence, step, ordinal) > (?, ?, ?) ORDER BY fence, step, ordinal LIMIT ?""";

    private static final String CHUNK_COLUMNS =
            "SELECT b.name, c.number, c.value, c.order_key, c.done, c.fence, c.worker FROM backfill b JOIN chunk c ON c.backfill = b.id ";

    /** The rest of one backfill; what comes after it is a statement of its own, so that both follow an index. */
    private static final String CHUNKS_OF_ONE =
            CHUNK_COLUMNS + "WHERE b.pipeline = ? AND b.name = ? AND c.number > ? ORDER BY c.number LIMIT ?";

    private static final String CHUNKS_AFTER =
            CHUNK_COLUMNS + "WHERE b.pipeline = ? AND b.name > ? ORDER BY b.name, c.number LIMIT ?";

    private TransferRows() {}

    static Rows read(Sql sql, Owner owner, RowKind kind, List<Object> after, int most) {
        PipelineId name = owner.pipeline();
        if (name == null) {
            return ofProject(sql, owner, kind, after, most);
        }
        PipelineRow pipeline = PipelineRow.load(sql, new PipelineKey(owner.project(), name));
        return pipeline == null ? Rows.NONE : ofPipeline(sql, pipeline, kind, after, most);
    }

    private static Rows ofPipeline(Sql sql, PipelineRow pipeline, RowKind kind, List<Object> after, int most) {
        return switch (kind) {
            case FENCE -> FenceRows.page(sql, pipeline.id, (Long) after.getFirst(), most);
            case RECEIPT -> list(sql, RECEIPTS, TransferRows::receipt, pipeline.id, after, most);
            case QUEUED -> list(sql, Runs.QUEUE, row -> queued(sql, pipeline, row), pipeline.id, after, most);
            case BACKFILL -> list(sql, Backfilling.PAGE, TransferRows::backfill, pipeline.id, after, most);
            case CHUNK -> chunks(sql, pipeline, after, most);
            case AUDIT ->
                list(
                        sql,
                        Audit.PAGE,
                        row -> new AuditRow(Audit.event(pipeline.key.project(), pipeline.key.pipeline(), row)),
                        pipeline.id,
                        after,
                        most);
            case TOKEN, KEY, PROJECT_AUDIT -> throw new IllegalArgumentException(kind + " is not of a pipeline");
        };
    }

    private static Rows ofProject(Sql sql, Owner owner, RowKind kind, List<Object> after, int most) {
        return switch (kind) {
            case PROJECT_AUDIT ->
                list(
                        sql,
                        Audit.PAGE,
                        row -> new AuditRow(Audit.event(owner.project(), null, row)),
                        sql.ofProject(),
                        after,
                        most);
            case TOKEN ->
                list(
                        sql,
                        ApiTokens.PAGE,
                        row -> new TokenRow(ApiTokens.token(owner.project(), row)),
                        sql.project(),
                        after,
                        most);
            case KEY -> {
                List<Object> living = new ArrayList<>(after);
                living.add(sql.now());
                yield list(sql, Keys.PAGE, TransferRows::key, sql.project(), living, most);
            }
            case FENCE, RECEIPT, QUEUED, BACKFILL, CHUNK, AUDIT ->
                throw new IllegalArgumentException(kind + " is not of a project");
        };
    }

    private static <T extends io.hakiri.transfer.Row> Rows list(
            Sql sql, String statement, Sql.Mapping<T> mapping, long owner, List<Object> after, int most) {
        List<Object> values = new ArrayList<>();
        values.add(owner);
        values.addAll(after);
        values.add(most + 1);
        return rows(sql.list(statement, mapping, values.toArray()), most);
    }

    private static <T extends io.hakiri.transfer.Row> Rows rows(List<T> found, int most) {
        return found.size() > most
                ? new Rows(List.copyOf(found.subList(0, most)), true)
                : new Rows(List.copyOf(found), false);
    }

    private static ReceiptRow receipt(Row row) {
        return new ReceiptRow(Receipts.receipt(row), row.flag(11));
    }

    private static QueuedRow queued(Sql sql, PipelineRow pipeline, Row row) {
        Run run = Runs.plain(pipeline.key, row, sql.now());
        Instant endedAt = run.endedAt();
        return new QueuedRow(
                run.id(),
                run.worker(),
                run.startedAt(),
                endedAt != null ? endedAt : Runs.waitUntil(row),
                run.status(),
                endedAt,
                run.replacedBy());
    }

    private static BackfillRow backfill(Row row) {
        Backfilling.Stored stored = Backfilling.Stored.of(row);
        return new BackfillRow(
                new io.hakiri.catalog.BackfillId(stored.name()),
                stored.at(),
                stored.digest(),
                stored.from(),
                stored.status(),
                stored.ahead(),
                stored.chunks(),
                stored.done(),
                stored.prefix(),
                stored.counts(),
                stored.startedAt());
    }

    private static Rows chunks(Sql sql, PipelineRow pipeline, List<Object> after, int most) {
        Object backfill = after.getFirst();
        List<ChunkRow> found = new ArrayList<>(
                sql.list(CHUNKS_OF_ONE, TransferRows::chunk, pipeline.id, backfill, after.getLast(), most + 1));
        if (found.size() <= most) {
            found.addAll(sql.list(CHUNKS_AFTER, TransferRows::chunk, pipeline.id, backfill, most + 1 - found.size()));
        }
        return rows(found, most);
    }

    private static ChunkRow chunk(Row row) {
        return new ChunkRow(
                new io.hakiri.catalog.BackfillId(row.text(1)),
                row.count(2),
                new Position.Monotonic(row.text(3), row.blob(4)),
                row.flag(5),
                row.fence(6),
                row.textOrNull(7));
    }

    private static KeyRow key(Row row) {
        return new KeyRow(
                row.text(1),
                row.text(2),
                row.text(3),
                row.instant(4),
                row.number(5),
                row.textOrNull(6),
                row.instant(7));
    }
}
