package io.hakiri.catalog.relational;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Adopted;
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
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Limits;
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
import io.hakiri.transfer.Lots;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Seal;
import io.hakiri.transfer.Transfer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The port over a {@link Store}: each call is one transaction; what it does is in the class of its theme. A backend that has a
 * shorter way for a call overrides it, with the same answers.
 */
public class RelationalCatalog implements Catalog, Transfer {
    private final Store store;

    /** Closes the store when it is closed. */
    protected RelationalCatalog(Store store) {
        this.store = store;
    }

    @Override
    public void close() {
        store.close();
    }

    // ---- projects and tokens

    @Override
    public Page<ProjectId> projects(PageRequest page) {
        return store.projects(page);
    }

    @Override
    public TokenResult createToken(ApiToken token, Actor actor) {
        return store.write(
                Target.alone(token.project()), "createToken", null, tx -> ApiTokens.create(tx, token, actor));
    }

    @Override
    public TokenResult revokeToken(ProjectId project, String id, Actor actor) {
        return store.write(
                Target.alone(project), "revokeToken", new TokenResult.Unknown(), tx -> ApiTokens.revoke(tx, id, actor));
    }

    @Override
    public Optional<ApiToken> validToken(ProjectId project, Bytes hash) {
        return read(project, "validToken", Optional.empty(), sql -> ApiTokens.valid(sql, project, hash));
    }

    @Override
    public Page<ApiToken> tokens(ProjectId project, PageRequest page) {
        return read(project, "tokens", emptyPage(), sql -> ApiTokens.page(sql, project, page));
    }

    // ---- pipelines

    @Override
    public PutResult put(PutPipeline request) {
        Long expected = request.expectedVersion();
        // who expects a version does not make a project
        PutResult absent = expected != null && expected != 0 ? new PutResult.OtherVersion(0) : null;
        return store.write(Target.alone(request.pipeline()), "put", absent, tx -> Declarations.put(tx, request));
    }

    @Override
    public Optional<PipelineState> pipeline(PipelineKey pipeline) {
        return read(pipeline, "pipeline", Optional.empty(), sql -> Declarations.one(sql, pipeline));
    }

    @Override
    public Page<PipelineState> pipelines(ProjectId project, PageRequest page) {
        return read(project, "pipelines", emptyPage(), sql -> Declarations.page(sql, project, page));
    }

    @Override
    public ChangeResult pause(PipelineKey pipeline, boolean now, Actor actor) {
        return change(pipeline, "pause", tx -> Declarations.pause(tx, pipeline, now, actor));
    }

    @Override
    public ChangeResult resume(PipelineKey pipeline, @Nullable Instant nextDue, Actor actor) {
        return change(pipeline, "resume", tx -> Declarations.resume(tx, pipeline, nextDue, actor));
    }

    @Override
    public ChangeResult delete(PipelineKey pipeline, Actor actor) {
        return change(pipeline, "delete", tx -> Declarations.delete(tx, pipeline, actor));
    }

    // ---- the single-writer protocol

    @Override
    public BeginResult begin(Begin request) {
        return store.<BeginResult>write(
                Target.keeping(request.pipeline()), "begin", new Answers.NotFound(), tx -> Begins.begin(tx, request));
    }

    @Override
    public RenewResult renew(Writer writer, Duration leaseTtl) {
        Duration ttl = leaseTtl(leaseTtl);
        return store.<RenewResult>write(
                Target.keeping(writer.pipeline()),
                "renew",
                new Answers.NotFound(),
                tx -> Leases.renew(tx, writer, ttl));
    }

    @Override
    public CommitResult commit(Commit commit) {
        return store.<CommitResult>write(
                Target.keeping(commit.writer().pipeline()),
                "commit",
                new Answers.NotFound(),
                tx -> Commits.commit(tx, commit));
    }

    @Override
    public ChangeResult acknowledge(PipelineKey pipeline, List<Settlement> settlements) {
        return change(pipeline, "acknowledge", tx -> Receipts.acknowledge(tx, pipeline, settlements));
    }

    @Override
    public RewindResult rewind(Rewind request) {
        return this.<RewindResult>write(
                request.pipeline(), "rewind", new Answers.NotFound(), tx -> Rewinds.rewind(tx, request));
    }

    @Override
    public ChangeResult breakLease(PipelineKey pipeline, Actor actor) {
        return change(pipeline, "breakLease", tx -> Declarations.breakLease(tx, pipeline, actor));
    }

    @Override
    public EnqueueResult enqueue(Enqueue request) {
        return this.<EnqueueResult>write(
                request.pipeline(), "enqueue", new Answers.NotFound(), tx -> Leases.enqueue(tx, request));
    }

