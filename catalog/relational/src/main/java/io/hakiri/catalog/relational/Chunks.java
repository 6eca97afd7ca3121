package io.hakiri.catalog.relational;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Chunk;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The chunks of a backfill: each is claimed under a fence of its own, and done once (C-21). */
final class Chunks {
    private static final String ONE = """
            SELECT number, value, order_key, done, fence, digest, left_open FROM chunk
            WHERE backfill = ? AND number = ?""";

    private static final String FREE = """
            SELECT number, value, order_key, done, fence, digest, left_open FROM chunk
            WHERE backfill = ? AND done = 0 AND (lease_until IS NULL OR lease_until <= ?) ORDER BY number LIMIT 1""";

    private static final String FIRST_BACK = "SELECT min(lease_until) FROM chunk WHERE backfill = ? AND done = 0";

    private static final String CLAIM =
            "UPDATE chunk SET fence = ?, worker = ?, lease_until = ? WHERE backfill = ? AND number = ?";

    private static final String RENEW = "UPDATE chunk SET lease_until = ? WHERE backfill = ? AND number = ?";

    private static final String FINISH = """
            UPDATE chunk SET done = 1, lease_until = NULL, digest = ?, left_open = ? WHERE backfill = ? AND number = ?""";

    private static final String FIRST_OPEN = "SELECT min(number) FROM chunk WHERE backfill = ? AND done = 0";

    private static final String COUNT = """
            UPDATE backfill SET done = done + 1, prefix = ?, status = ?, rows_read = rows_read + ?,
              rows_written = rows_written + ?, rows_quarantined = rows_quarantined + ?, bytes_read = bytes_read + ?
            WHERE id = ?""";

    /** Each with the border before it; the first one begins where the backfill does. */
    private static final String PAGE = """
            SELECT c.number, b.value, b.order_key, c.value, c.order_key, c.done, c.fence, c.worker, c.lease_until
            FROM chunk c LEFT JOIN chunk b ON b.backfill = c.backfill AND b.number = c.number - 1
            WHERE c.backfill = ? AND c.number > ? ORDER BY c.number LIMIT ?""";

    private record Stored(
            int number,
            Position.Monotonic border,
            boolean done,
            Fence fence,
            @Nullable Bytes digest,
            int leftOpen) {
        static Stored of(Row row) {
            return new Stored(
                    row.count(1),
                    new Position.Monotonic(row.text(2), row.blob(3)),
                    row.flag(4),
                    row.fence(5),
                    row.blobOrNull(6),
                    row.count(7));
        }
    }

    private Chunks() {}

    static ChunkResult claim(Tx tx, ClaimChunk request) {
        PipelineRow pipeline = PipelineRow.load(tx.sql(), request.pipeline());
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        Bytes digest = Keys.digest("chunk", request.backfill().value(), request.worker());
        return switch (Requests.recall(tx, pipeline.id, request.request(), digest)) {
            case Requests.Recalled.Same(Bytes answer) ->
                Requests.decode(
                        answer,
                        in -> new ChunkResult.ChunkGranted(
                                new ChunkWriter(
                                        request.pipeline(), request.backfill(), in.readInt(), new Fence(in.readLong())),
                                (Position.Monotonic) AnswerCodec.position(in),
                                AnswerCodec.monotonic(in),
                                AnswerCodec.instant(in)));
            case Requests.Recalled.Other() -> Refusals.otherContent(request.request());
            case Requests.Recalled.Unknown() -> claimNew(tx, pipeline, request, digest);
        };
    }

