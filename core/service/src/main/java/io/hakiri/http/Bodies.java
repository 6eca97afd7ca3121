package io.hakiri.http;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What requests carry besides what their path says. Where a record of the port is that, it is one. */
final class Bodies {
    private Bodies() {}

    /** Declares a pipeline: its declaration, as `hakiri.toml` has it. */
    record Declaration(String manifest, String reason) {}

    /** Why. */
    record Reason(String reason) {}

    /** Stops a pipeline; with {@code now} its run, too. */
    record Pause(@Nullable Boolean now, String reason) {}

    /**
     * Begins a run.
     *
     * @param run its id; made of the request's id where it is missing
     * @param claim of a pipeline that is due; begun by hand where it is missing
     */
    record BeginRun(
            @Nullable RunId run,
            String worker,
            int leaseSeconds,
            Set<String> streams,
            @Nullable DueClaim claim) {
        Trigger trigger(PipelineKey pipeline) {
            return claim == null ? new Trigger.Manual() : new Trigger.Due(claim.of(pipeline));
        }
    }

    /** The claim under which a run is begun (C-18). */
    record DueClaim(Instant due, String token, boolean recovery, Instant until) {
        Claim of(PipelineKey pipeline) {
            return new Claim(pipeline, due, token, recovery, until);
        }
    }

    /** Extends a lease. */
    record Renewal(Fence fence, int leaseSeconds) {}

    /** Moves a run forward, and goes on or ends: one of {@code lease_seconds} and {@code finish}. */
    record CommitRun(
            Fence fence,
            int step,
            Progress progress,
            @Nullable Integer leaseSeconds,
            @Nullable Finish finish) {
        Next next() {
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
    record Finish(
            RunStatus outcome,
            @Nullable RunError error,
            @Nullable Instant nextDue) {}

    /** What the destination has followed. */
    record Settled(List<Settlement> settled) {}

    /** Moves cursors back: one of {@code start}, {@code before_run} and {@code to}. */
    record RewindCursors(
            Rewind.Mode mode,
            String reason,
            @Nullable Start start,
            @Nullable RunId beforeRun,
            @Nullable Point to) {
        Rewind.Target target() {
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
    record Start(Set<String> streams) {}

    /** A position in one partition. */
    record Point(StreamPartition at, Position position) {}

    /** What is decided about a schema version. */
    record Decide(Verdict verdict, String reason) {}

    /** Asks to do what a key names. */
    record KeyBegin(int inProgressSeconds, int keepSeconds) {}

    /** Says that it was done. */
    record KeyEnd(String token, String result) {}

    static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