    @Override
    public CancelResult cancel(PipelineKey pipeline, RunId run, Actor actor) {
        return this.<CancelResult>write(
                pipeline, "cancel", new Answers.NotFound(), tx -> Leases.cancel(tx, pipeline, run, actor));
    }

    @Override
    public Listing<Cursor> cursors(PipelineKey pipeline, PageRequest page) {
        return listing(pipeline, "cursors", sql -> Cursors.page(sql, pipeline, page));
    }

    @Override
    public Listing<Receipt> unsettled(PipelineKey pipeline, PageRequest page) {
        return listing(pipeline, "unsettled", sql -> Receipts.page(sql, pipeline, page));
    }

    // ---- what is due

    @Override
    public List<Claim> claimDue(ClaimDue request) {
        boolean any = store.readToWrite(request.project(), "claimDue", false, Due::any);
        return any
                ? store.write(Target.severalOf(request.project()), "claimDue", null, tx -> Due.claim(tx, request))
                : List.of();
    }

    @Override
    public List<RunId> abandonExpired(ProjectId project, int limit) {
        int most = PageRequest.first(limit).entries();
        return store.write(
                Target.severalOf(project), "abandonExpired", List.of(), tx -> Due.abandonExpired(tx, project, most));
    }

    // ---- history

    @Override
    public Optional<Run> run(PipelineKey pipeline, RunId run) {
        return read(pipeline, "run", Optional.empty(), sql -> Optional.ofNullable(Runs.one(sql, pipeline, run)));
    }

    @Override
    public Listing<Run> runs(PipelineKey pipeline, PageRequest page) {
        return listing(pipeline, "runs", sql -> Runs.page(sql, pipeline, page));
    }

    @Override
    public Listing<Run> queue(PipelineKey pipeline, PageRequest page) {
        return listing(pipeline, "queue", sql -> Runs.queue(sql, pipeline, page));
    }

    @Override
    public Listing<SchemaVersion> schemaVersions(PipelineKey pipeline, String stream, PageRequest page) {
        return listing(pipeline, "schemaVersions", sql -> Schemas.page(sql, pipeline, stream, page));
    }

    @Override
    public DecideResult decide(PipelineKey pipeline, String stream, int version, Verdict verdict, Actor actor) {
        return this.<DecideResult>write(
                pipeline,
                "decide",
                new Answers.NotFound(),
                tx -> Schemas.decide(tx, pipeline, stream, version, verdict, actor));
    }

    @Override
    public Page<AuditEvent> audit(PipelineKey pipeline, PageRequest page) {
        return read(pipeline, "audit", emptyPage(), sql -> Audit.page(sql, pipeline, page));
    }

    @Override
    public Page<AuditEvent> audit(ProjectId project, PageRequest page) {
        return read(project, "audit", emptyPage(), sql -> Audit.page(sql, project, page));
    }

    @Override
    public Found<Run> searchRuns(RunSearch search) {
        return read(search.filter().project(), "searchRuns", nothing(), sql -> Searches.runs(sql, search));
    }

    @Override
    public Found<SeenSchema> searchSchemas(SchemaSearch search) {
        return read(search.filter().project(), "searchSchemas", nothing(), sql -> Searches.schemas(sql, search));
    }

    @Override
    public Found<AuditEvent> searchAudit(AuditSearch search) {
        return read(search.filter().project(), "searchAudit", nothing(), sql -> Searches.audit(sql, search));
    }

    // ---- keys

    @Override
    public KeyStartResult start(KeyStart request) {
        return store.write(Target.alone(request.key().project()), "start", null, tx -> Keys.start(tx, request));
    }

    @Override
    public KeyCompleteResult complete(KeyComplete request) {
        return store.write(
                Target.alone(request.key().project()),
                "complete",
                new KeyCompleteResult.Gone(),
                tx -> Keys.complete(tx, request));
    }

    // ---- backfills

    @Override
    public BackfillResult startBackfill(StartBackfill request) {
        return this.<BackfillResult>write(
                request.pipeline(), "startBackfill", new Answers.NotFound(), tx -> Backfilling.start(tx, request));
    }

    @Override
    public ChunkResult claimChunk(ClaimChunk request) {
        return this.<ChunkResult>write(
                request.pipeline(), "claimChunk", new Answers.NotFound(), tx -> Chunks.claim(tx, request));
    }

    @Override
    public ChunkCommitResult renewChunk(ChunkWriter writer, Duration leaseTtl) {
        Duration ttl = leaseTtl(leaseTtl);
        return this.<ChunkCommitResult>write(
                writer.pipeline(), "renewChunk", new Answers.NotFound(), tx -> Chunks.renew(tx, writer, ttl));
    }

