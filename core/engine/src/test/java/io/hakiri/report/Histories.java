package io.hakiri.report;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Random histories of a project, whole seconds, so that they can be counted by hand. */
final class Histories {
    static final String PROJECT = "shop";
    private static final List<String> STREAMS = List.of("a", "b", "=c");
    private static final List<String> TRIGGERS = List.of("schedule", "manual", "recovery", "queued");
    private static final List<String> ERRORS = List.of("transient", "permanent", "rate-limited");
    private static final int LONGEST_RUN_SECONDS = 4000;
    private static final int LONGEST_PAUSE_SECONDS = 9000;

    private final Random random;
    private final Instant begin;
    private final Instant end;

    Histories(long seed, Instant begin, Instant end) {
        this.random = new Random(seed);
        this.begin = begin;
        this.end = end;
    }

    /** As a search of the project finds them. */
    List<Run> runs(String... pipelines) {
        List<Run> runs = new ArrayList<>();
        for (String pipeline : pipelines) {
            Instant at = begin.plusSeconds(random.nextInt(LONGEST_PAUSE_SECONDS));
            for (int i = 1; at.isBefore(end); i++) {
                Instant ended = at.plusSeconds(1 + random.nextInt(LONGEST_RUN_SECONDS));
                boolean last = !ended.isBefore(end);
                runs.add(run(PipelineKey.of(PROJECT, pipeline), i, at, last ? null : ended));
                at = ended.plusSeconds(random.nextInt(LONGEST_PAUSE_SECONDS));
            }
        }
        runs.sort(Comparator.comparing(Run::startedAt)
                .reversed()
                .thenComparing(run -> run.pipeline().pipeline().value()));
        return runs;
    }

    private Run run(PipelineKey pipeline, int number, Instant started, @Nullable Instant ended) {
        RunStatus status = ended == null ? RunStatus.RUNNING : status();
        Map<String, Counts> counts = new HashMap<>();
        List<CursorMove> moves = new ArrayList<>();
        for (String stream : STREAMS) {
            if (random.nextInt(4) == 0) {
                counts.put(stream, new Counts(random.nextInt(9), random.nextInt(9), random.nextInt(3), 100));
            } else if (random.nextInt(4) == 0) {
                moves.add(new CursorMove(StreamPartition.of(stream), null, null));
            }
        }
        boolean wrong = status == RunStatus.FAILED || status == RunStatus.PARTIAL;
        return new Run(
                new RunId(new UUID(0x7000L, 0x8000_0000_0000_0000L | random.nextInt(Integer.MAX_VALUE))),
                pipeline,
                new Fence(number),
                one(TRIGGERS),
                "worker",
                status,
                started,
                ended,
                random.nextInt(4),
                counts,
                moves,
                wrong ? new RunError(one(ERRORS), "it went wrong") : null,
                status == RunStatus.ABANDONED ? "somebody" : null);
    }

    private RunStatus status() {
        return switch (random.nextInt(8)) {
            case 0 -> RunStatus.FAILED;
            case 1 -> RunStatus.ABANDONED;
            case 2 -> RunStatus.CANCELLED;
            case 3, 4 -> RunStatus.PARTIAL;
            default -> RunStatus.SUCCEEDED;
        };
    }

    private String one(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
