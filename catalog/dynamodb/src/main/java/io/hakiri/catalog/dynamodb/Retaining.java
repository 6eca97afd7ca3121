package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PastRows.Kind;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy lets go (C-29). Of a pipeline that is all that is recorded under fences below a border: below it every run ended
 * long enough ago and every receipt is settled. The head keeps the border and how far the removal has come, so that what is
 * left is whole from the border on whatever becomes of who removes; items are deleted when the last of their rows has gone.
 */
final class Retaining {
    /** Pipelines that one answer looks at. */
    private static final int PIPELINES = 50;

    /**
     * Where the looking is.
     *
     * @param pipeline a name; empty for what belongs to the project, which comes first
     * @param key of the last row of this kind; empty before the first
     */
    record Place(String pipeline, Kind kind, List<String> key) {
        private static final int PARTS = 2;

        static Place of(String token) {
            if (token.isEmpty()) {
                return new Place("", Kind.AUDIT, List.of());
            }
            String[] parts = token.split("\n", -1);
            try {
                return new Place(
                        parts[0], Kind.valueOf(parts[1]), List.of(parts).subList(PARTS, parts.length));
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new InvalidInput("place of retention", "one that an answer before named", token);
            }
        }

        /** No name holds a control character (C-22). */
        String token() {
            List<String> parts = new ArrayList<>(List.of(pipeline, kind.name()));
            parts.addAll(key);
            return String.join("\n", parts);
        }

        Place at(List<String> newKey) {
            return new Place(pipeline, kind, newKey);
        }

        Place of(Kind next) {
            return new Place(pipeline, next, List.of());
        }
    }

    private final Heads heads;
    private final ProjectSeals projects;
    private final PastOfProject ofProject;

    Retaining(Heads heads, ProjectSeals projects) {
        this.heads = heads;
        this.projects = projects;
        ofProject = new PastOfProject(heads);
    }

    // ---- finding

    Past find(ProjectId project, RetentionPolicy policy, String after, int most) {
        Place place = Place.of(after);
        List<PipelineId> pipelines = projects.pipelines(project);
        for (int looked = 0; looked < PIPELINES; looked++) {
            Place at = place;
            while (at != null) {
                List<PastRow> rows = rows(project, policy, at, most);
                if (!rows.isEmpty()) {
                    return found(at, rows);
                }
                at = next(at);
            }
            String following = following(pipelines, place.pipeline());
            if (following == null) {
                return new Past(null, null);
            }
            place = new Place(following, Kind.RECEIPT, List.of());
        }
        return new Past(null, place.token());
    }

    private static Past found(Place place, List<PastRow> rows) {
        Place through = place.at(rows.getLast().key());
        return new Past(
                new PastRows(
                        place.kind(),
                        place.pipeline().isEmpty() ? null : new PipelineId(place.pipeline()),
                        place.token(),
                        through.token(),
                        rows.stream().map(row -> row.line().toString()).toList()),
                through.token());
    }

    private List<PastRow> rows(ProjectId project, RetentionPolicy policy, Place place, int most) {
        if (place.pipeline().isEmpty()) {
            return ofProject.rows(project, policy, place, most);
        }
        return heads.read(
                new PipelineKey(project, new PipelineId(place.pipeline())),
                work -> rows(work, policy, place.kind(), place.key(), most));
    }

    private static List<PastRow> rows(Work work, RetentionPolicy policy, Kind kind, List<String> after, int most) {
        Head head = work.head();
        if (head == null) {
            return List.of();
        }
        return switch (kind) {
            case RECEIPT, COUNTS, MOVE, RUN -> {
                Fence border = border(work, head, policy);
                yield border == null ? List.of() : PastOfFences.rows(work, head, border, kind, after, most);
            }
            case QUEUED_RUN -> {
                Duration kept = policy.runs();
                yield kept == null
                        ? List.of()
                        : PastOfPipeline.queuedRuns(work, work.now().minus(kept), after, most);
            }
            case AUDIT -> {
                Duration kept = policy.audit();
                yield kept == null
                        ? List.of()
                        : PastOfPipeline.audit(work, head, work.now().minus(kept), after, most);
            }
            case KEY -> List.of();
        };
    }

    /** What to look at after all rows of a kind; {@code null} for the next pipeline. */
    private static @Nullable Place next(Place place) {
        if (place.pipeline().isEmpty()) {
            return place.kind() == Kind.AUDIT ? place.of(Kind.KEY) : null;
        }
        return switch (place.kind()) {
            case RECEIPT -> place.of(Kind.COUNTS);
            case COUNTS -> place.of(Kind.MOVE);
            case MOVE -> place.of(Kind.RUN);
            case RUN -> place.of(Kind.QUEUED_RUN);
            case QUEUED_RUN -> place.of(Kind.AUDIT);
            case AUDIT, KEY -> null;
        };
    }

    private static @Nullable String following(List<PipelineId> pipelines, String name) {
        return pipelines.stream()
                .map(PipelineId::value)
                .filter(other -> other.compareTo(name) > 0)
                .findFirst()
                .orElse(null);
    }

