package io.hakiri.transfer;

import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One piece of what a pipeline or a project holds beside what decides its next grant. Instants are exact to the microsecond. Two
 * catalogs hold the same where their rows are equal.
 */
public sealed interface Row {
    /** What it says. */
    RowKind kind();

    /**
     * Its name among the rows of this kind and owner. Rows are read and laid down in the order of the UTF-8 bytes of their
     * keys, which is that of their fences and numbers.
     */
    String key();

    /**
     * Whether it never changes any more where it is, whatever happens there: it can only go. A settled receipt goes on once more
     * where a rewind withdraws it, and never back. A chunk is where its backfill is.
     */
    default boolean isFinal() {
        return switch (this) {
            case FenceRow _, AuditRow _ -> true;
            case ReceiptRow(Receipt receipt, boolean _) -> !receipt.open();
            case QueuedRow queued -> queued.status() != RunStatus.QUEUED;
            case BackfillRow backfill -> backfill.status() != Backfill.Status.RUNNING;
            case ChunkRow _ -> true;
            case TokenRow _ -> false;
            case KeyRow key -> key.result() != null;
        };
    }

    /**
     * What happened under one fence.
     *
     * @param run the run that ended; {@code null} under the fence of a chunk or a rewind
     * @param moves how far cursors were moved, by stream and partition
     * @param backTo of a replacing rewind: the fence of the run it went back before; {@link Fence#NONE} for the start
     */
    record FenceRow(
            Fence fence,
            @Nullable EndedRun run,
            List<Move> moves,
            @Nullable Fence backTo) implements Row {
        public FenceRow {
            moves = List.copyOf(moves);
        }

        @Override
        public RowKind kind() {
            return RowKind.FENCE;
        }

        @Override
        public String key() {
            return RowKeys.of(fence);
        }
    }

    /**
     * A run that ended. What a repeat of its last commit was answered stays where it was: elsewhere such a repeat is {@code
     * AlreadyApplied} (C-10, C-30).
     *
     * @param lastStep the number of its last commit; 0 before the first
     * @param counts per stream, the sums over its commits
     * @param replacedBy the run, or the act, that replaced it (C-6)
     */
    record EndedRun(
            RunId id,
            String trigger,
            String worker,
            RunStatus status,
            Instant startedAt,
            Instant endedAt,
            int lastStep,
            Map<String, Counts> counts,
            @Nullable RunError error,
            @Nullable String replacedBy) {
        public EndedRun {
            counts = Map.copyOf(counts);
        }
    }

    /**
     * How far a cursor was moved.
     *
     * @param fromRevision its revision before
     * @param from {@code null} for the start
     * @param to {@code null} for the start
     */
    record Move(
            StreamPartition at,
            long fromRevision,
            @Nullable Position from,
            @Nullable Position to) {}

    /**
     * A receipt.
     *
     * @param history whether a backfill behind the cursor wrote it: a rewind before a run spares it
     */
    record ReceiptRow(Receipt receipt, boolean history) implements Row {
        @Override
        public RowKind kind() {
            return RowKind.RECEIPT;
        }

        @Override
        public String key() {
            return RowKeys.of(receipt.id());
        }
    }

    /**
     * A run that was queued and has not begun.
     *
     * @param by who queued it
     * @param waitUntil when it stops waiting; of one that does not wait any more, when it ended
     * @param status QUEUED, CANCELLED or ABANDONED
     */
    record QueuedRow(
            RunId id,
            String by,
            Instant queuedAt,
            Instant waitUntil,
            RunStatus status,
            @Nullable Instant endedAt,
            @Nullable String replacedBy)
            implements Row {
        @Override
        public RowKind kind() {
            return RowKind.QUEUED;
        }

        @Override
        public String key() {
            return id.toString();
        }
    }

    /**
     * A backfill.
     *
     * @param digest tells a repeat of its start from another one under the same name
     * @param from the position before the first chunk; {@code null} for the start
     * @param ahead whether it holds the pipeline while it goes on, and the cursor moves along behind it
     * @param done how many chunks are done
     * @param prefix how many chunks from the first one are done without a gap
     */
    record BackfillRow(
            BackfillId id,
            StreamPartition at,
            Bytes digest,
            Position.@Nullable Monotonic from,
            Backfill.Status status,
            boolean ahead,
            int chunks,
            int done,
            int prefix,
            Counts counts,
            Instant startedAt)
            implements Row {
        @Override
        public RowKind kind() {
            return RowKind.BACKFILL;
        }

        @Override
        public String key() {
            return id.value();
        }
    }

    /**
     * A chunk of a backfill. Who had it has to claim it again; of one that is done, a repeat of its commit is answered as done.
     *
     * @param number its place in the backfill, as the backend counts from the first one
     * @param border the position after it
     * @param fence under which it was had last; {@link Fence#NONE} while nobody had it
     */
    record ChunkRow(
            BackfillId backfill,
            int number,
            Position.Monotonic border,
            boolean done,
            Fence fence,
            @Nullable String worker)
            implements Row {
        @Override
        public RowKind kind() {
            return RowKind.CHUNK;
        }

        @Override
        public String key() {
            return RowKeys.of(backfill, number);
        }
    }

    /** What a person or a program changed, in a pipeline or in the project itself. */
    record AuditRow(AuditEvent event) implements Row {
        @Override
        public RowKind kind() {
            return event.pipeline() == null ? RowKind.PROJECT_AUDIT : RowKind.AUDIT;
        }

        @Override
        public String key() {
            return RowKeys.of(event.number());
        }
    }

    /** An API token, with the hash of its secret. */
    record TokenRow(ApiToken token) implements Row {
        @Override
        public RowKind kind() {
            return RowKind.TOKEN;
        }

        @Override
        public String key() {
            return token.id();
        }
    }

    /**
     * An idempotency key.
     *
     * @param token whoever has it may complete the key
     * @param until of the work in progress, or of the result
     * @param keepMicros how long a result is kept from its completion, in microseconds
     * @param result {@code null} while in progress
     * @param goneAt from when the row means nothing
     */
    record KeyRow(
            String scope,
            String name,
            String token,
            Instant until,
            long keepMicros,
            @Nullable String result,
            Instant goneAt)
            implements Row {
        @Override
        public RowKind kind() {
            return RowKind.KEY;
        }

        @Override
        public String key() {
            return RowKeys.of(scope, name);
        }
    }
}
