package io.hakiri.catalog.relational;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code commit}: first all that can refuse it, in the order of the contract (step, status, fence, schema versions,
 * decisions, revisions, order keys, limits), then all that it changes.
 */
final class Commits {
    /** Pipeline and run in one statement: each statement costs more than what it reads. */
    private static final String STORED = "SELECT " + PipelineRow.COLUMNS + """
            , r.fence, r.status, r.last_step, r.last_digest, r.last_lease_until, r.last_versions
            FROM pipeline p LEFT JOIN run r ON r.pipeline = p.id AND r.id = ? WHERE p.project = ? AND p.name = ?""";

    private static final String RECORD_STEP = """
            UPDATE run SET last_step = ?, last_digest = ?, last_lease_until = ?, last_versions = ?
            WHERE pipeline = ? AND id = ?""";

    private static final String RECORD_END = """
            UPDATE run SET last_step = ?, last_digest = ?, last_lease_until = ?, last_versions = ?,
              status = ?, ended_at = ?, error_kind = ?, error_message = ?
            WHERE pipeline = ? AND id = ?""";

    private static final String COUNT = """
            INSERT INTO run_counts VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (pipeline, fence, stream) DO UPDATE SET rows_read = run_counts.rows_read + excluded.rows_read,
              rows_written = run_counts.rows_written + excluded.rows_written,
              rows_quarantined = run_counts.rows_quarantined + excluded.rows_quarantined,
              bytes_read = run_counts.bytes_read + excluded.bytes_read""";

    private record Stored(PipelineRow pipeline, @Nullable Begun run) {
        static Stored of(PipelineKey key, Row row) {
            PipelineRow pipeline = PipelineRow.of(key.project(), row);
            return new Stored(pipeline, row.absent(PipelineRow.NEXT_COLUMN) ? null : Begun.of(row));
        }
    }

    /** What is stored of a run that has begun. */
    private record Begun(
            Fence fence,
            RunStatus status,
            int lastStep,
            @Nullable Bytes lastDigest,
            @Nullable Instant lastLeaseUntil,
            @Nullable String lastVersions) {
        static Begun of(Row row) {
            return new Begun(
                    row.fence(PipelineRow.NEXT_COLUMN),
                    RunStatus.valueOf(row.text(PipelineRow.NEXT_COLUMN + 1)),
                    row.count(PipelineRow.NEXT_COLUMN + 2),
                    row.blobOrNull(PipelineRow.NEXT_COLUMN + 3),
                    row.instantOrNull(PipelineRow.NEXT_COLUMN + 4),
                    row.textOrNull(PipelineRow.NEXT_COLUMN + 5));
        }
    }

    /** What the checks found, and the changes need. */
    private record Checked(
            Map<String, Integer> versions,
            List<SchemaVersion> added,
            List<SchemaVersion> decided,
            List<Before> cursors) {}

    private record Before(Advance advance, @Nullable Cursor cursor) {}

    private Commits() {}

    static CommitResult commit(Tx tx, Commit commit) {
        Writer writer = commit.writer();
        PipelineKey key = writer.pipeline();
        Stored stored = tx.sql()
                .one(
                        STORED,
                        row -> Stored.of(key, row),
                        writer.run(),
                        tx.sql().project(),
                        key.pipeline().value());
        if (stored == null) {
            return new Answers.NotFound();
        }
        PipelineRow pipeline = stored.pipeline();
        Begun begun = stored.run();
        Begun run = begun != null && begun.fence().equals(writer.fence()) ? begun : null;
        CommitResult known = run == null ? null : repeat(run, commit);
        if (known != null) {
            return known;
        }
        CommitResult refusal = refusal(pipeline, run, writer);
        if (refusal != null) {
            return refusal;
        }
        Checked checked = new Checked(new HashMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Progress progress = commit.progress();
        CommitResult wrong = firstOf(
                () -> schemas(tx, pipeline, progress, checked),
                () -> decisions(tx, pipeline, progress, checked),
                () -> revisions(tx, pipeline, progress, checked),
                () -> orderKeys(checked),
                () -> limits(pipeline, checked));
        return wrong != null ? wrong : apply(tx, pipeline, commit, checked);
    }

    private interface Check {
        @Nullable
        CommitResult judge();
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

    /** The step comes before lease, fence and revision (C-10). What was answered before a move stays at the source (C-30). */
    private static @Nullable CommitResult repeat(Begun run, Commit commit) {
        boolean answerIsElsewhere = run.lastDigest() == null && commit.step() == run.lastStep();
        if (commit.step() < run.lastStep() || answerIsElsewhere) {
            return new CommitResult.AlreadyApplied(run.lastStep());
        }
        if (commit.step() == run.lastStep()) {
            return Objects.equals(commit.digest(), run.lastDigest())
                    ? new CommitResult.Committed(run.lastLeaseUntil(), versions(run.lastVersions()))
                    : new Answers.Invalid(
                            "step",
                            "the same content as the first time",
                            "step " + commit.step() + " with other content");
        }
        return commit.step() == run.lastStep() + 1
                ? null
                : new Answers.Invalid("step", Integer.toString(run.lastStep() + 1), Integer.toString(commit.step()));
    }

    private static @Nullable CommitResult refusal(PipelineRow pipeline, @Nullable Begun run, Writer writer) {
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.DELETED)) {
            return new Answers.NotFound();
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new Answers.Moving();
        }
        if (!pipeline.fence.equals(writer.fence())) {
            return new Answers.Fenced(pipeline.fence);
        }
        if (run == null) {
            return new Answers.NotFound();
        }
        return run.status() == RunStatus.RUNNING ? null : new Answers.Fenced(pipeline.fence);
    }

