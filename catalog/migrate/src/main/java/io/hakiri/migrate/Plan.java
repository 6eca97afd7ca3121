package io.hakiri.migrate;

import io.hakiri.api.Forms;
import io.hakiri.catalog.PageRequest;
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
 * @param writeUnits that a DynamoDB table would be asked for: one for each row and each kilobyte of it, and twice as many for
 *     receipts, tokens and keys
 * @param layings how often the target would be asked to lay rows down
 * @param read how long reading took
 * @param answer how long the target takes for a small answer, the median of a few
 * @param obstacles what would be refused or skipped, in words
 */
public record Plan(
        int pipelines,
        Map<RowKind, Long> rows,
        long bytes,
        long writeUnits,
        long layings,
        Duration read,
        Duration answer,
        List<String> obstacles) {
    private static final int UNIT_BYTES = 1024;

    /** What a target is asked for while a pipeline is paused: its rows of each kind, and three steps. */
    private static final int ANSWERS_OF_A_PAUSE = 9;

    private static final int ASKED = 9;

    public Plan {
        rows = Map.copyOf(rows);
        obstacles = List.copyOf(obstacles);
    }

    /**
     * As long as a move takes at least: for reading, which it does beside writing, or for the target's answers, whichever is
     * longer. How fast the target writes is not in it: to see that something would have to be left there.
     */
    public Duration least() {
        long answers = layings / PipelineCopies.AT_ONCE + (long) pipelines * ANSWERS_OF_A_PAUSE;
        Duration asking = answer.multipliedBy(answers);
        return asking.compareTo(read) > 0 ? asking : read;
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
                reading.layings,
                Duration.ofNanos(System.nanoTime() - start),
                answer(to),
                reading.obstacles);
    }

    private static Duration answer(End to) {
        List<Duration> answers = new ArrayList<>();
        for (int i = 0; i < ASKED; i++) {
            long start = System.nanoTime();
            to.catalog().projects(PageRequest.first(1));
            answers.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return answers.stream().sorted().toList().get(ASKED / 2);
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
        private long layings;

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
            image.cursors().forEach(cursor -> weigh(cursor, 1));
            image.schemas().forEach(schema -> weigh(schema, 1));
            weigh(image.state(), 1);
        }

        private void readRows(Owner owner) {
            for (RowKind kind : RowKind.of(owner)) {
                int times = inTransactions(kind) ? 2 : 1;
                long before = rows.getOrDefault(kind, 0L);
                new RowReader(from.transfer(), owner, kind, null, calls).forEach(row -> {
                    rows.merge(kind, 1L, Long::sum);
                    weigh((Record) row, times);
                });
                int together = RowOrder.together(kind);
                layings += (rows.getOrDefault(kind, 0L) - before + together - 1) / together;
            }
        }

        /** Whether DynamoDB takes rows of this kind down on a condition on their owner, for twice the units. */
        private static boolean inTransactions(RowKind kind) {
            return switch (kind) {
                case RECEIPT, TOKEN, KEY -> true;
                case FENCE, QUEUED, BACKFILL, CHUNK, AUDIT, PROJECT_AUDIT -> false;
            };
        }

        private void weigh(Record row, long times) {
            int length = Forms.written(row).toString().getBytes(StandardCharsets.UTF_8).length;
            bytes += length;
            units += times * (1 + length / UNIT_BYTES);
        }
    }
}
