package io.hakiri.proof;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row.AuditRow;
import io.hakiri.transfer.Row.ChunkRow;
import io.hakiri.transfer.Row.FenceRow;
import io.hakiri.transfer.Row.ReceiptRow;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Transfer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The history of one pipeline as it is kept: in the catalog, and in an archive beside it. Nothing of it is held in memory but the archive. */
final class KeptHistory {
    private final Transfer transfer;
    private final Owner owner;
    private final ArchivedFacts archive;
    private final @Nullable PipelineImage image;
    private final Set<Long> pending = new TreeSet<>();
    private final Set<Long> ofChunks = new TreeSet<>();

    KeptHistory(Transfer transfer, PipelineKey pipeline, ArchivedFacts archive) {
        this.transfer = transfer;
        this.owner = Owner.of(pipeline);
        this.archive = archive;
        // before the rows: what ends meanwhile is left out, and not taken for gone
        this.image = transfer.snapshot(pipeline).orElse(null);
        Lease lease = image == null ? null : image.state().lease();
        if (lease != null) {
            pending.add(lease.fence().value());
        }
        RowWalk<ChunkRow> chunks = new RowWalk<>(transfer, owner, RowKind.CHUNK, ChunkRow.class, null);
        for (ChunkRow chunk = chunks.peek(); chunk != null; chunk = chunks.peek()) {
            if (chunk.fence().compareTo(Fence.NONE) > 0) {
                ofChunks.add(chunk.fence().value());
                if (!chunk.done()) {
                    pending.add(chunk.fence().value());
                }
            }
            chunks.next();
        }
    }

    ArchivedFacts archive() {
        return archive;
    }

    /** What decides the next grant; {@code null} of a pipeline that was deleted, or never was. */
    @Nullable
    PipelineImage image() {
        return image;
    }

    /** The fences under which something may still be written. */
    Set<Long> pending() {
        return pending;
    }

    /** The fences that chunks had last; one that was done without rows leaves nothing else. */
    Set<Long> ofChunks() {
        return ofChunks;
    }

    /** Below it the catalog has let its history go; {@link Fence#NONE} where it has not, or that cannot be told. */
    Fence horizon() {
        return image == null ? Fence.NONE : image.horizon();
    }

    /** All versions of all streams; none of a pipeline that was deleted. */
    List<SchemaVersion> schemas() {
        return image == null ? List.of() : image.schemas();
    }

    /**
     * What happened under each fence, in their order.
     *
     * @param from the first fence
     * @param goesOn asked with each; where it says no, it was the last
     */
    void fences(Fence from, Predicate<FenceFacts> goesOn) {
        String after = from.value() == 0 ? null : RowKeys.of(new Fence(from.value() - 1));
        RowWalk<FenceRow> rows = new RowWalk<>(transfer, owner, RowKind.FENCE, FenceRow.class, after);
        RowWalk<ReceiptRow> receipts =
                new RowWalk<>(transfer, owner, RowKind.RECEIPT, ReceiptRow.class, receiptBefore(from));
        Iterator<Map.Entry<Fence, FenceFacts>> archived =
                archive.fences().tailMap(from, true).entrySet().iterator();
        Map.Entry<Fence, FenceFacts> past = archived.hasNext() ? archived.next() : null;
        while (true) {
            FenceRow row = rows.peek();
            ReceiptRow receipt = receipts.peek();
            Fence fence = least(
                    row == null ? null : row.fence(),
                    receipt == null ? null : receipt.receipt().id().fence(),
                    past == null ? null : past.getKey());
            if (fence == null) {
                return;
            }
            FenceFacts facts = new FenceFacts(fence);
            if (past != null && past.getKey().equals(fence)) {
                facts.with(past.getValue());
                past = archived.hasNext() ? archived.next() : null;
            }
            if (row != null && row.fence().equals(fence)) {
                facts.kept(row);
                rows.next();
            }
            for (; receipt != null && receipt.receipt().id().fence().equals(fence); receipt = receipts.peek()) {
                facts.kept(receipt.receipt());
                receipts.next();
            }
            if (!pending.contains(fence.value()) && !goesOn.test(facts)) {
                return;
            }
        }
    }

    /** The audit events by number. */
    void audit(Consumer<AuditEvent> taker) {
        RowWalk<AuditRow> rows = new RowWalk<>(transfer, owner, RowKind.AUDIT, AuditRow.class, null);
        Iterator<AuditEvent> archived = archive.events().values().iterator();
        AuditEvent past = archived.hasNext() ? archived.next() : null;
        while (true) {
            AuditRow row = rows.peek();
            if (row != null && (past == null || row.event().number() <= past.number())) {
                past = past != null && past.number() == row.event().number()
                        ? archived.hasNext() ? archived.next() : null
                        : past;
                rows.next();
                taker.accept(row.event());
            } else if (past != null) {
                taker.accept(past);
                past = archived.hasNext() ? archived.next() : null;
            } else {
                return;
            }
        }
    }

    /** All receipts of earlier fences come before it. */
    private static @Nullable String receiptBefore(Fence from) {
        return from.value() == 0
                ? null
                : RowKeys.of(new io.hakiri.catalog.ReceiptId(new Fence(from.value() - 1), Integer.MAX_VALUE, 999));
    }

    private static @Nullable Fence least(@Nullable Fence... fences) {
        Fence least = null;
        for (Fence fence : fences) {
            least = fence != null && (least == null || fence.compareTo(least) < 0) ? fence : least;
        }
        return least;
    }
}
