package io.hakiri.catalog.relational;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The records of runs: how they end (C-6, C-13), and how they read. */
final class Runs {
    /** What a run is replaced by when only time passed. */
    static final String EXPIRED = "expired";

    static final String COLUMNS = """
            r.id, r.fence, r.cause, r.worker, r.status, r.started_at, r.ended_at, r.wait_until, r.last_step, r.error_kind,
            r.error_message, r.replaced_by""";

    private static final String ONE = "SELECT " + COLUMNS + " FROM run r WHERE pipeline = ? AND id = ?";

    private static final String PAGE = "SELECT " + COLUMNS + " " + """
             FROM run r WHERE pipeline = ? AND fence IS NOT NULL AND fence < ? ORDER BY fence DESC LIMIT ?""";

    static final String QUEUE = "SELECT " + COLUMNS + " " + """
             FROM run r WHERE pipeline = ? AND fence IS NULL AND id > ? ORDER BY id LIMIT ?""";

    private static final String OF_THESE =
            " WHERE pipeline = ? AND fence >= ? AND fence <= ? AND fence IN (SELECT CAST(name AS BIGINT) FROM {names} n)";

    private static final String COUNTS =
            "SELECT fence, stream, rows_read, rows_written, rows_quarantined, bytes_read FROM run_counts" + OF_THESE;

    private static final String MOVES_SO_FAR = """
            SELECT fence, stream, part, from_kind, from_value, from_key, kind, value, order_key FROM cursor
            WHERE pipeline = ? AND fence = ? ORDER BY stream, part""";

    private static final String MOVES =
            "SELECT fence, stream, part, from_kind, from_value, from_key, to_kind, to_value, to_key FROM move"
                    + OF_THESE + " ORDER BY stream, part";

    /** How far the run of a fence moved the cursors, as they stand now. */
    static final String FREEZE_MOVES = """
            INSERT INTO move SELECT pipeline, fence, stream, part, from_revision, from_kind, from_value, from_key, kind,
              value, order_key, NULL FROM cursor WHERE pipeline = ? AND fence = ?""";

    private static final String END = """
            UPDATE run SET status = ?, ended_at = ?, wait_until = NULL, error_kind = ?, error_message = ?, replaced_by = ?
            WHERE pipeline = ? AND id = ?""";

    private Runs() {}

    static @Nullable Run one(Sql sql, PipelineKey key, RunId id) {
        PipelineRow pipeline = PipelineRow.load(sql, key);
        return pipeline == null ? null : one(sql, pipeline, id);
    }

    static @Nullable Run one(Sql sql, PipelineRow pipeline, RunId id) {
        Run run = sql.one(ONE, row -> plain(pipeline.key, row, sql.now()), pipeline.id, id);
        return run == null ? null : whole(sql, pipeline.id, List.of(run)).getFirst();
    }

    static Listing<Run> page(Sql sql, PipelineKey key, PageRequest request) {
        return Pages.listing(sql, key, true, pipeline -> {
            List<Run> runs = sql.list(
                    PAGE,
                    row -> plain(key, row, sql.now()),
                    pipeline.id,
                    Pages.numberAfter(request, Long.MAX_VALUE),
                    request.entries() + 1);
            return Pages.page(whole(sql, pipeline.id, runs), request, last -> String.valueOf(last.fence()));
        });
    }

    static Listing<Run> queue(Sql sql, PipelineKey key, PageRequest request) {
        return Pages.listing(sql, key, false, pipeline -> {
            String after = Pages.after(request);
            List<Run> runs = sql.list(
                    QUEUE,
                    row -> plain(key, row, sql.now()),
                    pipeline.id,
                    after == null ? new byte[0] : Row.bytes(RunId.parse(after)),
                    request.entries() + 1);
            return Pages.page(runs, request, last -> last.id().toString());
        });
    }

    /** Closes a run that has begun; how far it moved the cursors stays in its record. */
    static void end(
            Tx tx,
            PipelineRow pipeline,
            RunId run,
            Fence fence,
            RunStatus status,
            @Nullable RunError error,
            @Nullable String replacedBy) {
        tx.sql()
                .change(
                        END,
                        status,
                        tx.now(),
                        error == null ? null : error.kind(),
                        error == null ? null : error.message(),
                        replacedBy,
                        pipeline.id,
                        run);
        tx.sql().change(FREEZE_MOVES, pipeline.id, fence);
    }

    /** Closes a run that has not begun. */
    static void endQueued(Tx tx, long pipeline, RunId run, RunStatus status, Instant at, String replacedBy) {
        tx.sql().change(END, status, at, null, null, replacedBy, pipeline, run);
    }

