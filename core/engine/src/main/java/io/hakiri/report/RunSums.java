package io.hakiri.report;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sums of one group of runs. */
final class RunSums {
    /** Of DynamoDB, as measured (docs/performance.md): eight streams, a head of 1 KB, a record of 2 KB. */
    private static final int UNITS_OF_A_CLAIM = 3;

    private static final int UNITS_OF_A_BEGIN = 2;
    private static final int UNITS_OF_A_COMMIT = 1;
    private static final int UNITS_OF_THE_END = 7;

    /** Triggers of runs that were claimed. */
    private static final List<String> CLAIMED = List.of("schedule", "recovery");

    private final Map<RunStatus, Long> byStatus = new EnumMap<>(RunStatus.class);
    private Counts counts = Counts.NONE;
    private long runs;
    private long retries;
    private long commits;
    private long ended;
    private long endedMicros;
    private long worstMicros;
    private long writeUnits;

    /**
     * Counts a run.
     *
     * @param of what is counted of its rows
     * @param micros how long it took; {@code null} where it has not ended
     */
    void add(Run run, Counts of, @Nullable Long micros) {
        runs++;
        byStatus.merge(run.status(), 1L, Long::sum);
        counts = counts.plus(of);
        commits += run.lastStep();
        writeUnits += UNITS_OF_A_BEGIN + (CLAIMED.contains(run.trigger()) ? UNITS_OF_A_CLAIM : 0);
        if (micros == null) {
            writeUnits += (long) run.lastStep() * UNITS_OF_A_COMMIT;
        } else {
            writeUnits += UNITS_OF_THE_END + Math.max(0, run.lastStep() - 1) * (long) UNITS_OF_A_COMMIT;
            ended++;
            endedMicros += micros;
            worstMicros = Math.max(worstMicros, micros);
        }
    }

    /** One of them followed a run that had not succeeded. */
    void triedAgain() {
        retries++;
    }

    List<@Nullable Number> runs() {
        long judged = of(RunStatus.SUCCEEDED) + of(RunStatus.PARTIAL) + of(RunStatus.FAILED) + of(RunStatus.ABANDONED);
        return Arrays.asList(
                runs,
                of(RunStatus.SUCCEEDED),
                of(RunStatus.PARTIAL),
                of(RunStatus.FAILED),
                of(RunStatus.CANCELLED),
                of(RunStatus.ABANDONED),
                of(RunStatus.RUNNING),
                judged == 0 ? null : Figures.rate(of(RunStatus.SUCCEEDED), judged),
                retries,
                commits,
                counts.read(),
                counts.written(),
                counts.quarantined(),
                counts.bytes(),
                ended == 0 ? null : Figures.seconds((double) endedMicros / ended),
                ended == 0 ? null : Figures.seconds(worstMicros));
    }

    List<@Nullable Number> cost(Prices prices) {
        BigDecimal seconds = Figures.seconds(endedMicros);
        return Arrays.asList(
                runs,
                seconds,
                commits,
                counts.read(),
                counts.written(),
                counts.bytes(),
                runs + commits,
                writeUnits,
                prices.of(seconds, writeUnits));
    }

    private long of(RunStatus status) {
        return byStatus.getOrDefault(status, 0L);
    }
}
