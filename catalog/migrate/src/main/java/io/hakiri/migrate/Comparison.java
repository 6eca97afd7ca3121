package io.hakiri.migrate;

import io.hakiri.api.Forms;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunStatus;
import io.hakiri.migrate.Verified.Difference;
import io.hakiri.proof.DigestChain;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares what two ends hold of one kind for one owner, and sums it up in a digest for each. */
final class Comparison {
    /** So many differences of one kind are named; the rest is counted. */
    private static final int MOST_NAMED = 20;

    private final Owner owner;
    private final String kind;
    private final List<Difference> differences;
    private final DigestChain source = new DigestChain();
    private final DigestChain target = new DigestChain();
    private long rows;
    private long since;
    private long different;

    Comparison(Owner owner, String kind, List<Difference> differences) {
        this.owner = owner;
        this.kind = kind;
        this.differences = differences;
    }

    Comparison(Owner owner, RowKind kind, List<Difference> differences) {
        this(owner, kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), differences);
    }

    /** The rows of one key; one of them may not be there. */
    void add(@Nullable Row row, @Nullable Row other) {
        if (row == null) {
            addSince();
        } else if (!staysBehind(row)) {
            add(
                    row.key().replace('\n', '/'),
                    (Record) row,
                    (Record) other,
                    other == null ? overSince(row) : isLater(row, other));
        }
    }

    /** One that the target alone has. */
    void addSince() {
        since++;
    }

    /**
     * What the ends hold under one name.
     *
     * @param later whether the target may hold it so, for it went on since
     */
    void add(String name, Record row, @Nullable Record other, boolean later) {
        rows++;
        String text = Forms.written(row).toString();
        source.add(text);
        if (row.equals(other)) {
            target.add(text);
        } else if (later) {
            since++;
            target.add(text); // it was so
        } else {
            different++;
            if (other != null) {
                target.add(Forms.written(other).toString());
            }
            if (different <= MOST_NAMED) {
                differences.add(new Difference(
                        owner.toString(), kind, name, other == null ? "missing at the target" : fields(row, other)));
            }
        }
    }

    Verified.Part done() {
        return new Verified.Part(owner.toString(), kind, rows, since, different, source.done(), target.done());
    }

    private static String fields(Record row, Record other) {
        return "otherwise at the target: " + Fields.otherwise(Forms.written(row), Forms.written(other));
    }

    /** That it moved is said at the source alone. */
    private static boolean staysBehind(Row row) {
        return row instanceof Row.AuditRow(AuditEvent event)
                && (event.action().equals("pipeline.moved") || event.action().equals("project.moved"));
    }

    /** Whether a row can have gone by itself since: a key whose time was over, a queued run that began. */
    private static boolean overSince(Row row) {
        return switch (row) {
            case Row.KeyRow _ -> true;
            case Row.QueuedRow queued -> queued.status() == RunStatus.QUEUED;
            case Row.FenceRow _, Row.ReceiptRow _, Row.BackfillRow _, Row.ChunkRow _, Row.AuditRow _, Row.TokenRow _ ->
                false;
        };
    }

    /** Whether the target's row can have become of the source's. */
    private static boolean isLater(Row row, Row other) {
        return switch (row) {
            case Row.ReceiptRow(Receipt receipt, boolean history) ->
                other instanceof Row.ReceiptRow(Receipt now, boolean same)
                        && now.object().equals(receipt.object())
                        && same == history
                        && now.state().compareTo(receipt.state()) > 0;
            case Row.QueuedRow queued ->
                queued.status() == RunStatus.QUEUED
                        && other instanceof Row.QueuedRow now
                        && now.status() != RunStatus.QUEUED;
            case Row.BackfillRow backfill ->
                other instanceof Row.BackfillRow now
                        && backfill.status() == Backfill.Status.RUNNING
                        && now.digest().equals(backfill.digest())
                        && now.done() >= backfill.done();
            case Row.ChunkRow chunk ->
                other instanceof Row.ChunkRow now
                        && !chunk.done()
                        && now.border().equals(chunk.border());
            case Row.KeyRow key ->
                other instanceof Row.KeyRow now && !now.goneAt().isBefore(key.goneAt());
            case Row.TokenRow token ->
                other instanceof Row.TokenRow now
                        && token.token().revokedAt() == null
                        && now.token().revokedAt() != null
                        && now.token().hash().equals(token.token().hash());
            case Row.FenceRow _, Row.AuditRow _ -> false;
        };
    }
}
