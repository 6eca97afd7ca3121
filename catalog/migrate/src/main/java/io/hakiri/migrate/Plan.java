package io.hakiri.migrate;

import io.hakiri.api.Forms;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.run.Pace;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.RowKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a move would do, found by reading alone: how much there is, what it would cost, and what stands in its way.
 *
 * @param pipelines that would move
 * @param rows by kind
 * @param bytes of all rows and images as JSON
 * @param writeUnits that a DynamoDB table would be asked for: one for each row and each kilobyte of it
 * @param read how long reading took; a move reads and writes side by side, so it takes this long at least
 * @param obstacles what would be refused or skipped, in words
 */
public record Plan(
        int pipelines, Map<RowKind, Long> rows, long bytes, long writeUnits, Duration read, List<String> obstacles) {
    private static final int UNIT_BYTES = 1024;

    public Plan {
        rows = Map.copyOf(rows);
        obstacles = List.copyOf(obstacles);
    }

    /** Reads the source whole, and from the target what has these names. */
    public static Plan of(End from, End to, List<ProjectId> projects, Pace pace) {
        Reading reading = new Reading(from, to, Calls.of(pace));
        long start = System.nanoTime();
        List<ProjectId> named = projects.isEmpty() ? from.projects() : projects;
        named.forEach(reading::read);
        return new Plan(
                reading.pipelines,
                reading.rows,
                reading.bytes,
                reading.units,
                Duration.ofNanos(System.nanoTime() - start),
                reading.obstacles);
    }

    private static final class Reading {
        private final End from;
        private final End to;
        private final Calls calls;
        private final Map<RowKind, Long> rows = new EnumMap<>(RowKind.class);
        private final List<String> obstacles = new ArrayList<>();
        private int pipelines;
        private long bytes;
        private long units;

        Reading(End from, End to, Calls calls) {
            this.from = from;
            this.to = to;
            this.calls = calls;
        }

        void read(ProjectId project) {
            Optional<ProjectImage> there = calls.call(() -> to.transfer().project(project));
            if (there.isPresent() && !there.get().received()) {
                obstacles.add(project + ": the target has a project of this name");
            }
            readRows(Owner.of(project));
            Map<String, PipelineName> names = calls.call(() -> to.pipelinesEver(project)).stream()
                    .collect(Collectors.toMap(name -> name.id().value(), name -> name));
            for (PipelineName name : calls.call(() -> from.pipelinesEver(project))) {
                PipelineKey key = new PipelineKey(project, name.id());
                PipelineName other = names.get(name.id().value());
                if (other != null
                        && other.state() == PipelineName.State.LIVING
                        && name.state() != PipelineName.State.MOVED) {
                    obstacles.add(key + ": the target has a pipeline of this name");
                }
                if (name.state() == PipelineName.State.RECEIVED) {
                    obstacles.add(key + ": the source is receiving it from elsewhere");
                }
                if (name.state() != PipelineName.State.MOVED) {
                    pipelines += name.state() == PipelineName.State.DELETED ? 0 : 1;
                    readRows(Owner.of(key));
                    calls.call(() -> from.transfer().snapshot(key)).ifPresent(this::add);
                }
            }
        }

        private void add(PipelineImage image) {
            image.cursors().forEach(this::weigh);
            image.schemas().forEach(this::weigh);
            weigh(image.state());
        }

        private void readRows(Owner owner) {
            for (RowKind kind : RowKind.of(owner)) {
                new RowReader(from.transfer(), owner, kind, null, calls).forEach(row -> {
                    rows.merge(kind, 1L, Long::sum);
                    weigh((Record) row);
                });
            }
        }

        private void weigh(Record row) {
            int length = Forms.written(row).toString().getBytes(StandardCharsets.UTF_8).length;
            bytes += length;
            units += 1 + length / UNIT_BYTES;
        }
    }
}
