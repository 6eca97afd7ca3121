package io.hakiri.run;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.Trigger;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Runs pipelines: begin → settle what is open → read, decide, stage, commit, publish … → finish (C-25).
 *
 * <p>It may die at any instant: the next run goes on from the last commit. Many of them may try the same pipeline: one runs.
 */
public final class Runner {
    /** How long a catalog that does not answer is asked again before the run gives up. */
    public static final Duration CATALOG_PATIENCE = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final Workplace workplace;
    private final String worker;
    private final RunIds ids;
    private final Pace pace;

    /** @param worker how others see who holds the lease */
    public Runner(Catalog catalog, Workplace workplace, String worker, RunIds ids, Pace pace) {
        this.catalog = catalog;
        this.workplace = workplace;
        this.worker = worker;
        this.ids = ids;
        this.pace = pace;
    }

    /** With the clock, the waiting and the chance of this process. */
    public static Runner ofThisProcess(Catalog catalog, Workplace workplace, String worker, Stop stop) {
        InstantSource clock = InstantSource.system();
        return new Runner(
                catalog,
                workplace,
                worker,
                RunIds.uuid7(clock, new SecureRandom()),
                new Pace(clock, Thread::sleep, RandomGenerator.getDefault(), stop));
    }

    /**
     * Runs one pipeline once, if it may.
     *
     * @throws io.hakiri.catalog.CatalogException where the catalog does not answer; what was committed stays, and what was
     *     not is taken up by the next run
     */
    public RunReport run(ProjectId project, Pipeline pipeline, Trigger trigger, RunListener listener) {
        PipelineKey key = new PipelineKey(project, pipeline.id());
        SafeCalls calls = new SafeCalls(pace, CATALOG_PATIENCE);
        RunId run = ids.next();
        Begin begin = new Begin(
                key,
                run,
                // named like its run: a catalog then knows the request by the run, and need not keep it apart
                new RequestId(run.toString()),
                worker,
                pipeline.run().leaseTtl(),
                trigger,
                pipeline.streams().stream().map(StreamSpec::name).collect(Collectors.toSet()));
        BeginResult answer = calls.call(() -> catalog.begin(begin));
        return switch (answer) {
            case BeginResult.Granted granted ->
                new Attempt(catalog, calls, workplace, pipeline, granted, pace, listener).run();
            case Answers.Held(String holder, var fence, var until) ->
                new RunReport.Refused(key, "held", "held by " + holder + " under fence " + fence + " until " + until);
            case Answers.NotFound() -> new RunReport.Refused(key, "not-found", "the catalog has no such pipeline");
            case Answers.Paused() ->
                new RunReport.Refused(
                        key,
                        "paused",
                        "paused" + reason(calls, key) + "; hakiri pipeline resume " + pipeline.id() + " --reason TEXT");
            case Answers.NotDue(var next) ->
                new RunReport.Refused(key, "not-due", next == null ? "not due" : "due at " + next);
            case Answers.Moving() -> new RunReport.Refused(key, "moving", "sealed for a move to another catalog");
            case Answers.Moved(String address) -> new RunReport.Refused(key, "moved", "lives at " + address + " now");
            case Answers.Invalid(String field, String limit, String given) ->
                new RunReport.Refused(key, "invalid", field + ": expected " + limit + ", given " + given);
        };
    }

    /** Why it is paused, as far as that is still so. */
    private String reason(SafeCalls calls, PipelineKey key) {
        return calls.call(() -> catalog.pipeline(key))
                .map(state -> state.status() instanceof PipelineStatus.OnHold(String reason) ? " (" + reason + ")" : "")
                .orElse("");
    }
}