    @Override
    public ChunkCommitResult commitChunk(CommitChunk request) {
        return this.<ChunkCommitResult>write(
                request.writer().pipeline(), "commitChunk", new Answers.NotFound(), tx -> Chunks.commit(tx, request));
    }

    @Override
    public ChangeResult cancelBackfill(PipelineKey pipeline, BackfillId backfill, Actor actor) {
        return change(pipeline, "cancelBackfill", tx -> Backfilling.cancel(tx, pipeline, backfill, actor));
    }

    @Override
    public Optional<Backfill> backfill(PipelineKey pipeline, BackfillId backfill) {
        return read(pipeline, "backfill", Optional.empty(), sql -> Backfilling.one(sql, pipeline, backfill));
    }

    @Override
    public Listing<Backfill> backfills(PipelineKey pipeline, PageRequest page) {
        return listing(pipeline, "backfills", sql -> Backfilling.page(sql, pipeline, page));
    }

    @Override
    public Listing<Chunk> chunks(PipelineKey pipeline, BackfillId backfill, PageRequest page) {
        return listing(pipeline, "chunks", sql -> Chunks.page(sql, pipeline, backfill, page));
    }

    // ---- sealing and restore

    @Override
    public SealResult seal(PipelineKey pipeline, boolean breaksLease, Actor actor) {
        return this.<SealResult>write(
                pipeline, "seal", new Answers.NotFound(), tx -> Seals.seal(tx, pipeline, breaksLease, actor));
    }

    @Override
    public ChangeResult unseal(PipelineKey pipeline, Fence sealed, Actor actor) {
        return change(pipeline, "unseal", tx -> Seals.unseal(tx, pipeline, sealed, actor));
    }

    @Override
    public Listing<PipelineImage> image(PipelineKey pipeline) {
        return listing(pipeline, "image", sql -> Seals.image(sql, pipeline));
    }

    @Override
    public ChangeResult receive(PipelineImage image, Actor actor) {
        return store.write(Target.alone(image.state().key()), "receive", null, tx -> Seals.receive(tx, image, actor));
    }

    @Override
    public ActivateResult activate(PipelineKey pipeline, Actor actor) {
        return store.<ActivateResult>write(
                Target.alone(pipeline), "activate", new Answers.NotFound(), tx -> Seals.activate(tx, pipeline, actor));
    }

    @Override
    public ChangeResult markMoved(PipelineKey pipeline, String address, Actor actor) {
        String target = address(address);
        return change(pipeline, "markMoved", tx -> Seals.markMoved(tx, pipeline, target, actor));
    }

    @Override
    public ChangeResult sealProject(ProjectId project, Actor actor) {
        return store.write(
                Target.alone(project), "sealProject", new Answers.NotFound(), tx -> Seals.sealProject(tx, true, actor));
    }

    @Override
    public ChangeResult unsealProject(ProjectId project, Actor actor) {
        return store.write(
                Target.alone(project),
                "unsealProject",
                new Answers.NotFound(),
                tx -> Seals.sealProject(tx, false, actor));
    }

    @Override
    public ChangeResult unsealProject(ProjectId project, long seal, Actor actor) {
        return store.write(
                Target.alone(project),
                "unsealProject",
                new Answers.NotFound(),
                tx -> Seals.unsealProject(tx, seal, actor));
    }

    @Override
    public ChangeResult markProjectMoved(ProjectId project, String address, Actor actor) {
        String target = address(address);
        return store.write(
                Target.alone(project),
                "markProjectMoved",
                new Answers.NotFound(),
                tx -> Seals.markProjectMoved(tx, target, actor));
    }

    @Override
    public CatalogStatus status() {
        return store.status();
    }

    @Override
    public void upgrade() {
        store.upgrade();
    }

    @Override
    public Adopted adopt(Adopt request) {
        return store.adopt(
                request.project(),
                request.generationAtLeast(),
                (tx, generation) -> Seals.adopt(tx, generation, request.actor()));
    }

    // ---- retention

    @Override
    public Past past(ProjectId project, RetentionPolicy policy, String after, int most) {
        int rows = PageRequest.first(most).entries();
        return read(project, "past", new Past(null, null), sql -> Retaining.find(sql, policy, after, rows));
    }

    @Override
    public boolean remove(ProjectId project, RetentionPolicy policy, PastRows rows) {
        return store.write(Target.beside(project), "remove", false, tx -> Retaining.remove(tx, policy, rows));
    }

    @Override
    public int forgetRequests(ProjectId project, int most) {
        int requests = PageRequest.first(most).entries();
        return store.write(Target.beside(project), "forgetRequests", 0, tx -> Requests.forget(tx, requests));
    }

    // ---- transfer

