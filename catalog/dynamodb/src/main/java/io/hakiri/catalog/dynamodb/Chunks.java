package io.hakiri.catalog.dynamodb;

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
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The chunks of a backfill: each is claimed under a fence of its own, and done once (C-21). */
final class Chunks {
    private Chunks() {}

    static ChunkResult claim(Work work, ClaimChunk request) {
        Head head = work.head();
        if (head == null) {
            return new Answers.NotFound();
        }
        Bytes digest = Bytes.of(String.join("\n", "chunk", request.backfill().value(), request.worker())
                .getBytes(StandardCharsets.UTF_8));
        return switch (FirstAnswers.recall(work, request.request(), digest)) {
            case FirstAnswers.Recalled.Same(In answer) -> granted(answer, request);
            case FirstAnswers.Recalled.Other() -> FirstAnswers.otherContent(request.request());
            case FirstAnswers.Recalled.Unknown() -> claimNew(work, head, request, digest);
        };
    }

    private static ChunkResult.ChunkGranted granted(In in, ClaimChunk request) {
        return new ChunkResult.ChunkGranted(
                new ChunkWriter(request.pipeline(), request.backfill(), in.count(), in.fence()),
                Rows.monotonic(in),
                Objects.requireNonNull(Rows.monotonic(in)),
                in.instant());
    }

