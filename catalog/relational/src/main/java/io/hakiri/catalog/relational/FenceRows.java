package io.hakiri.catalog.relational;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.transfer.Row.EndedRun;
import io.hakiri.transfer.Row.FenceRow;
import io.hakiri.transfer.Row.Move;
import io.hakiri.transfer.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened under fences, as rows that are transferred (C-30): runs that ended with their sums, and moves. They are three
 * tables, each read for a page in one range of fences.
 */
final class FenceRows {
    /** Moves, or sums, of one page: a run may have as many as a pipeline has cursors. */
    private static final int MOST_PARTS = 20_000;

    private static final String FENCES = """
            SELECT fence FROM (
              SELECT fence FROM (SELECT fence FROM run WHERE pipeline = ? AND fence > ? AND status <> 'RUNNING' ORDER BY fence LIMIT ?) r
              UNION
              SELECT fence FROM (SELECT DISTINCT fence FROM move WHERE pipeline = ? AND fence > ? ORDER BY fence LIMIT ?) m) f
            ORDER BY fence LIMIT ?""";

    private static final String IN_RANGE = " WHERE pipeline = ? AND fence >= ? AND fence <= ?";

    private static final String RUNS = """
            SELECT fence, id, cause, worker, status, started_at, ended_at, last_step, error_kind, error_message, replaced_by
            FROM run""" + IN_RANGE + " AND status <> 'RUNNING'";

    private static final String COUNTS =
            "SELECT fence, stream, rows_read, rows_written, rows_quarantined, bytes_read FROM run_counts" + IN_RANGE
                    + " ORDER BY fence, stream LIMIT ?";

    private static final String MOVES = """
            SELECT fence, stream, part, from_revision, from_kind, from_value, from_key, to_kind, to_value, to_key, back_to
            FROM move""" + IN_RANGE + " ORDER BY fence, stream, part LIMIT ?";

    private static final String OF_THESE = IN_RANGE + " AND fence IN (SELECT CAST(name AS BIGINT) FROM {names} n)";

    private static final List<String> REMOVE =
            List.of("DELETE FROM move" + OF_THESE, "DELETE FROM run_counts" + OF_THESE, "DELETE FROM run" + OF_THESE);

    /** A run that waited in the queue when it was laid down before, and has begun since, is one row. */
    private static final Insertion RUN = Insertion.into("run")
            .numbers("pipeline")
            .bytes("id")
            .numbers("fence")
            .texts("cause", "worker", "status")
            .numbers("started_at", "ended_at", "last_step")
            .texts("error_kind", "error_message", "replaced_by")
            .over(
                    List.of("pipeline", "id"),
                    ", wait_until = NULL, last_digest = NULL, last_lease_until = NULL, last_versions = NULL");

    private static final Insertion NEW_RUN = RUN.anew();

    private static final String BETWEEN = "SELECT 1 FROM run WHERE pipeline = ? AND id >= ? AND id <= ? LIMIT 1";

    private static final Insertion COUNT = Insertion.into("run_counts")
            .numbers("pipeline", "fence")
            .texts("stream")
            .numbers("rows_read", "rows_written", "rows_quarantined", "bytes_read");

    private static final Insertion MOVE = Insertion.into("move")
            .numbers("pipeline", "fence")
            .texts("stream", "part")
            .numbers("from_revision", "from_kind")
            .texts("from_value")
            .bytes("from_key")
            .numbers("to_kind")
            .texts("to_value")
            .bytes("to_key")
            .numbers("back_to");

    private record Counted(long fence, String stream, Counts counts) {}

    private record Moved(long fence, Move move, @Nullable Fence backTo) {}

    private FenceRows() {}

    static Rows page(Sql sql, long pipeline, long after, int most) {
        int oneMore = most + 1;
        List<Long> fences =
                sql.list(FENCES, row -> row.number(1), pipeline, after, oneMore, pipeline, after, oneMore, oneMore);
        boolean more = fences.size() > most;
        List<Long> page = fences.subList(0, Math.min(most, fences.size()));
        if (page.isEmpty()) {
            return Rows.NONE;
        }
        List<Moved> moves = sql.list(MOVES, FenceRows::move, pipeline, page.getFirst(), page.getLast(), MOST_PARTS + 1);
        if (moves.size() > MOST_PARTS) {
            page = before(page, moves.getLast().fence());
            more = true;
        }
        List<Counted> counts =
                sql.list(COUNTS, FenceRows::count, pipeline, page.getFirst(), page.getLast(), MOST_PARTS + 1);
        if (counts.size() > MOST_PARTS) {
            page = before(page, counts.getLast().fence());
            more = true;
        }
        return new Rows(List.copyOf(rows(sql, pipeline, page, moves, counts)), more);
    }

    /** Of the last fence of a range not all was read. One fence alone has always fewer parts than a page may have. */
    private static List<Long> before(List<Long> fences, long end) {
        return fences.stream().filter(fence -> fence < end).toList();
    }

