package io.hakiri.api;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Verdict;
import io.hakiri.reconcile.Dispatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What requests carry besides what their path says. Where a record of the port is that, it is one. */
public final class Bodies {
    private Bodies() {}

    /**
     * Declares a pipeline: its declaration as {@code hakiri.toml} has it, which the service reads; or one that another program has
     * read already, which it keeps as it is.
     */
    public record Declaration(
            @Nullable String manifest, @Nullable Kept kept, String reason) {}

    /**
     * What the catalog shall keep, byte for byte: the program that sends it has read it, and may know more keys than the service.
     *
     * @param canonical the declaration
     * @param nextDue when it is due; missing for never by itself
     */
    public record Kept(String canonical, @Nullable Instant nextDue) {}

    /**
     * Opens a pipeline again.
     *
     * @param due as the caller's schedule says it; the service asks the stored declaration where it is missing
     */
    public record Resume(String reason, @Nullable Due due) {}

    /** When a pipeline is due next; missing for never by itself. */
    public record Due(@Nullable Instant next) {}

    /** Why. */
    public record Reason(String reason) {}

    /** Stops a pipeline for a move; with {@code break_lease} also where somebody has its lease. */
    public record Seal(@Nullable Boolean breakLease, String reason) {}

    /** Takes the seal under this fence back. */
    public record Unseal(Fence fence, String reason) {}

    /** Stops a pipeline; with {@code now} its run, too. */
    public record Pause(@Nullable Boolean now, String reason) {}

    /**
     * Begins a run.
     *
     * @param run its id; made of the request's id where it is missing
     * @param claim of a pipeline that is due; begun by hand where it is missing
     * @param queued whether the run was queued under its id
     */
    public record BeginRun(
            @Nullable RunId run,
            String worker,
            int leaseSeconds,
            Set<String> streams,
            @Nullable DueClaim claim,
            @Nullable Boolean queued) {
        public Trigger trigger(PipelineKey pipeline) {
            boolean waiting = Boolean.TRUE.equals(queued);
            if (waiting && (claim != null || run == null)) {
                throw new InvalidInput("queued", "with the id of the run, and without a claim", "otherwise");
            }
            if (waiting) {
                return new Trigger.Queued();
            }
            return claim == null ? new Trigger.Manual() : new Trigger.Due(claim.of(pipeline));
        }
    }

    /** The claim under which a run is begun (C-18). */
    public record DueClaim(Instant due, String token, boolean recovery, Instant until) {
        public Claim of(PipelineKey pipeline) {
            return new Claim(pipeline, due, token, recovery, until);
        }
    }

    /**
     * A due pipeline as a reconciler dispatched it, the same document for every executor.
     *
     * @param version of its form
     */
    public record Dispatched(int version, ProjectId project, PipelineId pipeline, DueClaim claim) {
        /** The claim, of the pipeline that it was sent for. */
        public Claim of(PipelineKey key) {
            if (version != Dispatch.VERSION) {
                throw new InvalidInput("version", String.valueOf(Dispatch.VERSION), String.valueOf(version));
            }
            PipelineKey said = new PipelineKey(project, pipeline);
            if (!said.equals(key)) {
                throw new InvalidInput("project, pipeline", "those of the path", said.toString());
            }
            return claim.of(key);
        }
    }

    /** Extends a lease. */
    public record Renewal(Fence fence, int leaseSeconds) {}

    /** Moves a run forward, and goes on or ends: one of {@code lease_seconds} and {@code finish}. */
    public record CommitRun(
            Fence fence,
            int step,
            Progress progress,
            @Nullable Integer leaseSeconds,
            @Nullable Finish finish) {
        public Next next() {
            if (leaseSeconds != null && finish == null) {
                return new Next.GoOn(seconds(leaseSeconds));
            }
            if (finish != null && leaseSeconds == null) {
                return new Next.Finish(finish.outcome(), finish.error(), finish.nextDue());
            }
            throw new InvalidInput(
                    "lease_seconds, finish", "one of the two", finish == null ? "neither of them" : "both of them");
        }
    }

    /** How a run ends. */
    public record Finish(
            RunStatus outcome,
            @Nullable RunError error,
            @Nullable Instant nextDue) {}

