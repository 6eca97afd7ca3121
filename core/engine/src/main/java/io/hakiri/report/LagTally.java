package io.hakiri.report;

import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How old a stream's data was, at every instant of the time asked for.
 *
 * <p>A run that ends brings a stream up to the run's start: what its source had by then is there. So the lag at an instant is
 * the time since the start of the last run that brought the stream up to date before that instant. It grows with the clock and
 * falls where such a run ends, to the length of that run. Averages are over time, by the area under that line.
 *
 * <p>A run that succeeded brings all streams of its pipeline up to date, also those that had nothing new and of which it says
 * nothing; a partial run those that it moved. Runs come newest first, so a stream may become known after runs that say nothing of it:
 * until then it is told with the pipeline as a whole, which is kept for that.
 */
final class LagTally implements Tally {
    private final ReportRequest request;
    private final long since;
    private final long until;
    private final TimeKeys time;
    private final Groups<Age> groups;
    private final Map<PipelineId, Known> pipelines = new TreeMap<>();
    private int wholes;

    /** The lags of one group. */
    private static final class Age {
        private double area;
        private long observed;
        private long worst;
        private long latest;
        private long loads;

        void grows(long from, long to, long origin) {
            area += (double) (to - from) * ((from - origin) / 2.0 + (to - origin) / 2.0);
            observed += to - from;
            worst = Math.max(worst, to - origin);
        }

        void add(Age other) {
            area += other.area;
            observed += other.observed;
            worst = Math.max(worst, other.worst);
            latest = Math.max(latest, other.latest);
            loads += other.loads;
        }
    }

    /** How far back the lag of a stream has been told. */
    private static final class Told {
        private long from;
        private boolean loaded;

        Told(long from) {
            this.from = from;
        }
    }

    /** What is known of a pipeline: the streams, and the whole as long as a stream may still become known. */
    private static final class Known {
        private final Told whole;
        private final Map<List<String>, Age> ofWhole = new HashMap<>();
        private final Map<String, Told> streams = new TreeMap<>();

        Known(long until) {
            this.whole = new Told(until);
        }
    }

    LagTally(ReportRequest request) {
        this.request = request;
        this.since = TimeKeys.micros(request.span().since());
        this.until = TimeKeys.micros(request.span().until());
        this.time = new TimeKeys(request.by(), request.span().zone());
        this.groups = new Groups<>(request.by(), Age::new);
    }

    /** A pipeline is to be told of although no run of it may come, with streams that it is known to have. */
    void expect(PipelineId pipeline, Set<String> streams) {
        Known known = known(pipeline);
        streams.forEach(stream -> stream(pipeline, known, stream));
    }

    private Known known(PipelineId pipeline) {
        return pipelines.computeIfAbsent(pipeline, _ -> new Known(until));
    }

    @Override
    public void add(Run run) {
        PipelineId pipeline = run.pipeline().pipeline();
        Known known = known(pipeline);
        Set<String> moved = new TreeSet<>(run.counts().keySet());
        run.moves().stream().map(CursorMove::at).forEach(at -> moved.add(at.stream()));
        moved.forEach(stream -> stream(pipeline, known, stream));
        Instant ended = run.endedAt();
        if (ended == null) {
            return;
        }
        long start = TimeKeys.micros(run.startedAt());
        long end = TimeKeys.micros(ended);
        if (run.status() == RunStatus.SUCCEEDED) {
            loaded(known.whole, start, end, time -> ofWhole(known, time));
            known.streams.forEach((stream, told) -> loaded(told, start, end, time -> group(pipeline, stream, time)));
        } else if (run.status() == RunStatus.PARTIAL) {
            known.streams.forEach((stream, told) -> {
                if (moved.contains(stream)) {
                    loaded(told, start, end, time -> group(pipeline, stream, time));
                }
            });
        }
    }

    private Age ofWhole(Known known, List<String> time) {
        return known.ofWhole.computeIfAbsent(time, _ -> {
            groups.bound(++wholes);
            return new Age();
        });
    }

    /** Where the lag of a time is added to. */
    @FunctionalInterface
    private interface Place {
        Age at(List<String> time);
    }

    /** A stream was brought up to date; from the end of that run until what is told already its lag is the time since the run's start. */
    private void loaded(Told told, long start, long end, Place place) {
        if (end >= told.from) {
            return; // it had not ended by the end of the time asked for
        }
        if (end >= since) {
            place.at(time.at(end)).loads++;
        }
        if (!told.loaded) {
            told.loaded = true;
            Age last = place.at(time.at(until - 1));
            last.latest = Math.max(last.latest, until - start);
        }
        long from = Math.max(end, since);
        for (long at = from; at < told.from; ) {
            long to = Math.min(told.from, time.until(at));
            place.at(time.at(at)).grows(at, to, start);
            at = to;
        }
        told.from = Math.min(told.from, from);
    }

    /** One that was not known until now was told with the whole. */
    private void stream(PipelineId pipeline, Known known, String stream) {
        if (known.streams.containsKey(stream)) {
            return;
        }
        Told told = new Told(known.whole.from);
        told.loaded = known.whole.loaded;
        known.streams.put(stream, told);
        known.ofWhole.forEach((time, age) -> group(pipeline, stream, time).add(age));
    }

    private Age group(PipelineId pipeline, String stream, List<String> time) {
        return groups.of(groups.key(grouping -> grouping == Grouping.PIPELINE ? pipeline.value() : stream, time));
    }

    /** Whether nothing older can say more of a pipeline. */
    boolean isWhole(PipelineId pipeline) {
        Known known = known(pipeline);
        return known.streams.isEmpty()
                ? known.whole.from <= since
                : known.streams.values().stream().allMatch(told -> told.from <= since);
    }

    /** Of which pipelines older runs would say more. */
    List<PipelineId> unfinished() {
        return pipelines.keySet().stream().filter(one -> !isWhole(one)).toList();
    }

    /** What nothing that came has brought up to date. */
    List<Report.Unloaded> withoutSuccess() {
        List<Report.Unloaded> none = new ArrayList<>();
        pipelines.forEach((pipeline, known) -> {
            if (known.streams.isEmpty() && !known.whole.loaded) {
                none.add(new Report.Unloaded(pipeline, null));
            }
            known.streams.forEach((stream, told) -> {
                if (!told.loaded) {
                    none.add(new Report.Unloaded(pipeline, stream));
                }
            });
        });
        return none;
    }

    /** To be called once: what is known of no stream is told as a whole. */
    @Override
    public List<Report.Row> rows() {
        pipelines.forEach((pipeline, known) -> {
            if (known.streams.isEmpty()) {
                known.ofWhole.forEach((time, age) -> group(pipeline, "", time).add(age));
            }
        });
        boolean byTime = request.by().stream().anyMatch(Grouping::isOfTime);
        return groups.rows(age -> figures(age, byTime));
    }

    private static List<@Nullable Number> figures(Age age, boolean byTime) {
        @Nullable BigDecimal average = age.observed == 0 ? null : Figures.seconds(age.area / age.observed);
        return Arrays.asList(
                age.loads,
                average,
                Figures.seconds(age.worst),
                byTime ? null : Figures.seconds(age.latest),
                Figures.seconds(age.observed));
    }
}
