package io.hakiri.migrate;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the rows of a pipeline change no more, as they were at one instant: what is written later lies behind it. What is
 * recorded under a fence is written once, when its run, chunk or rewind ends; settled receipts change by a rewind alone, which
 * leaves an audit event.
 *
 * @param fence nothing below it changes any more
 * @param receipt no receipt below it changes any more, but by a rewind
 * @param audit the number of the last audit event
 */
record Marks(Fence fence, Fence receipt, long audit) {
    /** Before everything. */
    static final Marks NONE = new Marks(Fence.NONE, Fence.NONE, 0);

    private static final int LAST_STEP = Integer.MAX_VALUE;

    /** The marks of now; to be taken before the rows are copied. */
    static Marks of(End from, Calls calls, PipelineKey pipeline, PipelineImage image) {
        Fence fence = image.last().next();
        if (image.state().lease() != null) {
            fence = least(fence, image.state().lease().fence());
        }
        RowReader chunks = new RowReader(from.transfer(), Owner.of(pipeline), RowKind.CHUNK, null, calls);
        while (chunks.current() instanceof Row.ChunkRow chunk) {
            // its moves will be recorded under the fence that it was claimed with
            fence = chunk.done() || chunk.worker() == null ? fence : least(fence, chunk.fence());
            chunks.advance();
        }
        Fence receipt = fence;
        Page<Receipt> open = calls.call(() -> from.catalog().unsettled(pipeline, PageRequest.first(1)))
                .pageOrNull();
        if (open != null && !open.entries().isEmpty()) {
            receipt = least(receipt, open.entries().getFirst().id().fence());
        }
        return new Marks(fence, receipt, image.auditNumber());
    }

    /**
     * After which key rows of a kind may have changed since; {@code null} for all.
     *
     * @param now the pipeline as it is now
     */
    @Nullable
    String after(RowKind kind, PipelineImage now) {
        return switch (kind) {
            case FENCE -> fence.value() == 0 ? null : RowKeys.of(new Fence(fence.value() - 1));
            case RECEIPT ->
                receipt.value() == 0 || mayHaveBeenRewound(now)
                        ? null
                        : RowKeys.of(new ReceiptId(
                                new Fence(receipt.value() - 1), LAST_STEP, Limits.RECEIPTS_PER_COMMIT - 1));
            case AUDIT -> audit == 0 ? null : RowKeys.of(audit);
            case QUEUED, BACKFILL, CHUNK, TOKEN, KEY, PROJECT_AUDIT -> null;
        };
    }

    /** Something was changed since, and it was not just sealed. */
    private boolean mayHaveBeenRewound(PipelineImage now) {
        boolean sealed = now.state().status() instanceof PipelineStatus.Sealed;
        return now.auditNumber() != audit && !(sealed && now.auditNumber() == audit + 1);
    }

    private static Fence least(Fence one, Fence other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
