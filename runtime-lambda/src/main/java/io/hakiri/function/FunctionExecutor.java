package io.hakiri.function;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ProjectId;
import io.hakiri.executors.Executors;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.Executor;
import java.time.Duration;

/**
 * Where the function has due pipelines run: elsewhere, unless said otherwise in an invocation of itself. It takes nothing more when the
 * invocation that asks is about to end, nor when that is the last of a chain: a scheduler's next tick begins a new one.
 */
final class FunctionExecutor implements Executor {
    /** For one dispatch and the answer; one that is cut off comes back when its claim's time is over. */
    private static final Duration FOR_A_DISPATCH = Duration.ofMillis(500);

    private final Executor to;
    private final int mostHops;
    private final Invocations invocations;

    FunctionExecutor(FunctionSettings settings, Invocations invocations) {
        this.to =
                Executors.late(settings.executor(), () -> invocations.current().hops() + 1);
        this.mostHops = settings.mostHops();
        this.invocations = invocations;
    }

    /** Whether the invocation may not make another one. */
    boolean isEndOfChain(Invocation invocation) {
        return invocation.hops() >= mostHops;
    }

    @Override
    public int free() {
        Invocation invocation = invocations.current();
        return isEndOfChain(invocation) || invocation.left().compareTo(FOR_A_DISPATCH) < 0 ? 0 : to.free();
    }

    @Override
    public int running(ProjectId project) {
        return to.running(project);
    }

    @Override
    public Duration startsWithin() {
        return to.startsWithin();
    }

    @Override
    public void dispatch(Claim claim, Pipeline pipeline) {
        to.dispatch(claim, pipeline);
    }

    @Override
    public void close() {
        to.close();
    }
}
