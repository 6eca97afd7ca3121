package io.hakiri.migrate;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.BackfillResult;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Chunk;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SealResult;
import io.hakiri.catalog.SeenSchema;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.TokenResult;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import io.hakiri.transfer.HasRows;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.Transfer;
import io.hakiri.watch.PassingCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A catalog that is being moved, and the one that it moves to, as one: each pipeline is asked for where it lives (C-26), which the
 * first one says by its mark; what is due is handed out by both. A program that has both goes on through a move without being
 * told. What concerns a project as a whole is asked for where the project lives.
 */
public final class FollowingCatalog extends PassingCatalog {
    private final End here;
    private final End next;
    /** A mark is for ever, so it need not be asked for again; a pipeline that came back says so at the other end. */
    private final Set<PipelineKey> moved = ConcurrentHashMap.newKeySet();

    private final Set<ProjectId> movedProjects = ConcurrentHashMap.newKeySet();

    /** Closes both when it is closed. */
    public FollowingCatalog(End here, End next) {
        super(here.catalog());
        this.here = here;
        this.next = next;
    }

    @Override
    public void close() {
        try {
            next.catalog().close();
        } finally {
            here.catalog().close();
        }
    }

    // ---- where something lives

    private <R> R at(PipelineKey pipeline, Function<Catalog, R> call) {
        if (!moved.contains(pipeline) && !movedProjects.contains(pipeline.project())) {
            R answer = call.apply(here.catalog());
            if (!livesNext(pipeline, answer)) {
                return answer;
            }
        }
        R answer = call.apply(next.catalog());
        if (!here.address().equals(address(answer))) {
            return answer;
        }
        moved.remove(pipeline); // it came back
        movedProjects.remove(pipeline.project());
        return call.apply(here.catalog());
    }

    private boolean livesNext(PipelineKey pipeline, @Nullable Object answer) {
        if (next.address().equals(address(answer))) {
            moved.add(pipeline);
            return true;
        }
        boolean nothing = answer instanceof Answers.NotFound
                || answer instanceof Listing.NotThere<?>
                || (answer instanceof Optional<?> optional && optional.isEmpty());
        return nothing && livesNext(pipeline.project()); // declared since the project moved
    }

    /** As {@link #at}, of a call whose answer does not say that the pipeline moved. */
    private <R> R looking(PipelineKey pipeline, Function<Catalog, R> call) {
        at(pipeline, catalog -> catalog.pipeline(pipeline));
        boolean there = moved.contains(pipeline) || movedProjects.contains(pipeline.project());
        return call.apply(there ? next.catalog() : here.catalog());
    }

    @Override
    public Optional<Transfer> rowsOf(PipelineKey pipeline) {
        return looking(pipeline, catalog -> HasRows.of(catalog, pipeline));
    }

    private static @Nullable String address(@Nullable Object answer) {
        return switch (answer) {
            case Answers.Moved(String address) -> address;
            case Listing.Elsewhere<?>(String address) -> address;
            case Optional<?> some
            when some.orElse(null) instanceof PipelineState state
                    && state.status() instanceof PipelineStatus.Relocated(String address) -> address;
            case null, default -> null;
        };
    }

    private <R> R at(ProjectId project, Function<Catalog, R> call) {
        return call.apply(livesNext(project) ? next.catalog() : here.catalog());
    }

    private boolean livesNext(ProjectId project) {
        if (movedProjects.contains(project)) {
            return true;
        }
        Optional<ProjectImage> image = here.transfer().project(project);
        boolean moves = image.isEmpty()
                ? next.transfer().project(project).isPresent()
                : next.address().equals(image.get().movedTo());
        if (moves && image.isPresent()) {
            movedProjects.add(project);
        }
        return moves;
    }

    /** As {@link #at(ProjectId, Function)}, of an answer that says so: nothing need be asked before it. */
    private <R> R answered(ProjectId project, Function<Catalog, R> call) {
        if (!movedProjects.contains(project)) {
            R answer = call.apply(here.catalog());
            if (!next.address().equals(address(answer))) {
                return answer;
            }
            movedProjects.add(project);
        }
        return call.apply(next.catalog());
    }

    // ---- projects

    @Override
    public Page<ProjectId> projects(PageRequest page) {
        TreeSet<String> names = new TreeSet<>();
        Stream.concat(here.projects().stream(), next.projects().stream())
                .forEach(project -> names.add(project.value()));
        List<ProjectId> rest = (page.after() == null ? names : names.tailSet(page.after(), false))
                .stream().map(ProjectId::new).toList();
        return rest.size() <= page.entries()
                ? new Page<>(rest, null)
                : new Page<>(
                        rest.subList(0, page.entries()),
                        rest.get(page.entries() - 1).value());
    }