    private static ChunkResult claimNew(Tx tx, PipelineRow pipeline, ClaimChunk request, Bytes digest) {
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new Answers.Moving();
        }
        Backfilling.Stored backfill =
                pipeline.is(PipelineRow.DELETED) ? null : Backfilling.load(tx.sql(), pipeline, request.backfill());
        if (backfill == null) {
            return new Answers.NotFound();
        }
        if (pipeline.is(PipelineRow.PAUSED)) {
            return new Answers.Paused();
        }
        if (backfill.status() != Backfill.Status.RUNNING) {
            return new ChunkResult.NoChunk(backfill.status(), null);
        }
        Stored chunk = tx.sql().one(FREE, Stored::of, backfill.id(), tx.now());
        if (chunk == null) {
            return new ChunkResult.NoChunk(
                    backfill.status(), Row.ofMicros(tx.sql().number(FIRST_BACK, backfill.id())));
        }
        pipeline.lastFence = pipeline.lastFence.next();
        Instant until = tx.now().plus(request.leaseTtl().truncatedTo(ChronoUnit.MICROS));
        tx.sql().change(CLAIM, pipeline.lastFence, request.worker(), until, backfill.id(), chunk.number());
        Position.Monotonic after = chunk.number() == 0
                ? backfill.from()
                : one(tx, backfill, chunk.number() - 1).border();
        ChunkResult.ChunkGranted granted = new ChunkResult.ChunkGranted(
                new ChunkWriter(request.pipeline(), request.backfill(), chunk.number(), pipeline.lastFence),
                after,
                chunk.border(),
                until);
        Requests.remember(tx, pipeline.id, request.request(), digest, out -> {
            out.writeInt(granted.writer().chunk());
            out.writeLong(granted.writer().fence().value());
            AnswerCodec.position(out, granted.after());
            AnswerCodec.position(out, granted.upTo());
            AnswerCodec.instant(out, granted.leaseUntil());
        });
        pipeline.save(tx.sql());
        return granted;
    }

    private static Stored one(Tx tx, Backfilling.Stored backfill, int number) {
        return Objects.requireNonNull(tx.sql().one(ONE, Stored::of, backfill.id(), number));
    }

    static ChunkCommitResult renew(Tx tx, ChunkWriter writer, Duration ttl) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), writer.pipeline());
        Backfilling.Stored backfill = pipeline == null ? null : Backfilling.load(tx.sql(), pipeline, writer.backfill());
        ChunkCommitResult refusal = refusal(pipeline);
        if (refusal != null || backfill == null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        Stored chunk = tx.sql().one(ONE, Stored::of, backfill.id(), writer.chunk());
        if (chunk == null) {
            return new Answers.NotFound();
        }
        if (chunk.done()
                || backfill.status() != Backfill.Status.RUNNING
                || !chunk.fence().equals(writer.fence())) {
            return new Answers.Fenced(chunk.fence());
        }
        Instant until = tx.now().plus(ttl.truncatedTo(ChronoUnit.MICROS));
        tx.sql().change(RENEW, until, backfill.id(), writer.chunk());
        return new ChunkCommitResult.ChunkRenewed(until);
    }

    static ChunkCommitResult commit(Tx tx, CommitChunk request) {
        ChunkWriter writer = request.writer();
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), writer.pipeline());
        Backfilling.Stored backfill = pipeline == null ? null : Backfilling.load(tx.sql(), pipeline, writer.backfill());
        Stored chunk = backfill == null ? null : tx.sql().one(ONE, Stored::of, backfill.id(), writer.chunk());
        if (chunk != null && chunk.done() && chunk.fence().equals(writer.fence())) {
            if (chunk.digest() == null) {
                // done before a move, where its first answer stays (C-30)
                return new ChunkCommitResult.ChunkDone(
                        Objects.requireNonNull(backfill).chunks() - backfill.done());
            }
            return Objects.equals(request.digest(), chunk.digest())
                    ? new ChunkCommitResult.ChunkDone(chunk.leftOpen())
                    : new Answers.Invalid(
                            "chunk",
                            "the same content as the first time",
                            "chunk " + chunk.number() + " with other content");
        }
        ChunkCommitResult refusal = refusal(pipeline);
        if (refusal != null || pipeline == null || backfill == null || chunk == null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        if (chunk.done()
                || backfill.status() != Backfill.Status.RUNNING
                || !chunk.fence().equals(writer.fence())) {
            return new Answers.Fenced(chunk.fence());
        }
        String stream = backfill.at().stream();
        if (request.schemaVersion() > 0 && !Schemas.admits(tx.sql(), pipeline, stream, request.schemaVersion())) {
            return new ChunkCommitResult.ChunkUndecided(stream, request.schemaVersion());
        }
        return apply(tx, pipeline, backfill, chunk, request);
    }

    private static ChunkCommitResult apply(
            Tx tx, PipelineRow pipeline, Backfilling.Stored backfill, Stored chunk, CommitChunk request) {
        int open = backfill.chunks() - backfill.done() - 1;
        tx.sql().change(FINISH, request.digest(), open, backfill.id(), chunk.number());
        int prefix = open == 0 ? backfill.chunks() : (int) tx.sql().number(FIRST_OPEN, backfill.id());
        if (backfill.ahead() && prefix > backfill.prefix()) {
            Answers.Invalid tooMuch = follow(tx, pipeline, backfill, chunk.fence(), prefix);
            if (tooMuch != null) {
                tx.sql().takeBack();
                return tooMuch;
            }
        }
        Receipts.add(tx, pipeline, chunk.fence(), 1, request.staged(), !backfill.ahead());
        Counts counts = request.counts();
        tx.sql()
                .change(
                        COUNT,
                        prefix,
                        open == 0 ? Backfill.Status.DONE : Backfill.Status.RUNNING,
                        counts.read(),
                        counts.written(),
                        counts.quarantined(),
                        counts.bytes(),
                        backfill.id());
        if (open == 0) {
            Backfilling.ended(tx, pipeline);
        }
        pipeline.save(tx.sql());
        return new ChunkCommitResult.ChunkDone(open);
    }

    /** The cursor stands behind the last chunk before which all are done. */
    private static Answers.@Nullable Invalid follow(
            Tx tx, PipelineRow pipeline, Backfilling.Stored backfill, Fence fence, int prefix) {
        Position.Monotonic to = one(tx, backfill, prefix - 1).border();
        Cursor cursor = Cursors.one(tx.sql(), pipeline, backfill.at());
        Cursors.put(tx, pipeline, backfill.at(), cursor, to, fence);
        tx.sql().change(Runs.FREEZE_MOVES, pipeline.id, fence);
        return pipeline.positionBytes > Limits.POSITIONS_BYTES_PER_PIPELINE
                        || pipeline.cursors > Limits.CURSORS_PER_PIPELINE
                ? new Answers.Invalid(
                        "cursors of the pipeline",
                        "at most " + Limits.CURSORS_PER_PIPELINE + " with " + Limits.POSITIONS_BYTES_PER_PIPELINE
                                + " bytes of positions",
                        pipeline.cursors + " with " + pipeline.positionBytes + " bytes")
                : null;
    }

    static Listing<Chunk> page(Sql sql, PipelineKey key, BackfillId id, PageRequest request) {
        PipelineRow pipeline = PipelineRow.loadLiving(sql, key);
        Backfilling.Stored backfill = pipeline == null ? null : Backfilling.load(sql, pipeline, id);
        String address = pipeline == null ? null : pipeline.movedTo();
        if (address != null) {
            return new Listing.Elsewhere<>(address);
        }
        return backfill == null
                ? new Listing.NotThere<>()
                : new Listing.Listed<>(Pages.page(
                        sql.list(
                                PAGE,
                                row -> chunk(row, backfill),
                                backfill.id(),
                                Pages.numberAfter(request, -1),
                                request.entries() + 1),
                        request,
                        last -> Integer.toString(last.number())));
    }

    @SuppressWarnings("NullAway") // it does not see the annotation of a nested type in a class file
    private static Chunk chunk(Row row, Backfilling.Stored backfill) {
        String before = row.textOrNull(2);
        return new Chunk(
                row.count(1),
                before == null ? backfill.from() : new Position.Monotonic(before, row.blob(3)),
                new Position.Monotonic(row.text(4), row.blob(5)),
                row.flag(6),
                row.fence(7),
                row.textOrNull(8),
                row.instantOrNull(9));
    }

    private static @Nullable ChunkCommitResult refusal(@Nullable PipelineRow pipeline) {
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        return pipeline.is(PipelineRow.SEALED) ? new Answers.Moving() : null;
    }
}
