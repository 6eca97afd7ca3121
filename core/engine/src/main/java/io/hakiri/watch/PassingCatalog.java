package io.hakiri.watch;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Adopted;
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
import io.hakiri.catalog.CatalogStatus;
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
import io.hakiri.transfer.Transfer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A catalog that passes every call on as it is: what stands between a caller and a catalog says only where it differs. */
public class PassingCatalog implements Catalog, HasRows {
    private final Catalog to;

    protected PassingCatalog(Catalog to) {
        this.to = to;
    }

    @Override
    public Optional<Transfer> rowsOf(PipelineKey pipeline) {
        return HasRows.of(to, pipeline);
    }

    @Override
    public Page<ProjectId> projects(PageRequest page) {
        return to.projects(page);
    }

    @Override
    public TokenResult createToken(ApiToken token, Actor actor) {
        return to.createToken(token, actor);
    }

    @Override
    public TokenResult revokeToken(ProjectId project, String id, Actor actor) {
        return to.revokeToken(project, id, actor);
    }

    @Override
    public Optional<ApiToken> validToken(ProjectId project, Bytes hash) {
        return to.validToken(project, hash);
    }

    @Override
    public Page<ApiToken> tokens(ProjectId project, PageRequest page) {
        return to.tokens(project, page);
    }

    @Override
    public PutResult put(PutPipeline request) {
        return to.put(request);
    }

    @Override
    public Optional<PipelineState> pipeline(PipelineKey pipeline) {
        return to.pipeline(pipeline);
    }

    @Override
    public Page<PipelineState> pipelines(ProjectId project, PageRequest page) {
        return to.pipelines(project, page);
    }

    @Override
    public ChangeResult pause(PipelineKey pipeline, boolean now, Actor actor) {
        return to.pause(pipeline, now, actor);
    }

    @Override
    public ChangeResult resume(PipelineKey pipeline, @Nullable Instant nextDue, Actor actor) {
        return to.resume(pipeline, nextDue, actor);
    }

    @Override
    public ChangeResult delete(PipelineKey pipeline, Actor actor) {
        return to.delete(pipeline, actor);
    }

    @Override
    public BeginResult begin(Begin request) {
        return to.begin(request);
    }

    @Override
    public RenewResult renew(Writer writer, Duration leaseTtl) {
        return to.renew(writer, leaseTtl);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return to.commit(commit);
    }

    @Override
    public ChangeResult acknowledge(PipelineKey pipeline, List<Settlement> settlements) {
        return to.acknowledge(pipeline, settlements);
    }

    @Override
    public RewindResult rewind(Rewind request) {
        return to.rewind(request);
    }

    @Override
    public ChangeResult breakLease(PipelineKey pipeline, Actor actor) {
        return to.breakLease(pipeline, actor);
    }

    @Override
    public EnqueueResult enqueue(Enqueue request) {
        return to.enqueue(request);
    }

    @Override
    public CancelResult cancel(PipelineKey pipeline, RunId run, Actor actor) {
        return to.cancel(pipeline, run, actor);
    }

    @Override
    public Listing<Cursor> cursors(PipelineKey pipeline, PageRequest page) {
        return to.cursors(pipeline, page);
    }

    @Override
    public Listing<Receipt> unsettled(PipelineKey pipeline, PageRequest page) {
        return to.unsettled(pipeline, page);
    }

    @Override
    public List<Claim> claimDue(ClaimDue request) {
        return to.claimDue(request);
    }

    @Override
    public List<RunId> abandonExpired(ProjectId project, int limit) {
        return to.abandonExpired(project, limit);
    }

    @Override
    public Optional<Run> run(PipelineKey pipeline, RunId run) {
        return to.run(pipeline, run);
    }

    @Override
    public Listing<Run> runs(PipelineKey pipeline, PageRequest page) {
        return to.runs(pipeline, page);
    }

    @Override
    public Listing<Run> queue(PipelineKey pipeline, PageRequest page) {
        return to.queue(pipeline, page);
    }

    @Override
    public Listing<SchemaVersion> schemaVersions(PipelineKey pipeline, String stream, PageRequest page) {
        return to.schemaVersions(pipeline, stream, page);
    }

