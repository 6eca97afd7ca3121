package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a backfill as it is kept.
 *
 * @param border the position after it
 * @param fence {@link Fence#NONE} while nobody had it
 * @param leaseUntil {@code null} while nobody has it
 * @param digest of the commit that did it
 * @param leftOpen what that commit answered
 */
record ChunkRow(
        int number,
        Position.Monotonic border,
        boolean done,
        Fence fence,
        @Nullable String worker,
        @Nullable Instant leaseUntil,
        @Nullable Bytes digest,
        int leftOpen) {

    static ChunkRow fresh(int number, Position.Monotonic border) {
        return new ChunkRow(number, border, false, Fence.NONE, null, null, null, 0);
    }

    ChunkRow claimed(Fence by, String newWorker, Instant until) {
        return new ChunkRow(number, border, false, by, newWorker, until, null, 0);
    }

    ChunkRow renewed(Instant until) {
        return new ChunkRow(number, border, done, fence, worker, until, digest, leftOpen);
    }

    /** Under a new fence, so that whoever had it can change nothing. */
    ChunkRow taken(Fence by) {
        return new ChunkRow(number, border, done, by, null, null, digest, leftOpen);
    }

    ChunkRow finished(Bytes byDigest, int open) {
        return new ChunkRow(number, border, true, fence, worker, null, byDigest, open);
    }

    static void write(Out out, ChunkRow row) {
        out.number(row.number)
                .position(row.border)
                .flag(row.done)
                .fence(row.fence)
                .textOrNull(row.worker)
                .instantOrNull(row.leaseUntil)
                .orNull(row.digest, (o, d) -> o.bytes(d.toArray()))
                .number(row.leftOpen);
    }

    static ChunkRow read(In in) {
        return new ChunkRow(
                in.count(),
                Objects.requireNonNull(Rows.monotonic(in)),
                in.flag(),
                in.fence(),
                in.textOrNull(),
                in.instantOrNull(),
                in.orNull(Rows::bytes),
                in.count());
    }
}
