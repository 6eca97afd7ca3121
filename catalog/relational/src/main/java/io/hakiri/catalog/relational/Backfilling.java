package io.hakiri.catalog.relational;

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
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.StreamPartition;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Backfills: how they start, end and read (C-21). What workers do with their chunks is in {@link Chunks}. */
final class Backfilling {
    private static final String COLUMNS = """
            id, name, stream, part, digest, from_value, from_key, status, ahead, chunks, done, prefix, rows_read,
            rows_written, rows_quarantined, bytes_read, started_at""";

    private static final String ONE = "SELECT " + COLUMNS + " FROM backfill WHERE pipeline = ? AND name = ?";

    static final String PAGE =
            "SELECT " + COLUMNS + " " + "FROM backfill WHERE pipeline = ? AND name > ? ORDER BY name LIMIT ?";

    private static final String RUNNING_AT = """
            SELECT name FROM backfill WHERE pipeline = ? AND stream = ? AND part = ? AND status = 'RUNNING'""";

    private static final String RUNNING_AHEAD =
            "SELECT name FROM backfill WHERE pipeline = ? AND ahead = 1 AND status = 'RUNNING' ORDER BY name LIMIT 1";

    private static final String INSERT = """
            INSERT INTO backfill (pipeline, name, stream, part, digest, from_value, from_key, status, ahead, chunks, done,
              prefix, rows_read, rows_written, rows_quarantined, bytes_read, started_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?, 0, 0, 0, 0, 0, 0, ?)""";

    private static final String INSERT_CHUNK =
            "INSERT INTO chunk (backfill, number, value, order_key, done, fence) VALUES (?, ?, ?, ?, 0, 0)";

    private static final String CANCEL = "UPDATE backfill SET status = 'CANCELLED' WHERE id = ?";

    private static final String TAKE_CHUNKS_OF_ONE = """
            UPDATE chunk SET fence = ?, worker = NULL, lease_until = NULL
            WHERE backfill = ? AND done = 0 AND lease_until IS NOT NULL""";

    private static final String TAKE_CHUNKS = """
            UPDATE chunk SET fence = ?, worker = NULL, lease_until = NULL WHERE done = 0 AND lease_until IS NOT NULL
              AND backfill IN (SELECT id FROM backfill WHERE pipeline = ? AND status = 'RUNNING')""";

    private static final String ANY_CLAIMED = """
            SELECT 1 FROM backfill b JOIN chunk c ON c.backfill = b.id AND c.done = 0
            WHERE b.pipeline = ? AND b.status = 'RUNNING' AND c.lease_until IS NOT NULL LIMIT 1""";

    private static final String HELD_CHUNK = """
            SELECT c.worker, c.fence, c.lease_until FROM backfill b JOIN chunk c ON c.backfill = b.id AND c.done = 0
            WHERE b.pipeline = ? AND b.status = 'RUNNING' AND c.lease_until > ? LIMIT 1""";

    /** A backfill's row. */
    record Stored(
            long id,
            String name,
            StreamPartition at,
            Bytes digest,
            Position.@Nullable Monotonic from,
            Backfill.Status status,
            boolean ahead,
            int chunks,
            int done,
            int prefix,
            Counts counts,
            Instant startedAt) {
        static Stored of(Row row) {
            String from = row.textOrNull(6);
            return new Stored(
                    row.number(1),
                    row.text(2),
                    new StreamPartition(row.text(3), row.text(4)),
                    row.blob(5),
                    from == null ? null : new Position.Monotonic(from, row.blob(7)),
                    Backfill.Status.valueOf(row.text(8)),
                    row.flag(9),
                    row.count(10),
                    row.count(11),
                    row.count(12),
                    new Counts(row.number(13), row.number(14), row.number(15), row.number(16)),
                    row.instant(17));
        }

        Backfill backfill(PipelineKey key) {
            return new Backfill(key, new BackfillId(name), at, status, ahead, chunks, done, counts, startedAt);
        }
    }

    private Backfilling() {}

    static @Nullable Stored load(Sql sql, PipelineRow pipeline, BackfillId id) {
        return sql.one(ONE, Stored::of, pipeline.id, id.value());
    }

