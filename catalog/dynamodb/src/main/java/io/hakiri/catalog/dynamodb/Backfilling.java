package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.BackfillResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.StreamPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Backfills: how they start, end and read (C-21). What workers do with their chunks is in {@link Chunks}. */
final class Backfilling {
    /** What holds a pipeline while a backfill ahead of its cursor goes on (C-21). */
    private static final String HOLDER = "backfill:";

    private Backfilling() {}

    /** Held by a running backfill: until a worker's lease ends, as far as one has any. */
    static Answers.Held heldBy(Work work, Head head, String backfill) {
        Instant end = work.now();
        for (Map.Entry<Bytes, ChunkRow> chunk : head.chunks.within(Key.within(backfill))) {
            Instant until = chunk.getValue().leaseUntil();
            end = until != null && !chunk.getValue().done() && until.isAfter(end) ? until : end;
        }
        return new Answers.Held(HOLDER + backfill, head.fence, end);
    }

    static @Nullable BackfillRow load(Head head, BackfillId id) {
        return head.backfills.get(Key.of(id.value()));
    }

    static void put(Head head, BackfillRow row) {
        head.backfills.put(Key.of(row.name()), row);
    }

    static BackfillResult start(Work work, StartBackfill request) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.SEALED)) {
            return new Answers.Moving();
        }
        BackfillRow stored = load(head, request.backfill());
        if (stored != null) {
            return stored.digest().equals(request.digest())
                    ? new BackfillResult.Started(stored.backfill(head.key))
                    : new Answers.Invalid(
                            "backfill",
                            "the same content as the first time",
                            request.backfill() + " with another range");
        }
        OpenRun live = work.live(head);
        if (live != null) {
            return new Answers.Held(live.worker(), live.fence(), live.leaseUntil());
        }
        StreamPartition at = request.at();
        for (BackfillRow other : head.backfills.all()) {
            if (other.status() == Backfill.Status.RUNNING && other.at().equals(at)) {
                return heldBy(work, head, other.name());
            }
        }
        Cursor cursor = head.cursor(at);
        Position standing = cursor == null ? null : cursor.position();
        if (standing != null && !(standing instanceof Position.Monotonic)) {
            return new Answers.Invalid(
                    "cursor kind of " + at, "monotonic", standing.getClass().getSimpleName());
        }
        Boolean ahead = ahead((Position.Monotonic) standing, request);
        return ahead == null
                ? new Answers.Invalid(
                        "backfill range",
                        "all behind the cursor of " + at + ", or all at and after it",
                        "a range across the cursor")
                : open(work, head, request, ahead);
    }

    /** Whether the range lies ahead of the cursor; {@code null} where it lies across it. */
    private static @Nullable Boolean ahead(Position.@Nullable Monotonic standing, StartBackfill request) {
        Position.Monotonic from = request.from();
        if (standing == null) {
            return true;
        }
        if (from != null && from.orderKey().compareTo(standing.orderKey()) >= 0) {
            return true;
        }
        boolean behind = request.borders().getLast().orderKey().compareTo(standing.orderKey()) <= 0;
        return behind ? Boolean.FALSE : null;
    }

    private static BackfillResult open(Work work, Head head, StartBackfill request, boolean ahead) {
        if (head.open != null) {
            Runs.abandon(work, head, HOLDER + request.backfill());
            head.raiseFence();
        }
        String name = request.backfill().value();
        BackfillRow row = new BackfillRow(
                name,
                request.at(),
                request.digest(),
                request.from(),
                Backfill.Status.RUNNING,
                ahead,
                request.borders().size(),
                0,
                0,
                Counts.NONE,
                work.recorded(head));
        put(head, row);
        int number = 0;
        for (Position.Monotonic border : request.borders()) {
            head.chunks.put(Key.of(name, number), ChunkRow.fresh(number, border));
            number++;
        }
        if (ahead) {
            head.ahead = name;
        }
        Audit.add(work, head, request.actor(), "backfill.started", null, json(row));
        work.save();
        return new BackfillResult.Started(row.backfill(head.key));
    }

    static ChangeResult cancel(Work work, BackfillId id, Actor actor) {
        Head head = work.living();
        ChangeResult refusal = Declarations.refusal(head);
        if (head == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        BackfillRow stored = load(head, id);
        if (stored == null) {
            return new Answers.NotFound();
        }
        if (stored.status() == Backfill.Status.CANCELLED) {
            return new ChangeResult.Done();
        }
        if (stored.status() == Backfill.Status.DONE) {
            return new Answers.Invalid("backfill", "one that goes on", id + ", which is done");
        }
        head.lastFence = head.lastFence.next();
        put(head, stored.in(Backfill.Status.CANCELLED));
        take(head, stored);
        ended(head);
        Audit.add(
                work,
                head,
                actor,
                "backfill.cancelled",
                json(stored),
                json(stored).put("status", "CANCELLED"));
        work.save();
        return new ChangeResult.Done();
    }

    /** Lets the pipeline go where no backfill ahead of its cursors goes on any more. */
    static void ended(Head head) {
        head.ahead = running(head).stream()
                .filter(BackfillRow::ahead)
                .map(BackfillRow::name)
                .findFirst()
                .orElse(null);
    }

    private static List<BackfillRow> running(Head head) {
        return head.backfills.all().stream()
                .filter(row -> row.status() == Backfill.Status.RUNNING)
                .toList();
    }

    /** By whom a chunk is held; {@code null} where none is. */
    static Answers.@Nullable Held heldByWorker(Work work, Head head) {
        for (BackfillRow row : running(head)) {
            for (Map.Entry<Bytes, ChunkRow> chunk : head.chunks.within(Key.within(row.name()))) {
                ChunkRow held = chunk.getValue();
                Instant until = held.leaseUntil();
                if (!held.done()
                        && until != null
                        && until.plus(work.heads().margin()).isAfter(work.now())) {
                    return new Answers.Held(Objects.requireNonNullElse(held.worker(), ""), held.fence(), until);
                }
            }
        }
        return null;
    }

    static boolean anyClaimed(Head head) {
        for (BackfillRow row : running(head)) {
            for (Map.Entry<Bytes, ChunkRow> chunk : head.chunks.within(Key.within(row.name()))) {
                if (!chunk.getValue().done() && chunk.getValue().leaseUntil() != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Fences all workers of the pipeline's backfills; their chunks can be claimed again. */
    static void takeChunks(Head head) {
        running(head).forEach(row -> take(head, row));
    }

    private static void take(Head head, BackfillRow row) {
        for (Map.Entry<Bytes, ChunkRow> chunk : head.chunks.within(Key.within(row.name()))) {
            if (!chunk.getValue().done() && chunk.getValue().leaseUntil() != null) {
                head.chunks.put(chunk.getKey(), chunk.getValue().taken(head.lastFence));
            }
        }
    }

    static Optional<Backfill> one(Work work, BackfillId id) {
        Head head = work.living();
        BackfillRow stored = head == null ? null : load(head, id);
        return head == null || stored == null ? Optional.empty() : Optional.of(stored.backfill(head.key));
    }

    static Listing<Backfill> page(Work work, PageRequest request) {
        return Paging.listing(work, false, head -> {
            String after = Paging.textAfter(request);
            List<Backfill> found = new ArrayList<>();
            for (Map.Entry<Bytes, BackfillRow> entry : head.backfills.from(Key.of(after))) {
                if (!entry.getValue().name().equals(after) && found.size() <= request.entries()) {
                    found.add(entry.getValue().backfill(head.key));
                }
            }
            return Paging.page(found, request, last -> Paging.token(last.id().value()));
        });
    }

    private static ObjectNode json(BackfillRow row) {
        return Audit.json()
                .put("backfill", row.name())
                .put("stream", row.at().stream())
                .put("partition", row.at().partition())
                .put("chunks", row.chunks())
                .put("done", row.done())
                .put("status", row.status().name());
    }
}
