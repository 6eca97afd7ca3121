package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code commit}: first all that can refuse it, in the order of the contract (step, status, fence, schema versions,
 * decisions, revisions, order keys, limits), then all that it changes.
 */
final class Commits {
    /** What the checks found, and the changes need. */
    private record Checked(Map<String, Integer> versions, Map<String, SchemaVersion> changed, List<Before> cursors) {}

    private record Before(Advance advance, @Nullable CursorRow row) {
        @Nullable
        Cursor cursor() {
            return row == null ? null : row.cursor(advance.at());
        }
    }

    private interface Check {
        @Nullable
        CommitResult judge();
    }

    private Commits() {}

    static CommitResult commit(Work work, Commit commit) {
        Head head = work.head();
        if (head == null) {
            return new Answers.NotFound();
        }
        Writer writer = commit.writer();
        OpenRun run = run(work, head, writer);
        CommitResult known = run == null ? null : repeat(run, commit);
        if (known != null) {
            return known;
        }
        CommitResult refusal = refusal(head, run, writer);
        if (refusal != null || run == null) {
            return refusal == null ? new Answers.NotFound() : refusal;
        }
        Checked checked = new Checked(new HashMap<>(), new HashMap<>(), new ArrayList<>());
        Progress progress = commit.progress();
        CommitResult wrong = firstOf(
                () -> schemas(work, head, progress, checked),
                () -> decisions(head, progress, checked),
                () -> revisions(head, progress, checked),
                () -> orderKeys(checked),
                () -> limits(head, checked));
        return wrong != null ? wrong : apply(work, head, run, commit, checked);
    }

    private static @Nullable CommitResult firstOf(Check... checks) {
        for (Check check : checks) {
            CommitResult refusal = check.judge();
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** The run of the writer, going on or ended: what it did last is answered again also after a takeover (C-10). */
    private static @Nullable OpenRun run(Work work, Head head, Writer writer) {
        OpenRun open = head.open;
        if (open != null && open.fence().equals(writer.fence())) {
            return open.id().equals(writer.run()) ? open : null;
        }
        if (writer.fence().compareTo(head.lastFence) > 0) {
            return null;
        }
        FenceRecord record = Runs.under(work, writer.fence());
        FenceRecord.Ended ended = record == null ? null : record.run();
        return ended != null && ended.run().id().equals(writer.run()) ? ended.run() : null;
    }

    private static @Nullable CommitResult repeat(OpenRun run, Commit commit) {
        OpenRun.Steps steps = run.steps();
        if (commit.step() < steps.last()) {
            return new CommitResult.AlreadyApplied(steps.last());
        }
        if (commit.step() == steps.last() && steps.digest() == null) {
            // of a run that was laid down: its answers stayed where it was (C-30)
            return new CommitResult.AlreadyApplied(steps.last());
        }
        if (commit.step() == steps.last()) {
            return steps.lastWas(commit.digest())
                    ? new CommitResult.Committed(steps.leaseUntil(), steps.versions())
                    : new Answers.Invalid(
                            "step",
                            "the same content as the first time",
                            "step " + commit.step() + " with other content");
        }
        return commit.step() == steps.last() + 1
                ? null
                : new Answers.Invalid("step", Integer.toString(steps.last() + 1), Integer.toString(commit.step()));
    }

    private static @Nullable CommitResult refusal(Head head, @Nullable OpenRun run, Writer writer) {
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.DELETED)) {
            return new Answers.NotFound();
        }
        if (head.is(Head.Status.SEALED)) {
            return new Answers.Moving();
        }
        if (!head.fence.equals(writer.fence())) {
            return new Answers.Fenced(head.fence);
        }
        if (run == null) {
            return new Answers.NotFound();
        }
        return head.open != null ? null : new Answers.Fenced(head.fence);
    }

    private static @Nullable CommitResult schemas(Work work, Head head, Progress progress, Checked checked) {
        head.schemas.prefetch(progress.schemas().stream()
                .map(change -> Key.of(change.stream(), Integer.MAX_VALUE))
                .toList());
        List<SchemaVersion> conflicts = new ArrayList<>();
        for (SchemaChange change : progress.schemas()) {
            SchemaVersion latest = Schemas.latest(head, change.stream());
            int version = latest == null ? 0 : latest.version();
            if (change.baseVersion() != version) {
                if (latest != null) {
                    conflicts.add(latest);
                }
                checked.versions().put(change.stream(), 0);
            } else if (latest != null && latest.shape().equals(change.shape())) {
                checked.versions().put(change.stream(), version);
                if (latest.decision() == null && change.decision() != null) {
                    checked.changed()
                            .put(
                                    change.stream(),
                                    new SchemaVersion(
                                            change.stream(),
                                            version,
                                            latest.shape(),
                                            change.decision(),
                                            latest.seenAt(),
                                            latest.seenBy()));
                }
            } else {
                checked.versions().put(change.stream(), version + 1);
                checked.changed()
                        .put(
                                change.stream(),
                                new SchemaVersion(
                                        change.stream(),
                                        version + 1,
                                        change.shape(),
                                        change.decision(),
                                        work.recorded(head),
                                        head.fence));
            }
        }
        return checked.versions().containsValue(0) ? new CommitResult.Conflict(List.of(), conflicts) : null;
    }