    private static ChunkResult claimNew(Work work, Head head, ClaimChunk request, Bytes digest) {
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.SEALED)) {
            return new Answers.Moving();
        }
        BackfillRow backfill = head.is(Head.Status.DELETED) ? null : Backfilling.load(head, request.backfill());
        if (backfill == null) {
            return new Answers.NotFound();
        }
        if (head.is(Head.Status.PAUSED)) {
            return new Answers.Paused();
        }
        if (backfill.status() != Backfill.Status.RUNNING) {
            return new ChunkResult.NoChunk(backfill.status(), null);
        }
        ChunkRow free = null;
        Instant firstBack = null;
        for (Map.Entry<Bytes, ChunkRow> entry : head.chunks.from(Key.of(backfill.name(), backfill.prefix()))) {
            if (!Key.beginsWith(entry.getKey(), Key.within(backfill.name()))) {
                break;
            }
            ChunkRow chunk = entry.getValue();
            Instant until = chunk.leaseUntil();
            if (chunk.done()) {
                continue;
            }
            if (until == null || !until.plus(work.heads().margin()).isAfter(work.now())) {
                free = chunk;
                break;
            }
            firstBack = firstBack == null || until.isBefore(firstBack) ? until : firstBack;
        }
        return free == null
                ? new ChunkResult.NoChunk(backfill.status(), firstBack)
                : grant(work, head, backfill, free, request, digest);
    }

    private static ChunkResult grant(
            Work work, Head head, BackfillRow backfill, ChunkRow chunk, ClaimChunk request, Bytes digest) {
        head.lastFence = head.lastFence.next();
        Instant until = work.now().plus(request.leaseTtl().truncatedTo(ChronoUnit.MICROS));
        put(head, backfill, chunk.claimed(head.lastFence, request.worker(), until));
        Position.Monotonic after = chunk.number() == 0
                ? backfill.from()
                : one(head, backfill, chunk.number() - 1).border();
        ChunkResult.ChunkGranted granted = new ChunkResult.ChunkGranted(
                new ChunkWriter(request.pipeline(), request.backfill(), chunk.number(), head.lastFence),
                after,
                chunk.border(),
                until);
        FirstAnswers.remember(
                work,
                request.request(),
                digest,
                out -> out.number(granted.writer().chunk())
                        .fence(granted.writer().fence())
                        .position(granted.after())
                        .position(granted.upTo())
                        .instant(granted.leaseUntil()));
        work.save();
        return granted;
    }

    private static void put(Head head, BackfillRow backfill, ChunkRow chunk) {
        head.chunks.put(Key.of(backfill.name(), chunk.number()), chunk);
    }

    private static ChunkRow one(Head head, BackfillRow backfill, int number) {
        return Objects.requireNonNull(head.chunks.get(Key.of(backfill.name(), number)));
    }

    static ChunkCommitResult renew(Work work, ChunkWriter writer, Duration ttl) {
        Head head = work.living();
        BackfillRow backfill = head == null ? null : Backfilling.load(head, writer.backfill());
        ChunkCommitResult refusal = refusal(head);
        if (refusal != null || head == null || backfill == null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        ChunkRow chunk = head.chunks.get(Key.of(backfill.name(), writer.chunk()));
        if (chunk == null) {
            return new Answers.NotFound();
        }
        if (chunk.done()
                || backfill.status() != Backfill.Status.RUNNING
                || !chunk.fence().equals(writer.fence())) {
            return new Answers.Fenced(chunk.fence());
        }
        Instant until = work.now().plus(ttl.truncatedTo(ChronoUnit.MICROS));
        put(head, backfill, chunk.renewed(until));
        work.save();
        return new ChunkCommitResult.ChunkRenewed(until);
    }

    static ChunkCommitResult commit(Work work, CommitChunk request) {
        ChunkWriter writer = request.writer();
        Head head = work.living();
        BackfillRow backfill = head == null ? null : Backfilling.load(head, writer.backfill());
        ChunkRow chunk =
                head == null || backfill == null ? null : head.chunks.get(Key.of(backfill.name(), writer.chunk()));
        if (chunk != null && backfill != null && chunk.done() && chunk.fence().equals(writer.fence())) {
            if (chunk.digest() == null) {
                // it was laid down: what it was asked then stayed where it was done (C-30)
                return new ChunkCommitResult.ChunkDone(backfill.chunks() - backfill.done());
            }
            return Objects.equals(request.digest(), chunk.digest())
                    ? new ChunkCommitResult.ChunkDone(chunk.leftOpen())
                    : new Answers.Invalid(
                            "chunk",
                            "the same content as the first time",
                            "chunk " + chunk.number() + " with other content");
        }
        ChunkCommitResult refusal = refusal(head);
        if (refusal != null || head == null || backfill == null || chunk == null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        if (chunk.done()
                || backfill.status() != Backfill.Status.RUNNING
                || !chunk.fence().equals(writer.fence())) {
            return new Answers.Fenced(chunk.fence());
        }
        String stream = backfill.at().stream();
        if (request.schemaVersion() > 0 && !Schemas.admits(Schemas.one(head, stream, request.schemaVersion()))) {
            return new ChunkCommitResult.ChunkUndecided(stream, request.schemaVersion());
        }
        return apply(work, head, backfill, chunk, request);
    }

    private static ChunkCommitResult apply(
            Work work, Head head, BackfillRow backfill, ChunkRow chunk, CommitChunk request) {
        int open = backfill.chunks() - backfill.done() - 1;
        put(head, backfill, chunk.finished(request.digest(), open));
        int prefix = prefix(head, backfill);
        if (backfill.ahead() && prefix > backfill.prefix()) {
            Answers.Invalid tooMuch = follow(work, head, backfill, chunk.fence(), prefix);
            if (tooMuch != null) {
                return tooMuch;
            }
        }
        Receipts.add(head, chunk.fence(), 1, request.staged(), !backfill.ahead());
        Counts counts = request.counts();
        Backfilling.put(head, backfill.further(prefix, counts));
        if (open == 0) {
            Backfilling.ended(head);
        }
        work.save();
        return new ChunkCommitResult.ChunkDone(open);
    }

    /** How many from the first one are done without a gap. */
    private static int prefix(Head head, BackfillRow backfill) {
        int prefix = backfill.prefix();
        while (prefix < backfill.chunks() && one(head, backfill, prefix).done()) {
            prefix++;
        }
        return prefix;
    }

    /** The cursor stands behind the last chunk before which all are done. */
    private static Answers.@Nullable Invalid follow(
            Work work, Head head, BackfillRow backfill, Fence fence, int prefix) {
        Position.Monotonic to = one(head, backfill, prefix - 1).border();
        CursorRow before = head.cursors.get(Key.of(backfill.at()));
        CursorRow moved = Commits.move(head, backfill.at(), before, to, fence, work.now());
        CursorRow.Found found = Objects.requireNonNull(moved.found());
        work.beside(FenceRecord.ofMoves(
                        fence,
                        List.of(new FenceRecord.Move(
                                backfill.at(),
                                found.revision(),
                                work.heads().standings().found(work, Key.of(backfill.at()), found),
                                to)),
                        null)
                .put(work));
        return head.positionBytes > Limits.POSITIONS_BYTES_PER_PIPELINE
                        || head.cursorCount > Limits.CURSORS_PER_PIPELINE
                ? new Answers.Invalid(
                        "cursors of the pipeline",
                        "at most " + Limits.CURSORS_PER_PIPELINE + " with " + Limits.POSITIONS_BYTES_PER_PIPELINE
                                + " bytes of positions",
                        head.cursorCount + " with " + head.positionBytes + " bytes")
                : null;
    }

    static Listing<Chunk> page(Work work, BackfillId id, PageRequest request) {
        Head head = work.living();
        BackfillRow backfill = head == null ? null : Backfilling.load(head, id);
        String address = head == null ? null : head.movedTo();
        if (address != null) {
            return new Listing.Elsewhere<>(address);
        }
        if (head == null || backfill == null) {
            return new Listing.NotThere<>();
        }
        int first = Math.clamp(Paging.numberAfter(request, -1) + 1, 0, Limits.CHUNKS_PER_BACKFILL);
        Position.Monotonic before =
                first == 0 ? backfill.from() : border(head.chunks.get(Key.of(backfill.name(), first - 1)));
        List<Chunk> found = new ArrayList<>();
        for (Map.Entry<Bytes, ChunkRow> entry : head.chunks.from(Key.of(backfill.name(), first))) {
            if (!Key.beginsWith(entry.getKey(), Key.within(backfill.name())) || found.size() > request.entries()) {
                break;
            }
            ChunkRow chunk = entry.getValue();
            found.add(chunk(before, chunk));
            before = chunk.border();
        }
        return new Listing.Listed<>(Paging.page(found, request, last -> Paging.token(Integer.toString(last.number()))));
    }

    @SuppressWarnings("NullAway") // it does not see the annotation of a nested type in a class file
    private static Chunk chunk(Position.@Nullable Monotonic after, ChunkRow row) {
        return new Chunk(row.number(), after, row.border(), row.done(), row.fence(), row.worker(), row.leaseUntil());
    }

    private static Position.@Nullable Monotonic border(@Nullable ChunkRow chunk) {
        return chunk == null ? null : chunk.border();
    }

    private static @Nullable ChunkCommitResult refusal(@Nullable Head head) {
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        return head.is(Head.Status.SEALED) ? new Answers.Moving() : null;
    }
}