    /** The fence below which all goes; {@code null} where nothing goes. */
    private static @Nullable Fence border(Work work, Head head, RetentionPolicy policy) {
        Duration kept = policy.runs();
        if (kept == null || head.is(Head.Status.SEALED)) {
            return null;
        }
        Head.Removal removal = head.removal;
        if (removal != null) {
            return head.horizon;
        }
        Instant cutoff = work.now().minus(kept);
        FenceRecord young =
                Runs.firstWhere(work, head, record -> !record.endedUntil().isBefore(cutoff), false);
        OpenRun open = head.open;
        long firstKept = young != null
                ? young.fence().value()
                : open != null ? open.fence().value() : head.lastFence.value() + 1;
        Fence last = Runs.lastBelow(work, head, firstKept);
        if (last == null) {
            return null;
        }
        Fence border = last.next();
        List<Receipt> oldestOpen = head.openReceipts(1);
        Fence firstOpen =
                oldestOpen.isEmpty() ? border : oldestOpen.getFirst().id().fence();
        if (firstOpen.compareTo(border) >= 0) {
            return border;
        }
        Fence settled = Runs.lastBelow(work, head, firstOpen.value());
        return settled == null ? null : settled.next();
    }

    /** Below it runs may be gone: what retention has removed, and what the table itself may have. */
    static Fence horizon(Work work, Head head) {
        Duration keep = work.heads().keepRuns();
        if (keep == null || !head.bornAt.plus(keep).isBefore(work.now())) {
            return head.horizon;
        }
        FenceRecord kept = Runs.runFrom(work, head.horizon, head.lastFence.next(), false);
        OpenRun open = head.open;
        Fence first = kept != null ? kept.fence() : open != null ? open.fence() : head.lastFence.next();
        return Seals.greater(head.horizon, first);
    }

    /** Whether receipts of the pipeline may be gone, so that a rewind to the start could not withdraw them. */
    static boolean lost(Work work, Head head) {
        Duration keep = work.heads().keepRuns();
        boolean expired = keep != null && head.bornAt.plus(keep).isBefore(work.now());
        return expired || head.horizon.compareTo(head.bornFence.next()) > 0;
    }

    // ---- removing

    boolean remove(Project project, RetentionPolicy policy, PastRows rows) {
        Place after = Place.of(rows.after());
        Place through = Place.of(rows.through());
        if (rows.lines().isEmpty()) {
            return false;
        }
        if (after.pipeline().isEmpty()) {
            return ofProject.remove(project.id(), policy, after, through, rows.lines());
        }
        PipelineKey key = new PipelineKey(project.id(), new PipelineId(after.pipeline()));
        boolean removed = heads.changeIn(project, key, work -> {
            Head head = work.head();
            List<PastRow> found =
                    rows(work, policy, after.kind(), after.key(), rows.lines().size());
            if (head == null
                    || !found.stream()
                            .map(row -> row.line().toString())
                            .toList()
                            .equals(rows.lines())) {
                return false;
            }
            hide(work, head, policy, through);
            return true;
        });
        if (removed) {
            delete(key, through, rows);
        }
        return removed;
    }

    private static void hide(Work work, Head head, RetentionPolicy policy, Place through) {
        switch (through.kind()) {
            case RECEIPT, COUNTS, MOVE, RUN -> {
                Fence border = border(work, head, policy);
                if (border == null) {
                    throw new IllegalStateException("rows without a border");
                }
                if (!head.leftBy.equals(Fence.NONE) && head.leftBy.compareTo(border) < 0) {
                    takeFoundPositions(work, head);
                }
                head.horizon = border;
                head.removal = new Head.Removal(through.kind(), through.key());
                if (through.kind() == Kind.RECEIPT) {
                    PastOfFences.forgetReceipts(head, border, through.key());
                }
                if (through.kind() == Kind.RUN
                        && PastOfFences.rows(work, head, border, Kind.RUN, through.key(), 1)
                                .isEmpty()) {
                    head.removal = null;
                }
                work.save();
            }
            case AUDIT -> {
                head.auditHorizon =
                        Math.max(head.auditHorizon, Long.parseLong(through.key().getFirst()));
                work.save();
            }
            case QUEUED_RUN, KEY -> work.save();
        }
    }

    /** The record that says where the run that goes on found its cursors goes: the head says it from now on. */
    private static void takeFoundPositions(Work work, Head head) {
        OpenRun open = head.open;
        head.leftBy = Fence.NONE;
        if (open == null) {
            return;
        }
        for (Map.Entry<Bytes, CursorRow> entry :
                head.cursors.writtenSince(open.fence().value())) {
            CursorRow row = entry.getValue();
            CursorRow.Found found = row.found();
            if (found != null && found.place() instanceof CursorRow.Place.LeftBy) {
                head.cursors.put(
                        entry.getKey(), row.foundAt(work.heads().standings().found(work, entry.getKey(), found)));
            }
        }
    }

    /** Items whose last row is hidden; those that an earlier removal left behind go too. */
    private void delete(PipelineKey key, Place through, PastRows rows) {
        switch (through.kind()) {
            case RUN ->
                PastOfFences.delete(
                        heads, key, new Fence(Long.parseLong(through.key().getFirst())));
            case AUDIT ->
                PastOfPipeline.deleteAudit(
                        heads, key, Long.parseLong(through.key().getFirst()));
            case QUEUED_RUN -> PastOfPipeline.deleteQueued(heads, key, rows.lines());
            case RECEIPT, COUNTS, MOVE, KEY -> {}
        }
    }

    // ---- answers for repeats, and pages that nothing names

    /** Removes answers that were kept long enough, which the table does by itself too; how many, at most so many. */
    int forgetRequests(Project project, int most) {
        int forgotten = ofProject.forgetRequests(project.id(), most);
        for (PipelineId pipeline : projects.pipelines(project.id())) {
            PipelineKey key = new PipelineKey(project.id(), pipeline);
            if (forgotten < most) {
                forgotten += PastOfPipeline.forgetRequests(heads, key, most - forgotten);
            }
            PastOfPipeline.removeStrayPages(heads, key);
        }
        return forgotten;
    }
}