    @Override
    public TokenResult createToken(ApiToken token, Actor actor) {
        return answered(token.project(), catalog -> catalog.createToken(token, actor));
    }

    @Override
    public TokenResult revokeToken(ProjectId project, String id, Actor actor) {
        return answered(project, catalog -> catalog.revokeToken(project, id, actor));
    }

    @Override
    public Optional<ApiToken> validToken(ProjectId project, Bytes hash) {
        return at(project, catalog -> catalog.validToken(project, hash));
    }

    @Override
    public Page<ApiToken> tokens(ProjectId project, PageRequest page) {
        return at(project, catalog -> catalog.tokens(project, page));
    }

    @Override
    public Page<AuditEvent> audit(ProjectId project, PageRequest page) {
        return at(project, catalog -> catalog.audit(project, page));
    }

    @Override
    public KeyStartResult start(KeyStart request) {
        return answered(request.key().project(), catalog -> catalog.start(request));
    }

    @Override
    public KeyCompleteResult complete(KeyComplete request) {
        return answered(request.key().project(), catalog -> catalog.complete(request));
    }

    /** While the project is here all its names are, also of those that moved. */
    @Override
    public Page<PipelineState> pipelines(ProjectId project, PageRequest page) {
        if (livesNext(project)) {
            return next.catalog().pipelines(project, page);
        }
        Page<PipelineState> names = here.catalog().pipelines(project, page);
        return new Page<>(
                names.entries().stream()
                        .flatMap(state ->
                                address(Optional.of(state)) == null ? Stream.of(state) : pipeline(state.key()).stream())
                        .toList(),
                names.next());
    }

    @Override
    public PutResult put(PutPipeline request) {
        return at(request.pipeline(), catalog -> catalog.put(request));
    }

    // ---- what is due

    @Override
    public List<Claim> claimDue(ClaimDue request) {
        List<Claim> claims = new ArrayList<>(here.catalog().claimDue(request));
        int left = request.limit() - claims.size();
        if (left > 0) {
            claims.addAll(next.catalog().claimDue(new ClaimDue(request.project(), left, request.claimTtl())));
        }
        return claims;
    }

    @Override
    public List<RunId> abandonExpired(ProjectId project, int limit) {
        List<RunId> runs = new ArrayList<>(here.catalog().abandonExpired(project, limit));
        if (runs.size() < limit) {
            runs.addAll(next.catalog().abandonExpired(project, limit - runs.size()));
        }
        return runs;
    }

    // ---- one pipeline

    @Override
    public Optional<PipelineState> pipeline(PipelineKey pipeline) {
        return at(pipeline, catalog -> catalog.pipeline(pipeline));
    }

    @Override
    public ChangeResult pause(PipelineKey pipeline, boolean now, Actor actor) {
        return at(pipeline, catalog -> catalog.pause(pipeline, now, actor));
    }

    @Override
    public ChangeResult resume(PipelineKey pipeline, @Nullable Instant nextDue, Actor actor) {
        return at(pipeline, catalog -> catalog.resume(pipeline, nextDue, actor));
    }

    @Override
    public ChangeResult delete(PipelineKey pipeline, Actor actor) {
        return at(pipeline, catalog -> catalog.delete(pipeline, actor));
    }

    @Override
    public BeginResult begin(Begin request) {
        return at(request.pipeline(), catalog -> catalog.begin(request));
    }

    @Override
    public RenewResult renew(Writer writer, Duration leaseTtl) {
        return at(writer.pipeline(), catalog -> catalog.renew(writer, leaseTtl));
    }

    @Override
    public CommitResult commit(Commit commit) {
        return at(commit.writer().pipeline(), catalog -> catalog.commit(commit));
    }

    @Override
    public ChangeResult acknowledge(PipelineKey pipeline, List<Settlement> settlements) {
        return at(pipeline, catalog -> catalog.acknowledge(pipeline, settlements));
    }

    @Override
    public RewindResult rewind(Rewind request) {
        return at(request.pipeline(), catalog -> catalog.rewind(request));
    }

    @Override
    public ChangeResult breakLease(PipelineKey pipeline, Actor actor) {
        return at(pipeline, catalog -> catalog.breakLease(pipeline, actor));
    }

    @Override
    public EnqueueResult enqueue(Enqueue request) {
        return at(request.pipeline(), catalog -> catalog.enqueue(request));
    }

    @Override
    public CancelResult cancel(PipelineKey pipeline, RunId run, Actor actor) {
        return at(pipeline, catalog -> catalog.cancel(pipeline, run, actor));
    }

    @Override
    public Listing<Cursor> cursors(PipelineKey pipeline, PageRequest page) {
        return at(pipeline, catalog -> catalog.cursors(pipeline, page));
    }