    private static @Nullable CommitResult schemas(Tx tx, PipelineRow pipeline, Progress progress, Checked checked) {
        List<SchemaVersion> conflicts = new ArrayList<>();
        for (SchemaChange change : progress.schemas()) {
            SchemaVersion latest = Schemas.latest(tx.sql(), pipeline, change.stream());
            int version = latest == null ? 0 : latest.version();
            if (change.baseVersion() != version) {
                if (latest != null) {
                    conflicts.add(latest);
                }
                checked.versions().put(change.stream(), 0);
            } else if (latest != null && latest.shape().equals(change.shape())) {
                checked.versions().put(change.stream(), version);
                if (latest.decision() == null && change.decision() != null) {
                    checked.decided().add(version(tx, pipeline, change, version));
                }
            } else {
                checked.versions().put(change.stream(), version + 1);
                checked.added().add(version(tx, pipeline, change, version + 1));
            }
        }
        return checked.versions().containsValue(0) ? new CommitResult.Conflict(List.of(), conflicts) : null;
    }

    private static SchemaVersion version(Tx tx, PipelineRow pipeline, SchemaChange change, int version) {
        return new SchemaVersion(change.stream(), version, change.shape(), change.decision(), tx.now(), pipeline.fence);
    }

    private static @Nullable CommitResult decisions(Tx tx, PipelineRow pipeline, Progress progress, Checked checked) {
        if (checked.added().isEmpty() && checked.decided().isEmpty()) {
            Known.Streams known = tx.known().of(pipeline);
            return known != null && known.admit(progress.under())
                    ? null
                    : Schemas.undecided(tx.sql(), pipeline, progress.under());
        }
        for (Map.Entry<String, Integer> under : progress.under().entrySet()) {
            String stream = under.getKey();
            int version = under.getValue();
            SchemaVersion own = null;
            for (List<SchemaVersion> changed : List.of(checked.added(), checked.decided())) {
                for (SchemaVersion candidate : changed) {
                    own = candidate.stream().equals(stream) && candidate.version() == version ? candidate : own;
                }
            }
            boolean admitted = own == null
                    ? Schemas.admits(tx.sql(), pipeline, stream, version)
                    : own.decision() != null && own.decision().verdict() != Verdict.REJECT;
            if (!admitted) {
                return new CommitResult.Undecided(stream, version);
            }
        }
        return null;
    }

    private static @Nullable CommitResult revisions(Tx tx, PipelineRow pipeline, Progress progress, Checked checked) {
        List<Cursor> named = new ArrayList<>();
        boolean conflict = false;
        Map<StreamPartition, Cursor> stored = before(tx, pipeline, progress.advances());
        for (Advance advance : progress.advances()) {
            Cursor cursor = stored.get(advance.at());
            checked.cursors().add(new Before(advance, cursor));
            conflict |= advance.readRevision() != (cursor == null ? 0 : cursor.revision());
            if (cursor != null) {
                named.add(cursor);
            }
        }
        return conflict ? new CommitResult.Conflict(named, List.of()) : null;
    }

    private static Map<StreamPartition, Cursor> before(Tx tx, PipelineRow pipeline, List<Advance> advances) {
        Known.Streams known = tx.known().of(pipeline);
        Map<StreamPartition, Cursor> before = known == null ? null : known.before(advances);
        return before != null ? before : Cursors.some(tx.sql(), pipeline, advances);
    }

    private static @Nullable CommitResult orderKeys(Checked checked) {
        for (Before before : checked.cursors()) {
            Cursor cursor = before.cursor();
            Position position = cursor == null ? null : cursor.position();
            Position to = before.advance().to();
            if (cursor == null || position == null) {
                continue;
            }
            if (Row.kind(position) != Row.kind(to)) {
                return new Answers.Invalid(
                        "cursor kind of " + cursor.at(),
                        position.getClass().getSimpleName(),
                        to.getClass().getSimpleName());
            }
            Bytes orderKey = Row.orderKey(to);
            Bytes standing = Row.orderKey(position);
            if (orderKey != null && standing != null && orderKey.compareTo(standing) <= 0) {
                return new CommitResult.NotGreater(cursor);
            }
        }
        return null;
    }

