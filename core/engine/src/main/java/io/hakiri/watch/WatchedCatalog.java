package io.hakiri.watch;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SealResult;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A catalog whose work is watched: begins, renewals, commits, claims, how runs ended, and what was not answered. Answers and faults are those of the
 * catalog behind it. Pauses, breaks, deletions and seals end the open run of their pipeline (C-13); that is seen where the run
 * began, or went on, through this one.
 */
public final class WatchedCatalog extends PassingCatalog {
    private final Catalog catalog;
    private final CatalogWatch watch;
    private final SeenRuns runs = new SeenRuns();

    /** @param watches all of them, in this order; one that throws keeps none of the others from seeing it */
    public WatchedCatalog(Catalog catalog, List<CatalogWatch> watches) {
        super(catalog);
        this.catalog = catalog;
        this.watch = new EachWatch(watches);
    }

    private <T> T watched(String operation, @Nullable ProjectId project, Supplier<T> call) {
        try {
            return call.get();
        } catch (CatalogException e) {
            watch.failed(operation, project, e);
            throw e;
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** With it each look at what is due begins. */
    @Override
    public Page<ProjectId> projects(PageRequest page) {
        return watched("projects", null, () -> catalog.projects(page));
    }

    @Override
    public BeginResult begin(Begin request) {
        long start = System.nanoTime();
        BeginResult answer = watched("begin", request.pipeline().project(), () -> catalog.begin(request));
        Duration took = since(start);
        if (answer instanceof BeginResult.Granted granted) {
            RunId before = granted.abandoned();
            if (before != null) {
                ended(request.pipeline(), before, RunStatus.ABANDONED, null);
            }
            watch.began(request, answer, runs.granted(granted.writer()), took);
        } else {
            watch.began(request, answer, false, took);
        }
        return answer;
    }

    @Override
    public RenewResult renew(Writer writer, Duration leaseTtl) {
        long start = System.nanoTime();
        RenewResult answer = watched("renew", writer.pipeline().project(), () -> catalog.renew(writer, leaseTtl));
        watch.renewed(writer, answer, since(start));
        return answer;
    }

    @Override
    public CommitResult commit(Commit commit) {
        long start = System.nanoTime();
        Writer writer = commit.writer();
        CommitResult answer = watched("commit", writer.pipeline().project(), () -> catalog.commit(commit));
        Duration took = since(start);
        boolean first = answer instanceof CommitResult.Committed && runs.committed(writer, commit.step());
        watch.committed(commit, answer, first, took);
        if (answer instanceof CommitResult.Committed
                && commit.next() instanceof Next.Finish(RunStatus outcome, RunError error, var _)) {
            ended(writer.pipeline(), writer.run(), outcome, error);
        }
        return answer;
    }

    private void ended(PipelineKey pipeline, RunId run, RunStatus status, @Nullable RunError error) {
        runs.ended(pipeline, run, status, error).ifPresent(watch::ended);
    }

    /** Its open run, if it had one that was seen here, can change nothing any more; it may have ended elsewhere before. */
    private void taken(PipelineKey pipeline) {
        RunId run = runs.openOf(pipeline);
        if (run != null) {
            ended(pipeline, run, statusOf(pipeline, run), null);
        }
    }

    private RunStatus statusOf(PipelineKey pipeline, RunId run) {
        try {
            return catalog.run(pipeline, run)
                    .map(Run::status)
                    .filter(RunStatus::ended)
                    .orElse(RunStatus.ABANDONED);
        } catch (CatalogException e) {
            return RunStatus.ABANDONED; // as it is, unless it ended by itself just before
        }
    }

    @Override
    public CancelResult cancel(PipelineKey pipeline, RunId run, Actor actor) {
        CancelResult answer = catalog.cancel(pipeline, run, actor);
        if (answer instanceof CancelResult.Cancelled) {
            ended(pipeline, run, RunStatus.CANCELLED, null);
        }
        return answer;
    }

    @Override
    public ChangeResult breakLease(PipelineKey pipeline, Actor actor) {
        ChangeResult answer = catalog.breakLease(pipeline, actor);
        if (answer instanceof ChangeResult.Done) {
            taken(pipeline);
        }
        return answer;
    }

    @Override
    public ChangeResult pause(PipelineKey pipeline, boolean now, Actor actor) {
        ChangeResult answer = catalog.pause(pipeline, now, actor);
        if (now && answer instanceof ChangeResult.Done) {
            taken(pipeline);
        }
        return answer;
    }

    @Override
    public ChangeResult delete(PipelineKey pipeline, Actor actor) {
        ChangeResult answer = catalog.delete(pipeline, actor);
        if (answer instanceof ChangeResult.Done) {
            taken(pipeline);
        }
        return answer;
    }

    @Override
    public SealResult seal(PipelineKey pipeline, boolean breaksLease, Actor actor) {
        SealResult answer = catalog.seal(pipeline, breaksLease, actor);
        if (answer instanceof SealResult.SealedUnder) {
            taken(pipeline);
        }
        return answer;
    }

    @Override
    public List<Claim> claimDue(ClaimDue request) {
        long start = System.nanoTime();
        List<Claim> claims = watched("claim", request.project(), () -> catalog.claimDue(request));
        watch.claimed(request, claims, since(start));
        return claims;
    }

    @Override
    public List<RunId> abandonExpired(ProjectId project, int limit) {
        List<RunId> closed = watched("abandon", project, () -> catalog.abandonExpired(project, limit));
        int unknown = 0;
        for (RunId run : closed) {
            PipelineKey pipeline = runs.pipelineOf(run);
            if (pipeline == null) {
                unknown++;
            } else {
                ended(pipeline, run, RunStatus.ABANDONED, null);
            }
        }
        if (unknown > 0) {
            watch.abandoned(project, unknown);
        }
        return closed;
    }

    @Override
    public ChunkCommitResult renewChunk(ChunkWriter writer, Duration leaseTtl) {
        return chunk(writer, () -> catalog.renewChunk(writer, leaseTtl));
    }

    @Override
    public ChunkCommitResult commitChunk(CommitChunk request) {
        return chunk(request.writer(), () -> catalog.commitChunk(request));
    }

    private ChunkCommitResult chunk(ChunkWriter writer, Supplier<ChunkCommitResult> call) {
        ChunkCommitResult answer = watched("chunk", writer.pipeline().project(), call);
        watch.chunkAnswered(writer, answer);
        return answer;
    }
}