    /** What the destination has followed. */
    public record Settled(List<Settlement> settled) {}

    /** Moves cursors back: one of {@code start}, {@code before_run} and {@code to}. */
    public record RewindCursors(
            Rewind.Mode mode,
            String reason,
            @Nullable Start start,
            @Nullable RunId beforeRun,
            @Nullable Point to) {
        public Rewind.Target target() {
            if (start != null && beforeRun == null && to == null) {
                return new Rewind.Target.Start(start.streams());
            }
            if (beforeRun != null && start == null && to == null) {
                return new Rewind.Target.BeforeRun(beforeRun);
            }
            if (to != null && start == null && beforeRun == null) {
                return new Rewind.Target.To(to.at(), to.position());
            }
            throw new InvalidInput("start, before_run, to", "one of the three", "none or several of them");
        }
    }

    /** Before the first row of these streams; of all where there is none. */
    public record Start(Set<String> streams) {}

    /** A position in one partition. */
    public record Point(StreamPartition at, Position position) {}

    /** What is decided about a schema version. */
    public record Decide(Verdict verdict, String reason) {}

    /** Asks to do what a key names. */
    public record KeyBegin(int inProgressSeconds, int keepSeconds) {}

    /** Says that it was done. */
    public record KeyEnd(String token, String result) {}

    /**
     * Queues a run.
     *
     * @param run its id; made of the request's id where it is missing
     * @param waitSeconds after which it counts as abandoned
     */
    public record EnqueueRun(@Nullable RunId run, int waitSeconds, String reason) {}

    /** Asks for pipelines that are due, at most {@code limit}, to be begun within a time. */
    public record DueClaims(int limit, int claimSeconds) {}

    /** At most so many. */
    public record AtMost(int limit) {}

    /** A token, whose secret stays with whoever made it. */
    public record NewToken(
            String id, Role role, Bytes hash, @Nullable Instant expiresAt, String reason) {}

    /** The hash of a token. */
    public record TokenHash(Bytes hash) {}

    /** Splits a range into chunks: each up to a border. */
    public record BackfillStart(
            StreamPartition at, Position.@Nullable Monotonic from, List<Position.Monotonic> borders, String reason) {}

    /** Asks for a chunk. */
    public record ChunkClaim(String worker, int leaseSeconds) {}

    /** Says that a chunk is done. */
    public record ChunkEnd(Fence fence, int schemaVersion, List<StagedObject> staged, Counts counts) {}

    /** Looks for runs. */
    public record SearchRuns(
            Range within, Set<RunStatus> statuses, @Nullable Window page) {}

    /** Looks for schema versions. */
    public record SearchSchemas(
            Range within,
            @Nullable String stream,
            Set<Verdict> verdicts,
            @Nullable Boolean undecided,
            @Nullable Window page) {}

    /** Looks for audit events. */
    public record SearchAudit(Range within, @Nullable Window page) {}

    /** What a search is narrowed by: all that is given must hold. */
    public record Range(
            @Nullable PipelineId pipeline,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable String text) {
        public HistoryFilter of(ProjectId project) {
            return new HistoryFilter(project, pipeline, from, until, text);
        }
    }

    /** Which page of what is found. */
    public record Window(@Nullable String after, @Nullable Integer limit) {}

    /** Lays down a pipeline of another catalog. */
    public record Received(PipelineImage image, String reason) {}

    /** Where it lives now. */
    public record NewAddress(String address, String reason) {}

    /** Makes a restored project one's own. */
    public record Adoption(@Nullable Integer generationAtLeast, String reason) {}

    /** How long history is kept, at least; what is missing is kept for ever. */
    public record Policy(
            @Nullable Long runsSeconds, @Nullable Long auditSeconds) {
        public RetentionPolicy policy() {
            return new RetentionPolicy(time(runsSeconds), time(auditSeconds));
        }

        private static @Nullable Duration time(@Nullable Long seconds) {
            return seconds == null ? null : Duration.ofSeconds(seconds);
        }
    }

    /** Asks for rows that a policy lets go. */
    public record PastRequest(Policy policy, @Nullable String after, int most) {}

    /** Removes rows that a policy lets go. */
    public record Removal(Policy policy, PastRows rows) {}

    /** Times to come are whole seconds. */
    public static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
