package io.hakiri.catalog.relational;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import java.util.Collection;
import java.util.List;

/** Receipts: what commits said they had staged, and how far the destination follows (C-25). */
final class Receipts {
    private static final String INSERT = "INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'COMMITTED', ?)";

    private static final String SETTLE = """
            UPDATE receipt SET state = ? WHERE pipeline = ? AND fence = ? AND step = ? AND ordinal = ? AND state = ?""";

    private static final String OPEN = """
            SELECT fence, step, ordinal, stream, kind, name, digest, bytes, row_count, state FROM receipt
            WHERE pipeline = ? AND (fence, step, ordinal) > (?, ?, ?) AND state IN ('COMMITTED', 'WITHDRAWING')
            ORDER BY fence, step, ordinal LIMIT ?""";

    private static final String WITHDRAW_STREAMS = """
            UPDATE receipt SET state = 'WITHDRAWING' WHERE pipeline = ? AND state IN ('COMMITTED', 'PUBLISHED')
              AND stream IN (SELECT name FROM {names} n)""";

    private static final String WITHDRAW_ALL = """
            UPDATE receipt SET state = 'WITHDRAWING' WHERE pipeline = ? AND state IN ('COMMITTED', 'PUBLISHED')""";

    private static final String WITHDRAW_FROM = """
            UPDATE receipt SET state = 'WITHDRAWING' WHERE pipeline = ? AND state IN ('COMMITTED', 'PUBLISHED')
              AND fence >= ? AND history = 0""";

    private Receipts() {}

    static void add(Tx tx, PipelineRow pipeline, Fence fence, int step, List<StagedObject> staged, boolean history) {
        int ordinal = 0;
        for (StagedObject object : staged) {
            tx.sql()
                    .change(
                            INSERT,
                            pipeline.id,
                            fence,
                            step,
                            ordinal++,
                            object.stream(),
                            object.kind(),
                            object.name(),
                            object.digest(),
                            object.bytes(),
                            object.rows(),
                            history);
        }
    }

    /** Each counts only for a receipt that waits for just this. */
    static void settle(Tx tx, PipelineRow pipeline, List<Settlement> settlements) {
        for (Settlement settlement : settlements) {
            Receipt.State waits =
                    settlement.done() == Receipt.State.PUBLISHED ? Receipt.State.COMMITTED : Receipt.State.WITHDRAWING;
            ReceiptId id = settlement.receipt();
            tx.sql().change(SETTLE, settlement.done(), pipeline.id, id.fence(), id.step(), id.ordinal(), waits);
        }
    }

    /** Allowed on a sealed pipeline too: its open receipts must be settled before it is marked as moved. */
    static ChangeResult acknowledge(Tx tx, PipelineKey key, List<Settlement> settlements) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (settlements.size() > Limits.RECEIPTS_PER_COMMIT) {
            return new Answers.Invalid(
                    "settlements", "at most " + Limits.RECEIPTS_PER_COMMIT, Integer.toString(settlements.size()));
        }
        settle(tx, pipeline, settlements);
        return new ChangeResult.Done();
    }

    /** The open ones, oldest first, at most so many. */
    static List<Receipt> open(Sql sql, PipelineRow pipeline, int most) {
        return sql.list(OPEN, Receipts::receipt, pipeline.id, -1, 0, 0, most);
    }

    static Listing<Receipt> page(Sql sql, PipelineKey key, PageRequest request) {
        return Pages.listing(sql, key, false, pipeline -> {
            String[] after = Pages.partsAfter(request, 3);
            List<Receipt> receipts = after == null
                    ? open(sql, pipeline, request.entries() + 1)
                    : sql.list(
                            OPEN,
                            Receipts::receipt,
                            pipeline.id,
                            Pages.number(after[0]),
                            Pages.number(after[1]),
                            Pages.number(after[2]),
                            request.entries() + 1);
            return Pages.page(
                    receipts,
                    request,
                    last -> Pages.key(
                            last.id().fence().toString(),
                            Integer.toString(last.id().step()),
                            Integer.toString(last.id().ordinal())));
        });
    }

    /** Takes back all of some streams, or of all where none is named; how many. */
    static int withdraw(Tx tx, PipelineRow pipeline, Collection<String> streams) {
        return streams.isEmpty()
                ? tx.sql().change(WITHDRAW_ALL, pipeline.id)
                : tx.sql().change(WITHDRAW_STREAMS, pipeline.id, Cursors.names(streams));
    }

    /** Takes back what was committed under this fence and later, but for history done again; how many. */
    static int withdrawFrom(Tx tx, PipelineRow pipeline, Fence first) {
        return tx.sql().change(WITHDRAW_FROM, pipeline.id, first);
    }

    static Receipt receipt(Row row) {
        return new Receipt(
                new ReceiptId(row.fence(1), row.count(2), row.count(3)),
                new StagedObject(
                        row.text(4),
                        StagedObject.Kind.valueOf(row.text(5)),
                        row.text(6),
                        row.text(7),
                        row.number(8),
                        row.number(9)),
                Receipt.State.valueOf(row.text(10)));
    }
}