    private static @Nullable CommitResult decisions(Head head, Progress progress, Checked checked) {
        Map<String, Integer> stored = new HashMap<>(progress.under());
        for (SchemaVersion own : checked.changed().values()) {
            Integer under = stored.get(own.stream());
            if (under != null && under == own.version()) {
                stored.remove(own.stream());
                if (own.decision() == null || own.decision().verdict() == Verdict.REJECT) {
                    return new CommitResult.Undecided(own.stream(), own.version());
                }
            }
        }
        return Schemas.undecided(head, stored);
    }

    private static @Nullable CommitResult revisions(Head head, Progress progress, Checked checked) {
        head.cursors.prefetch(progress.advances().stream()
                .map(advance -> Key.of(advance.at()))
                .toList());
        List<Cursor> named = new ArrayList<>();
        boolean conflict = false;
        for (Advance advance : progress.advances()) {
            Before before = new Before(advance, head.cursors.get(Key.of(advance.at())));
            checked.cursors().add(before);
            Cursor cursor = before.cursor();
            conflict |= advance.readRevision() != (cursor == null ? 0 : cursor.revision());
            if (cursor != null) {
                named.add(cursor);
            }
        }
        return conflict ? new CommitResult.Conflict(named, List.of()) : null;
    }

    private static @Nullable CommitResult orderKeys(Checked checked) {
        for (Before before : checked.cursors()) {
            Cursor cursor = before.cursor();
            Position position = cursor == null ? null : cursor.position();
            Position to = before.advance().to();
            if (cursor == null || position == null) {
                continue;
            }
            if (Out.kind(position) != Out.kind(to)) {
                return new Answers.Invalid(
                        "cursor kind of " + cursor.at(),
                        position.getClass().getSimpleName(),
                        to.getClass().getSimpleName());
            }
            if (position instanceof Position.Monotonic(var _, Bytes standing)
                    && to instanceof Position.Monotonic(var _, Bytes orderKey)
                    && orderKey.compareTo(standing) <= 0) {
                return new CommitResult.NotGreater(cursor);
            }
        }
        return null;
    }

    private static @Nullable CommitResult limits(Head head, Checked checked) {
        long cursors = head.cursorCount;
        long bytes = head.positionBytes;
        for (Before before : checked.cursors()) {
            CursorRow row = before.row();
            cursors += row == null ? 1 : 0;
            bytes += bytes(before.advance().to()) - (row == null ? 0 : bytes(row.position()));
        }
        if (cursors > Limits.CURSORS_PER_PIPELINE) {
            return new Answers.Invalid(
                    "cursors of the pipeline", "at most " + Limits.CURSORS_PER_PIPELINE, Long.toString(cursors));
        }
        return bytes > Limits.POSITIONS_BYTES_PER_PIPELINE
                ? new Answers.Invalid(
                        "bytes of the pipeline's positions",
                        "at most " + Limits.POSITIONS_BYTES_PER_PIPELINE,
                        Long.toString(bytes))
                : null;
    }

    /** What counts against the limit of positions per pipeline (C-22). */
    static long bytes(@Nullable Position position) {
        return position == null ? 0 : position.value().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Puts a cursor at a position under a fence; the totals in the head follow. */
    static CursorRow move(
            Head head, StreamPartition at, @Nullable CursorRow before, @Nullable Position to, Fence by, Instant now) {
        head.cursorCount += before == null ? 1 : 0;
        head.positionBytes += bytes(to) - (before == null ? 0 : bytes(before.position()));
        CursorRow moved = CursorRow.moved(before, to, by, now);
        head.cursors.put(Key.of(at), moved);
        return moved;
    }

    /** What the record of the last run says, and this run's will say again. */
    private static void remember(Work work, Head head, Before before) {
        CursorRow row = before.row();
        Position left = row == null ? null : row.position();
        if (row != null && left != null && row.fence().equals(head.leftBy)) {
            work.heads()
                    .standings()
                    .left(head.key, head.leftBy, Key.of(before.advance().at()), left);
        }
    }

    private static CommitResult apply(Work work, Head head, OpenRun run, Commit commit, Checked checked) {
        Progress progress = commit.progress();
        Fence fence = run.fence();
        checked.changed().values().forEach(version -> Schemas.put(head, version));
        for (Before before : checked.cursors()) {
            Advance advance = before.advance();
            remember(work, head, before);
            move(head, advance.at(), before.row(), advance.to(), fence, work.now());
        }
        Receipts.settle(head, progress.settled());
        Receipts.add(head, fence, commit.step(), progress.staged(), false);
        Map<String, Counts> counts = new HashMap<>(run.counts());
        progress.counts().forEach((stream, more) -> counts.merge(stream, more, Counts::plus));
        return switch (commit.next()) {
            case Next.GoOn(Duration leaseTtl) -> {
                Duration ttl = leaseTtl.truncatedTo(ChronoUnit.MICROS);
                Instant until = work.now().plus(ttl);
                head.open =
                        run.renewed(until, ttl).stepped(OpenRun.Steps.of(commit, until, checked.versions()), counts);
                work.save();
                yield new CommitResult.Committed(until, checked.versions());
            }
            case Next.Finish finish -> {
                OpenRun last = run.stepped(OpenRun.Steps.of(commit, null, checked.versions()), counts);
                Runs.end(work, head, last, finish.outcome(), finish.error(), null);
                head.due(finish.nextDue());
                head.failures = switch (finish.outcome()) {
                    case SUCCEEDED, PARTIAL -> 0;
                    case FAILED, ABANDONED -> head.failures + 1;
                    case CANCELLED, QUEUED, RUNNING -> head.failures;
                };
                work.save();
                yield new CommitResult.Committed(null, checked.versions());
            }
        };
    }
}
