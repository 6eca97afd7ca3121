package io.hakiri.reconcile;

import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.Schedule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what is due. Pure: the same observation and instant give the same plan. */
public final class Planner {
    private Planner() {}

    /**
     * A declared pipeline and what the catalog knows of it.
     *
     * @param state {@code null} where the catalog does not know it yet
     */
    public record Observed(Pipeline pipeline, @Nullable PipelineState state) {}

    /** What would be done with each of them now, in the same order. */
    public static List<Plan> plan(List<Observed> observed, Instant now) {
        return observed.stream().map(one -> plan(one, now)).toList();
    }

    private static Plan plan(Observed observed, Instant now) {
        Pipeline pipeline = observed.pipeline();
        PipelineState state = observed.state();
        if (state == null) {
            return pipeline.schedule() instanceof Schedule.OnDemand
                    ? new Plan(pipeline.id(), new Plan.Action.Skip("on demand: hakiri run " + pipeline.id()), null)
                    : new Plan(pipeline.id(), new Plan.Action.Run("new"), now);
        }
        return new Plan(pipeline.id(), action(pipeline, state, now), state.nextDue());
    }

    private static Plan.Action action(Pipeline pipeline, PipelineState state, Instant now) {
        return switch (state.status()) {
            case PipelineStatus.OnHold(String reason) ->
                new Plan.Action.Skip(
                        "paused (" + reason + "): hakiri pipeline resume " + pipeline.id() + " --reason TEXT");
            case PipelineStatus.Sealed() -> new Plan.Action.Skip("sealed for a move");
            case PipelineStatus.Relocated(String address) -> new Plan.Action.Skip("moved to " + address);
            case PipelineStatus.Active() -> active(pipeline, state, now);
        };
    }

    private static Plan.Action active(Pipeline pipeline, PipelineState state, Instant now) {
        Lease lease = state.lease();
        if (lease != null) {
            return lease.until().isAfter(now)
                    ? new Plan.Action.Wait("held by " + lease.holder() + " until " + lease.until())
                    : new Plan.Action.Run("run " + lease.run() + " died; its lease ended " + lease.until());
        }
        Instant due = state.nextDue();
        if (due == null) {
            return new Plan.Action.Skip("on demand: hakiri run " + pipeline.id());
        }
        String failures = state.failures() == 0 ? "" : ", after " + state.failures() + " failures in a row";
        return due.isAfter(now)
                ? new Plan.Action.Wait("due " + due + failures)
                : new Plan.Action.Run("due since " + due + failures);
    }
}