    private static List<FenceRow> rows(
            Sql sql, long pipeline, List<Long> fences, List<Moved> moves, List<Counted> counts) {
        Map<Long, Map<String, Counts>> countsOf = new HashMap<>();
        counts.forEach(counted -> countsOf.computeIfAbsent(counted.fence(), _ -> new HashMap<>())
                .put(counted.stream(), counted.counts()));
        Map<Long, List<Moved>> movesOf = new HashMap<>();
        moves.forEach(moved ->
                movesOf.computeIfAbsent(moved.fence(), _ -> new ArrayList<>()).add(moved));
        Map<Long, EndedRun> runs = new TreeMap<>();
        sql.list(
                RUNS,
                row -> runs.put(row.number(1), run(row, countsOf.getOrDefault(row.number(1), Map.of()))),
                pipeline,
                fences.getFirst(),
                fences.getLast());
        return fences.stream()
                .map(fence -> {
                    List<Moved> moved = movesOf.getOrDefault(fence, List.of());
                    return new FenceRow(
                            new Fence(fence),
                            runs.get(fence),
                            moved.stream().map(Moved::move).toList(),
                            moved.isEmpty() ? null : moved.getFirst().backTo());
                })
                .toList();
    }

    private static EndedRun run(Row row, Map<String, Counts> counts) {
        String errorKind = row.textOrNull(9);
        return new EndedRun(
                row.run(2),
                row.text(3),
                row.text(4),
                RunStatus.valueOf(row.text(5)),
                row.instant(6),
                row.instant(7),
                row.count(8),
                counts,
                errorKind == null ? null : new RunError(errorKind, row.text(10)),
                row.textOrNull(11));
    }

    private static Counted count(Row row) {
        return new Counted(
                row.number(1), row.text(2), new Counts(row.number(3), row.number(4), row.number(5), row.number(6)));
    }

    private static Moved move(Row row) {
        return new Moved(
                row.number(1),
                new Move(
                        new StreamPartition(row.text(2), row.text(3)), row.number(4), row.position(5), row.position(8)),
                row.absent(11) ? null : row.fence(11));
    }

    static void lay(Tx tx, PipelineRow pipeline, List<FenceRow> rows) {
        // above the greatest fence that is known nothing can be in their place
        boolean above = rows.getFirst().fence().compareTo(pipeline.lastFence) > 0;
        if (!above) {
            remove(tx, pipeline, rows.stream().map(row -> row.fence().value()).toList());
        }
        List<@Nullable Object[]> runs = new ArrayList<>();
        List<@Nullable Object[]> counts = new ArrayList<>();
        List<@Nullable Object[]> moves = new ArrayList<>();
        for (FenceRow row : rows) {
            EndedRun run = row.run();
            if (run != null) {
                runs.add(values(pipeline, row.fence(), run));
                run.counts().forEach((stream, count) -> counts.add(values(pipeline, row.fence(), stream, count)));
            }
            row.moves().forEach(move -> moves.add(values(pipeline, row, move)));
            pipeline.knows(row.fence());
        }
        Insertion into = above && !mayBeQueued(tx, pipeline, runs) ? NEW_RUN : RUN;
        tx.sql().changeAll(List.of(into.with(runs), COUNT.with(counts), MOVE.with(moves)));
    }

    /** Whether there is a run among whose ids one of these could be: it waited in the queue when it was laid down. */
    private static boolean mayBeQueued(Tx tx, PipelineRow pipeline, List<@Nullable Object[]> runs) {
        if (runs.isEmpty()) {
            return false;
        }
        List<byte[]> ids = runs.stream()
                .map(run -> Row.bytes((RunId) Objects.requireNonNull(run[1])))
                .sorted(Arrays::compareUnsigned)
                .toList();
        return tx.sql().exists(BETWEEN, pipeline.id, ids.getFirst(), ids.getLast());
    }

    /** All that happened under fences, which are in their order. */
    static void remove(Tx tx, PipelineRow pipeline, List<Long> fences) {
        if (fences.isEmpty()) {
            return;
        }
        String names = Cursors.names(fences.stream().map(Objects::toString).toList());
        for (String remove : REMOVE) {
            tx.sql().change(remove, pipeline.id, fences.getFirst(), fences.getLast(), names);
        }
    }

    private static @Nullable Object[] values(PipelineRow pipeline, Fence fence, EndedRun run) {
        RunError error = run.error();
        return new @Nullable Object[] {
            pipeline.id,
            run.id(),
            fence,
            run.trigger(),
            run.worker(),
            run.status(),
            run.startedAt(),
            run.endedAt(),
            run.lastStep(),
            error == null ? null : error.kind(),
            error == null ? null : error.message(),
            run.replacedBy()
        };
    }

    private static Object[] values(PipelineRow pipeline, Fence fence, String stream, Counts counts) {
        return new Object[] {
            pipeline.id, fence, stream, counts.read(), counts.written(), counts.quarantined(), counts.bytes()
        };
    }

    private static @Nullable Object[] values(PipelineRow pipeline, FenceRow row, Move move) {
        Position from = move.from();
        Position to = move.to();
        return new @Nullable Object[] {
            pipeline.id,
            row.fence(),
            move.at().stream(),
            move.at().partition(),
            move.fromRevision(),
            from == null ? null : Row.kind(from),
            from == null ? null : from.value(),
            from == null ? null : Row.orderKey(from),
            to == null ? null : Row.kind(to),
            to == null ? null : to.value(),
            to == null ? null : Row.orderKey(to),
            row.backTo()
        };
    }
}
