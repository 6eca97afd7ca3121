package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.relational.Values;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.hibernate.reactive.stage.Stage;
import org.jspecify.annotations.Nullable;

/** What the runs of a page read and how far they moved the cursors: two statements, however many runs there are. */
final class RunDetails {
    /**
     * The runs as a JSON array of pairs, for the key of the tables is a pair. Columns are those of the record and no others:
     * Hibernate Reactive stumbles over one that it has no use for.
     */
    private static final String OF_RUNS = """
            SELECT h.pipeline_id, h.fence, h.stream, %s FROM jsonb_array_elements(CAST(CAST(:runs AS TEXT) AS JSONB)) k
            JOIN %s h ON h.pipeline_id = CAST(k ->> 0 AS BIGINT) AND h.fence = CAST(k ->> 1 AS BIGINT)""";

    private static final String STREAMS = "h.rows_read, h.rows_written, h.rows_quarantined, h.bytes_read";
    private static final String CURSORS =
            "h.part, h.from_kind, h.from_value, h.from_key, h.to_kind, h.to_value, h.to_key";

    private final Stage.StatelessSession session;
    private final String schema;

    RunDetails(Stage.StatelessSession session, String schema) {
        this.session = session;
        this.schema = schema;
    }

    CompletionStage<List<Run>> runs(ProjectId project, List<RunRecord> records) {
        if (records.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        String pairs = records.stream()
                .map(one -> "[" + one.pipelineId + "," + one.fence + "]")
                .collect(Collectors.joining(",", "[", "]"));
        return of(pairs, STREAMS, "run_stream_history", RunStreamRecord.class)
                .thenCompose(streams -> of(pairs, CURSORS, "run_cursor_history", RunCursorRecord.class)
                        .thenApply(cursors -> runs(project, records, counts(streams), moves(cursors))));
    }

    private <T> CompletionStage<List<T>> of(String pairs, String columns, String view, Class<T> type) {
        return session.createNativeQuery(OF_RUNS.formatted(columns, schema + "." + view), type)
                .setParameter("runs", pairs)
                .getResultList();
    }

    private static Map<RunRecord.Key, Map<String, Counts>> counts(List<RunStreamRecord> streams) {
        Map<RunRecord.Key, Map<String, Counts>> counts = new HashMap<>();
        for (RunStreamRecord one : streams) {
            counts.computeIfAbsent(new RunRecord.Key(one.pipelineId, one.fence), _ -> new HashMap<>())
                    .put(one.stream, new Counts(one.rowsRead, one.rowsWritten, one.rowsQuarantined, one.bytesRead));
        }
        return counts;
    }

    private static Map<RunRecord.Key, List<CursorMove>> moves(List<RunCursorRecord> cursors) {
        return cursors.stream()
                .collect(Collectors.groupingBy(
                        one -> new RunRecord.Key(one.pipelineId, one.fence),
                        Collectors.collectingAndThen(
                                Collectors.mapping(RunDetails::move, Collectors.toList()), RunDetails::inOrder)));
    }

    private static CursorMove move(RunCursorRecord one) {
        return new CursorMove(
                new StreamPartition(one.stream, one.part),
                Values.position(one.fromKind, one.fromValue, one.fromKey),
                Values.position(one.toKind, one.toValue, one.toKey));
    }

    private static List<CursorMove> inOrder(List<CursorMove> moves) {
        return moves.stream().sorted((a, b) -> a.at().compareTo(b.at())).toList();
    }

    private static List<Run> runs(
            ProjectId project,
            List<RunRecord> records,
            Map<RunRecord.Key, Map<String, Counts>> counts,
            Map<RunRecord.Key, List<CursorMove>> moves) {
        return records.stream()
                .map(one -> {
                    RunRecord.Key key = new RunRecord.Key(one.pipelineId, one.fence);
                    return run(project, one, counts.getOrDefault(key, Map.of()), moves.getOrDefault(key, List.of()));
                })
                .toList();
    }

    private static Run run(ProjectId project, RunRecord one, Map<String, Counts> counts, List<CursorMove> moves) {
        String errorKind = one.errorKind;
        return new Run(
                new RunId(one.run),
                new PipelineKey(project, new PipelineId(one.pipeline)),
                new Fence(one.fence),
                one.trigger,
                one.worker,
                RunStatus.valueOf(one.status),
                Values.instant(one.startedMicros),
                instant(one.endedMicros),
                one.steps,
                counts,
                moves,
                errorKind == null ? null : new RunError(errorKind, Objects.requireNonNull(one.errorMessage)),
                one.replacedBy);
    }

    private static @Nullable Instant instant(@Nullable Long micros) {
        return micros == null ? null : Values.instant(micros);
    }
}