    private static @Nullable CommitResult limits(PipelineRow pipeline, Checked checked) {
        long cursors = pipeline.cursors;
        long bytes = pipeline.positionBytes;
        for (Before before : checked.cursors()) {
            Cursor cursor = before.cursor();
            cursors += cursor == null ? 1 : 0;
            bytes += Cursors.bytes(before.advance().to()) - (cursor == null ? 0 : Cursors.bytes(cursor.position()));
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

    private static CommitResult apply(Tx tx, PipelineRow pipeline, Commit commit, Checked checked) {
        Progress progress = commit.progress();
        Fence fence = commit.writer().fence();
        for (SchemaVersion added : checked.added()) {
            Schemas.add(tx, pipeline, added);
        }
        for (SchemaVersion decided : checked.decided()) {
            Schemas.decide(
                    tx, pipeline, decided.stream(), decided.version(), Objects.requireNonNull(decided.decision()));
        }
        for (Before before : checked.cursors()) {
            Advance advance = before.advance();
            Cursors.put(tx, pipeline, advance.at(), before.cursor(), advance.to(), fence);
        }
        tell(tx, pipeline, checked, fence);
        Receipts.settle(tx, pipeline, progress.settled());
        Receipts.add(tx, pipeline, fence, commit.step(), progress.staged(), false);
        for (Map.Entry<String, Counts> counted : progress.counts().entrySet()) {
            Counts more = counted.getValue();
            tx.sql()
                    .change(
                            COUNT,
                            pipeline.id,
                            fence,
                            counted.getKey(),
                            more.read(),
                            more.written(),
                            more.quarantined(),
                            more.bytes());
        }
        return switch (commit.next()) {
            case Next.GoOn(var ttl) ->
                goOn(tx, pipeline, commit, checked, tx.now().plus(ttl.truncatedTo(ChronoUnit.MICROS)));
            case Next.Finish finish -> finish(tx, pipeline, commit, checked, finish);
        };
    }

    private static void tell(Tx tx, PipelineRow pipeline, Checked checked, Fence fence) {
        if (!checked.added().isEmpty() || !checked.decided().isEmpty()) {
            tx.known().forget(pipeline);
        }
        for (Before before : checked.cursors()) {
            Cursor cursor = before.cursor();
            if (cursor == null) {
                tx.known().forget(pipeline);
                return;
            }
            tx.known()
                    .moved(
                            pipeline,
                            new Cursor(cursor.at(), before.advance().to(), cursor.revision() + 1, fence, tx.now()));
        }
    }

    private static CommitResult goOn(Tx tx, PipelineRow pipeline, Commit commit, Checked checked, Instant until) {
        Lease lease = Objects.requireNonNull(pipeline.lease, "a running run has a lease");
        pipeline.lease = new Lease(lease.holder(), lease.run(), lease.fence(), lease.since(), until);
        tx.sql()
                .change(
                        RECORD_STEP,
                        commit.step(),
                        commit.digest(),
                        until,
                        text(checked.versions()),
                        pipeline.id,
                        commit.writer().run());
        pipeline.save(tx.sql());
        return new CommitResult.Committed(until, checked.versions());
    }

    private static CommitResult finish(
            Tx tx, PipelineRow pipeline, Commit commit, Checked checked, Next.Finish finish) {
        pipeline.lease = null;
        pipeline.due(finish.nextDue());
        pipeline.failures = switch (finish.outcome()) {
            case SUCCEEDED, PARTIAL -> 0;
            case FAILED, ABANDONED -> pipeline.failures + 1;
            case CANCELLED, QUEUED, RUNNING -> pipeline.failures;
        };
        RunError error = finish.error();
        tx.sql()
                .change(
                        RECORD_END,
                        commit.step(),
                        commit.digest(),
                        null,
                        text(checked.versions()),
                        finish.outcome(),
                        tx.now(),
                        error == null ? null : error.kind(),
                        error == null ? null : error.message(),
                        pipeline.id,
                        commit.writer().run());
        tx.sql().change(Runs.FREEZE_MOVES, pipeline.id, commit.writer().fence());
        pipeline.save(tx.sql());
        return new CommitResult.Committed(null, checked.versions());
    }

    /** A line per stream; no name holds a control character (C-22). */
    private static @Nullable String text(Map<String, Integer> versions) {
        if (versions.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        versions.forEach((stream, version) ->
                text.append(version).append(' ').append(stream).append('\n'));
        return text.toString();
    }

    private static Map<String, Integer> versions(@Nullable String text) {
        Map<String, Integer> versions = new HashMap<>();
        if (text != null) {
            for (String entry : text.lines().toList()) {
                int space = entry.indexOf(' ');
                versions.put(entry.substring(space + 1), Integer.valueOf(entry.substring(0, space)));
            }
        }
        return versions;
    }
}
