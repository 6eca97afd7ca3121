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
import jakarta.persistence.criteria.Predicate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.reactive.stage.Stage;
import org.jspecify.annotations.Nullable;

/** What the runs of a page read and how far they moved the cursors: two statements, however many runs there are. */
final class RunDetails {
    private final Stage.StatelessSession session;
    private final HibernateCriteriaBuilder criteria;

    RunDetails(Stage.StatelessSession session, HibernateCriteriaBuilder criteria) {
        this.session = session;
        this.criteria = criteria;
    }

    CompletionStage<List<Run>> runs(ProjectId project, List<RunRecord> records) {
        if (records.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        Map<Long, List<Long>> fences = records.stream()
                .collect(Collectors.groupingBy(
                        one -> one.pipelineId, Collectors.mapping(one -> one.fence, Collectors.toList())));
        return of(fences, RunStreamRecord.class)
                .thenCompose(streams -> of(fences, RunCursorRecord.class)
                        .thenApply(cursors -> runs(project, records, counts(streams), moves(cursors))));
    }

    /** Said run by run, and not joined, so that each part of the views finds its index. */
    private <T> CompletionStage<List<T>> of(Map<Long, List<Long>> fences, Class<T> type) {
        Question<T> details = new Question<>(criteria, type);
        Predicate[] runs = fences.entrySet().stream()
                .map(one ->
                        details.both(details.is("pipelineId", one.getKey()), details.oneOf("fence", one.getValue())))
                .toArray(Predicate[]::new);
        return details.and(details.any(runs)).list(session);
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