    static BackfillResult start(Tx tx, StartBackfill request) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), request.pipeline());
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new Answers.Moving();
        }
        Stored stored = load(tx.sql(), pipeline, request.backfill());
        if (stored != null) {
            return stored.digest().equals(request.digest())
                    ? new BackfillResult.Started(stored.backfill(pipeline.key))
                    : new Answers.Invalid(
                            "backfill",
                            "the same content as the first time",
                            request.backfill() + " with another range");
        }
        Lease live = pipeline.liveLease(tx.now());
        if (live != null) {
            return new Answers.Held(live.holder(), live.fence(), live.until());
        }
        StreamPartition at = request.at();
        String other = tx.sql().one(RUNNING_AT, row -> row.text(1), pipeline.id, at.stream(), at.partition());
        if (other != null) {
            return Refusals.heldBy(tx, pipeline, other);
        }
        Cursor cursor = Cursors.one(tx.sql(), pipeline, at);
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
                : open(tx, pipeline, request, ahead);
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

    private static BackfillResult open(Tx tx, PipelineRow pipeline, StartBackfill request, boolean ahead) {
        if (pipeline.lease != null) {
            Runs.abandon(tx, pipeline, Refusals.BACKFILL_HOLDER + request.backfill());
            pipeline.raiseFence();
        }
        Position.Monotonic from = request.from();
        tx.sql()
                .change(
                        INSERT,
                        pipeline.id,
                        request.backfill().value(),
                        request.at().stream(),
                        request.at().partition(),
                        request.digest(),
                        from == null ? null : from.value(),
                        from == null ? null : from.orderKey(),
                        ahead,
                        request.borders().size(),
                        tx.now());
        Stored stored = Objects.requireNonNull(load(tx.sql(), pipeline, request.backfill()));
        int number = 0;
        for (Position.Monotonic border : request.borders()) {
            tx.sql().change(INSERT_CHUNK, stored.id(), number++, border.value(), border.orderKey());
        }
        if (ahead) {
            pipeline.ahead = request.backfill().value();
        }
        Audit.add(tx, pipeline, request.actor(), "backfill.started", null, json(stored));
        pipeline.save(tx.sql());
        return new BackfillResult.Started(stored.backfill(pipeline.key));
    }

    static ChangeResult cancel(Tx tx, PipelineKey key, BackfillId id, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        ChangeResult refusal = Declarations.refusal(pipeline);
        if (pipeline == null || refusal != null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        Stored stored = load(tx.sql(), pipeline, id);
        if (stored == null) {
            return new Answers.NotFound();
        }
        if (stored.status() == Backfill.Status.CANCELLED) {
            return new ChangeResult.Done();
        }
        if (stored.status() == Backfill.Status.DONE) {
            return new Answers.Invalid("backfill", "one that goes on", id + ", which is done");
        }
        pipeline.lastFence = pipeline.lastFence.next();
        tx.sql().change(CANCEL, stored.id());
        tx.sql().change(TAKE_CHUNKS_OF_ONE, pipeline.lastFence, stored.id());
        ended(tx, pipeline);
        Audit.add(
                tx,
                pipeline,
                actor,
                "backfill.cancelled",
                json(stored),
                json(stored).put("status", "CANCELLED"));
        pipeline.save(tx.sql());
        return new ChangeResult.Done();
    }

    /** Lets the pipeline go where no backfill ahead of its cursors goes on any more. */
    static void ended(Tx tx, PipelineRow pipeline) {
        pipeline.ahead = tx.sql().one(RUNNING_AHEAD, row -> row.text(1), pipeline.id);
    }

    /** By whom a chunk is held; {@code null} where none is. */
    static Answers.@Nullable Held heldByWorker(Tx tx, PipelineRow pipeline) {
        return tx.sql()
                .one(
                        HELD_CHUNK,
                        row -> new Answers.Held(row.text(1), row.fence(2), row.instant(3)),
                        pipeline.id,
                        tx.now());
    }

    static boolean anyClaimed(Tx tx, PipelineRow pipeline) {
        return tx.sql().exists(ANY_CLAIMED, pipeline.id);
    }

    /** Fences all workers of the pipeline's backfills; their chunks can be claimed again. */
    static void takeChunks(Tx tx, PipelineRow pipeline) {
        Fence fence = pipeline.lastFence;
        tx.sql().change(TAKE_CHUNKS, fence, pipeline.id);
    }

    static Optional<Backfill> one(Sql sql, PipelineKey key, BackfillId id) {
        PipelineRow pipeline = PipelineRow.loadLiving(sql, key);
        Stored stored = pipeline == null ? null : load(sql, pipeline, id);
        return stored == null ? Optional.empty() : Optional.of(stored.backfill(key));
    }

    static Listing<Backfill> page(Sql sql, PipelineKey key, PageRequest request) {
        return Pages.listing(
                sql,
                key,
                false,
                pipeline -> Pages.page(
                        sql.list(
                                PAGE,
                                row -> Stored.of(row).backfill(key),
                                pipeline.id,
                                Pages.textAfter(request),
                                request.entries() + 1),
                        request,
                        last -> last.id().value()));
    }

    private static ObjectNode json(Stored stored) {
        return Audit.json()
                .put("backfill", stored.name())
                .put("stream", stored.at().stream())
                .put("partition", stored.at().partition())
                .put("chunks", stored.chunks())
                .put("done", stored.done())
                .put("status", stored.status().name());
    }
}