    @Override
    public Listing<Receipt> unsettled(PipelineKey pipeline, PageRequest page) {
        return at(pipeline, catalog -> catalog.unsettled(pipeline, page));
    }

    @Override
    public Optional<Run> run(PipelineKey pipeline, RunId run) {
        return looking(pipeline, catalog -> catalog.run(pipeline, run));
    }

    @Override
    public Listing<Run> runs(PipelineKey pipeline, PageRequest page) {
        return at(pipeline, catalog -> catalog.runs(pipeline, page));
    }

    @Override
    public Listing<Run> queue(PipelineKey pipeline, PageRequest page) {
        return at(pipeline, catalog -> catalog.queue(pipeline, page));
    }

    @Override
    public Listing<SchemaVersion> schemaVersions(PipelineKey pipeline, String stream, PageRequest page) {
        return at(pipeline, catalog -> catalog.schemaVersions(pipeline, stream, page));
    }

    @Override
    public DecideResult decide(PipelineKey pipeline, String stream, int version, Verdict verdict, Actor actor) {
        return at(pipeline, catalog -> catalog.decide(pipeline, stream, version, verdict, actor));
    }

    @Override
    public Page<AuditEvent> audit(PipelineKey pipeline, PageRequest page) {
        return looking(pipeline, catalog -> catalog.audit(pipeline, page));
    }

    @Override
    public Found<Run> searchRuns(RunSearch search) {
        return at(search.filter().project(), catalog -> catalog.searchRuns(search));
    }

    @Override
    public Found<SeenSchema> searchSchemas(SchemaSearch search) {
        return at(search.filter().project(), catalog -> catalog.searchSchemas(search));
    }

    @Override
    public Found<AuditEvent> searchAudit(AuditSearch search) {
        return at(search.filter().project(), catalog -> catalog.searchAudit(search));
    }

    @Override
    public BackfillResult startBackfill(StartBackfill request) {
        return at(request.pipeline(), catalog -> catalog.startBackfill(request));
    }

    @Override
    public ChunkResult claimChunk(ClaimChunk request) {
        return at(request.pipeline(), catalog -> catalog.claimChunk(request));
    }

    @Override
    public ChunkCommitResult renewChunk(ChunkWriter writer, Duration leaseTtl) {
        return at(writer.pipeline(), catalog -> catalog.renewChunk(writer, leaseTtl));
    }

    @Override
    public ChunkCommitResult commitChunk(CommitChunk request) {
        return at(request.writer().pipeline(), catalog -> catalog.commitChunk(request));
    }

    @Override
    public ChangeResult cancelBackfill(PipelineKey pipeline, BackfillId backfill, Actor actor) {
        return at(pipeline, catalog -> catalog.cancelBackfill(pipeline, backfill, actor));
    }

    @Override
    public Optional<Backfill> backfill(PipelineKey pipeline, BackfillId backfill) {
        return looking(pipeline, catalog -> catalog.backfill(pipeline, backfill));
    }

    @Override
    public Listing<Backfill> backfills(PipelineKey pipeline, PageRequest page) {
        return at(pipeline, catalog -> catalog.backfills(pipeline, page));
    }

    @Override
    public Listing<Chunk> chunks(PipelineKey pipeline, BackfillId backfill, PageRequest page) {
        return at(pipeline, catalog -> catalog.chunks(pipeline, backfill, page));
    }

    @Override
    public SealResult seal(PipelineKey pipeline, boolean breaksLease, Actor actor) {
        return at(pipeline, catalog -> catalog.seal(pipeline, breaksLease, actor));
    }

    @Override
    public ChangeResult unseal(PipelineKey pipeline, Fence sealed, Actor actor) {
        return at(pipeline, catalog -> catalog.unseal(pipeline, sealed, actor));
    }

    @Override
    public Listing<PipelineImage> image(PipelineKey pipeline) {
        return at(pipeline, catalog -> catalog.image(pipeline));
    }

    @Override
    public ChangeResult markMoved(PipelineKey pipeline, String address, Actor actor) {
        return at(pipeline, catalog -> catalog.markMoved(pipeline, address, actor));
    }

    @Override
    public Past past(ProjectId project, RetentionPolicy policy, String after, int most) {
        return at(project, catalog -> catalog.past(project, policy, after, most));
    }

    @Override
    public boolean remove(ProjectId project, RetentionPolicy policy, PastRows rows) {
        return at(project, catalog -> catalog.remove(project, policy, rows));
    }

    @Override
    public int forgetRequests(ProjectId project, int most) {
        return at(project, catalog -> catalog.forgetRequests(project, most));
    }
}
