package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineState;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.Plan;
import io.hakiri.reconcile.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        description = "Says what is due, what would run, and why the rest would not. Changes nothing.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            List<Planner.Observed> observed = new ArrayList<>();
            for (Pipeline pipeline : session.manifest().pipelines()) {
                observed.add(new Planner.Observed(
                        pipeline,
                        session.catalog()
                                .pipeline(session.key(pipeline.id()))
                                .map(PlanCommand::withoutTheDead)
                                .orElse(null)));
            }
            List<ObjectNode> entries = Planner.plan(observed, session.clock().instant()).stream()
                    .map(PlanCommand::json)
                    .toList();
            main.output().list("pipelines", entries, "id", "action", "next_due", "reason");
        }
        return Exit.DONE;
    }

    /** A lease whose holder was a process of this machine that is gone counts as ended, as it does for {@code run}. */
    private static PipelineState withoutTheDead(PipelineState state) {
        Lease lease = state.lease();
        if (lease == null || !Worker.current().isGone(lease.holder())) {
            return state;
        }
        Lease ended = new Lease(lease.holder(), lease.run(), lease.fence(), lease.since(), lease.since());
        return new PipelineState(
                state.key(),
                state.manifest(),
                state.version(),
                state.status(),
                state.fence(),
                state.nextDue(),
                state.failures(),
                ended);
    }

    private static ObjectNode json(Plan plan) {
        String action = switch (plan.action()) {
            case Plan.Action.Run _ -> "run";
            case Plan.Action.Wait _ -> "wait";
            case Plan.Action.Skip _ -> "skip";
        };
        return Output.object()
                .put("id", plan.pipeline().value())
                .put("action", action)
                .put("reason", plan.action().reason())
                .put("next_due", Json.text(plan.nextDue()));
    }
}