    /**
     * Closes the run of the stored lease as abandoned, where there is one, and takes the lease (C-6).
     *
     * @return the run
     */
    static @Nullable RunId abandon(Tx tx, PipelineRow pipeline, String replacedBy) {
        Lease lease = pipeline.lease;
        if (lease == null) {
            return null;
        }
        end(tx, pipeline, lease.run(), lease.fence(), RunStatus.ABANDONED, null, replacedBy);
        pipeline.failures++;
        pipeline.lease = null;
        pipeline.claim = null;
        return lease.run();
    }

    /** A run as its row says, and the number of its pipeline. */
    record Found(long pipeline, Run run) {}

    /** In their order, with the sums and moves of those that have begun; those of one pipeline are asked for at once. */
    static List<Run> whole(Sql sql, List<Found> found) {
        Map<Long, List<Run>> ofPipelines = new LinkedHashMap<>();
        found.forEach(run -> ofPipelines
                .computeIfAbsent(run.pipeline(), _ -> new ArrayList<>())
                .add(run.run()));
        Map<Long, Iterator<Run>> whole = new HashMap<>();
        ofPipelines.forEach((pipeline, runs) ->
                whole.put(pipeline, whole(sql, pipeline, runs).iterator()));
        return found.stream()
                .map(run -> Objects.requireNonNull(whole.get(run.pipeline())).next())
                .toList();
    }

    private static List<Run> whole(Sql sql, long pipeline, List<Run> runs) {
        List<Fence> fences =
                runs.stream().map(Run::fence).filter(Objects::nonNull).sorted().toList();
        if (fences.isEmpty()) {
            return runs;
        }
        String names = Cursors.names(fences.stream().map(Fence::toString).toList());
        Map<Fence, Map<String, Counts>> counts = new HashMap<>();
        sql.list(
                COUNTS,
                row -> counts.computeIfAbsent(row.fence(1), _ -> new HashMap<>())
                        .put(row.text(2), new Counts(row.number(3), row.number(4), row.number(5), row.number(6))),
                pipeline,
                fences.getFirst(),
                fences.getLast(),
                names);
        Map<Fence, List<CursorMove>> moves = new HashMap<>();
        sql.list(MOVES, row -> add(moves, row), pipeline, fences.getFirst(), fences.getLast(), names);
        for (Run run : runs) {
            if (run.status() == RunStatus.RUNNING) { // of one pipeline it is one at most
                sql.list(MOVES_SO_FAR, row -> add(moves, row), pipeline, run.fence());
            }
        }
        return runs.stream()
                .map(run -> run.fence() == null
                        ? run
                        : whole(
                                run,
                                counts.getOrDefault(run.fence(), Map.of()),
                                moves.getOrDefault(run.fence(), List.of())))
                .toList();
    }

    private static boolean add(Map<Fence, List<CursorMove>> moves, Row row) {
        return moves.computeIfAbsent(row.fence(1), _ -> new ArrayList<>())
                .add(new CursorMove(new StreamPartition(row.text(2), row.text(3)), row.position(4), row.position(7)));
    }

    private static Run whole(Run run, Map<String, Counts> counts, List<CursorMove> moves) {
        return new Run(
                run.id(),
                run.pipeline(),
                run.fence(),
                run.trigger(),
                run.worker(),
                run.status(),
                run.startedAt(),
                run.endedAt(),
                run.lastStep(),
                counts,
                moves,
                run.error(),
                run.replacedBy());
    }

    /** Until when a queued run waits. */
    static Instant waitUntil(Row row) {
        return row.instant(8);
    }

    /** A queued run that waited too long counts as abandoned also before anyone has closed it. */
    static Run plain(PipelineKey key, Row row, Instant now) {
        RunStatus status = RunStatus.valueOf(row.text(5));
        Instant endedAt = row.instantOrNull(7);
        Instant waitUntil = row.instantOrNull(8);
        String errorKind = row.textOrNull(10);
        String replacedBy = row.textOrNull(12);
        if (status == RunStatus.QUEUED && waitUntil != null && !waitUntil.isAfter(now)) {
            status = RunStatus.ABANDONED;
            endedAt = waitUntil;
            replacedBy = EXPIRED;
        }
        return new Run(
                row.run(1),
                key,
                row.absent(2) ? null : row.fence(2),
                row.text(3),
                row.text(4),
                status,
                row.instant(6),
                endedAt,
                row.count(9),
                Map.of(),
                List.of(),
                errorKind == null ? null : new RunError(errorKind, row.text(11)),
                replacedBy);
    }
}