    @Override
    public DecideResult decide(PipelineKey pipeline, String stream, int version, Verdict verdict, Actor actor) {
        return to.decide(pipeline, stream, version, verdict, actor);
    }

    @Override
    public KeyStartResult start(KeyStart request) {
        return to.start(request);
    }

    @Override
    public KeyCompleteResult complete(KeyComplete request) {
        return to.complete(request);
    }

    @Override
    public Page<AuditEvent> audit(PipelineKey pipeline, PageRequest page) {
        return to.audit(pipeline, page);
    }

    @Override
    public Page<AuditEvent> audit(ProjectId project, PageRequest page) {
        return to.audit(project, page);
    }

    @Override
    public Found<Run> searchRuns(RunSearch search) {
        return to.searchRuns(search);
    }

    @Override
    public Found<SeenSchema> searchSchemas(SchemaSearch search) {
        return to.searchSchemas(search);
    }

    @Override
    public Found<AuditEvent> searchAudit(AuditSearch search) {
        return to.searchAudit(search);
    }

    @Override
    public BackfillResult startBackfill(StartBackfill request) {
        return to.startBackfill(request);
    }

    @Override
    public ChunkResult claimChunk(ClaimChunk request) {
        return to.claimChunk(request);
    }

    @Override
    public ChunkCommitResult renewChunk(ChunkWriter writer, Duration leaseTtl) {
        return to.renewChunk(writer, leaseTtl);
    }

    @Override
    public ChunkCommitResult commitChunk(CommitChunk request) {
        return to.commitChunk(request);
    }

    @Override
    public ChangeResult cancelBackfill(PipelineKey pipeline, BackfillId backfill, Actor actor) {
        return to.cancelBackfill(pipeline, backfill, actor);
    }

    @Override
    public Optional<Backfill> backfill(PipelineKey pipeline, BackfillId backfill) {
        return to.backfill(pipeline, backfill);
    }

    @Override
    public Listing<Backfill> backfills(PipelineKey pipeline, PageRequest page) {
        return to.backfills(pipeline, page);
    }

    @Override
    public Listing<Chunk> chunks(PipelineKey pipeline, BackfillId backfill, PageRequest page) {
        return to.chunks(pipeline, backfill, page);
    }

    @Override
    public SealResult seal(PipelineKey pipeline, boolean breaksLease, Actor actor) {
        return to.seal(pipeline, breaksLease, actor);
    }

    @Override
    public ChangeResult unseal(PipelineKey pipeline, Fence sealed, Actor actor) {
        return to.unseal(pipeline, sealed, actor);
    }

    @Override
    public Listing<PipelineImage> image(PipelineKey pipeline) {
        return to.image(pipeline);
    }

    @Override
    public ChangeResult receive(PipelineImage image, Actor actor) {
        return to.receive(image, actor);
    }

    @Override
    public ActivateResult activate(PipelineKey pipeline, Actor actor) {
        return to.activate(pipeline, actor);
    }

    @Override
    public ChangeResult markMoved(PipelineKey pipeline, String address, Actor actor) {
        return to.markMoved(pipeline, address, actor);
    }

    @Override
    public ChangeResult sealProject(ProjectId project, Actor actor) {
        return to.sealProject(project, actor);
    }

    @Override
    public ChangeResult unsealProject(ProjectId project, Actor actor) {
        return to.unsealProject(project, actor);
    }

    @Override
    public ChangeResult markProjectMoved(ProjectId project, String address, Actor actor) {
        return to.markProjectMoved(project, address, actor);
    }

    @Override
    public Adopted adopt(Adopt request) {
        return to.adopt(request);
    }

    @Override
    public Past past(ProjectId project, RetentionPolicy policy, String after, int most) {
        return to.past(project, policy, after, most);
    }

    @Override
    public boolean remove(ProjectId project, RetentionPolicy policy, PastRows rows) {
        return to.remove(project, policy, rows);
    }

    @Override
    public int forgetRequests(ProjectId project, int most) {
        return to.forgetRequests(project, most);
    }

    @Override
    public CatalogStatus status() {
        return to.status();
    }

    @Override
    public void upgrade() {
        to.upgrade();
    }

    @Override
    public void close() {
        to.close();
    }
}