    @Override
    public Optional<ProjectImage> project(ProjectId project) {
        return read(project, "project", Optional.empty(), sql -> ReceivedProjects.image(sql, project));
    }

    @Override
    public Page<PipelineName> pipelinesEver(ProjectId project, PageRequest page) {
        return read(project, "pipelinesEver", emptyPage(), sql -> Receiving.everyName(sql, page));
    }

    @Override
    public Optional<PipelineImage> snapshot(PipelineKey pipeline) {
        return read(pipeline, "snapshot", Optional.empty(), sql -> Receiving.snapshot(sql, pipeline));
    }

    @Override
    public Rows rows(Owner owner, RowKind kind, @Nullable String after, int most) {
        Lots.check(owner, kind);
        int rows = (int) Limits.between("rows", most, 1, MOST_ROWS);
        List<Object> place = KeyColumns.after(kind, after);
        return read(owner.project(), "rows", Rows.NONE, sql -> TransferRows.read(sql, owner, kind, place, rows));
    }

    @Override
    public ChangeResult prepareProject(ProjectId project, Actor actor) {
        return store.write(Target.alone(project), "prepareProject", null, ReceivedProjects::prepare);
    }

    @Override
    public ChangeResult prepare(PipelineState declared, Actor actor) {
        return store.write(Target.alone(declared.key()), "prepare", null, tx -> Receiving.prepare(tx, declared));
    }

    @Override
    public ChangeResult lay(Owner owner, List<io.hakiri.transfer.Row> rows, @Nullable Seal under) {
        Lots.check(owner, rows);
        return store.<ChangeResult>write(
                Target.of(owner), "lay", Refusals.notReceived(owner), tx -> Laying.lay(tx, owner, rows, under));
    }

    @Override
    public ChangeResult remove(Owner owner, RowKind kind, List<String> keys, Seal under) {
        Lots.check(owner, kind);
        Limits.count("rows", keys, MOST_ROWS);
        List<List<Object>> places =
                keys.stream().map(key -> KeyColumns.of(kind, key)).toList();
        return store.<ChangeResult>write(
                Target.of(owner),
                "remove",
                Refusals.notReceived(owner),
                tx -> Laying.remove(tx, owner, kind, places, under));
    }

    @Override
    public ChangeResult discard(PipelineKey pipeline, Fence sealed, Actor actor) {
        return store.write(
                Target.alone(pipeline), "discard", null, tx -> Receiving.discard(tx, pipeline, sealed, actor));
    }

    @Override
    public ActivateResult openProject(ProjectImage image, Actor actor) {
        return store.<ActivateResult>write(
                Target.alone(image.project()),
                "openProject",
                new Answers.NotFound(),
                tx -> ReceivedProjects.open(tx, image, actor));
    }

    @Override
    public ChangeResult discardProject(ProjectId project, long auditNumber, Actor actor) {
        return store.write(
                Target.alone(project), "discardProject", null, tx -> ReceivedProjects.discard(tx, auditNumber));
    }

    // ---- how the calls above go

    private <R> R read(ProjectId project, String what, R absent, Function<Sql, R> work) {
        return store.read(project, what, absent, work);
    }

    private <R> R read(PipelineKey pipeline, String what, R absent, Function<Sql, R> work) {
        return store.read(pipeline.project(), what, absent, work);
    }

    private <T> Listing<T> listing(PipelineKey pipeline, String what, Function<Sql, Listing<T>> work) {
        return read(pipeline, what, new Listing.NotThere<>(), work);
    }

    private <R> R write(PipelineKey pipeline, String what, R absent, Function<Tx, R> work) {
        return store.write(Target.of(pipeline), what, absent, work);
    }

    private ChangeResult change(PipelineKey pipeline, String what, Function<Tx, ChangeResult> work) {
        return write(pipeline, what, new Answers.NotFound(), work);
    }

    private static <T> Page<T> emptyPage() {
        return new Page<>(List.of(), null);
    }

    private static <T> Found<T> nothing() {
        return Found.now(emptyPage());
    }

    /** Refuses a time to live that no lease may have (C-22). */
    protected static Duration leaseTtl(Duration ttl) {
        if (ttl.compareTo(Limits.SHORTEST_LEASE) < 0 || ttl.compareTo(Limits.LONGEST_LEASE) > 0) {
            throw new InvalidInput("lease ttl", Limits.SHORTEST_LEASE + " to " + Limits.LONGEST_LEASE, ttl.toString());
        }
        return ttl;
    }

    private static String address(String address) {
        if (address.isBlank() || address.getBytes(StandardCharsets.UTF_8).length > Limits.TEXT_BYTES) {
            throw new InvalidInput(
                    "address", "a text that is not blank, of at most " + Limits.TEXT_BYTES + " bytes", address);
        }
        return address;
    }
}
