package io.hakiri.catalog.dynamodb;

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
import io.hakiri.catalog.CatalogException;
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
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Seal;
import io.hakiri.transfer.Transfer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A catalog in one DynamoDB table (docs/dynamodb.md, ADR 0013). All of a pipeline that decides is one item, its head; each call
 * reads it, decides, and writes it where nobody else did. The port is here; what a call does is in the class of its theme.
 */
public final class DynamoCatalog implements Catalog, Transfer {
    private final TableStorage storage;
    private final Heads heads;
    private final ProjectSeals seals;
    private final ApiTokens tokens;
    private final Keys keys;
    private final Due due;
    private final Searches searches;
    private final Retaining retaining;
    private final Transfers transfers;
    private final ReceivedProjects received;
    private final AtomicBoolean closed = new AtomicBoolean();

    DynamoCatalog(TableStorage storage, Workings workings) {
        this.storage = storage;
        Projects projects = new Projects(
                storage.table(), storage::tableId, workings::newVersion, workings.realTime(), workings.nanos());
        heads = new Heads(storage.table(), projects, workings, storage.keepRuns());
        seals = new ProjectSeals(heads, workings.realTime());
        tokens = new ApiTokens(heads);
        keys = new Keys(heads);
        due = new Due(heads);
        searches = new Searches(heads, seals);
        retaining = new Retaining(heads, seals);
        transfers = new Transfers(heads);
        received = new ReceivedProjects(heads, seals);
    }

    /**
     * Opens the catalog at an address. Nothing is connected to before the first call that needs it.
     *
     * @param url {@code dynamodb://TABLE?region=REGION&option=value}
     * @param random where claims and key tokens come from: must be unpredictable, and safe for many threads
     */
    public static DynamoCatalog open(String url, RandomGenerator random) {
        DynamoAddress address = DynamoAddress.parse(url);
        Attempts attempts = new Attempts(Attempts.Pace.STANDARD, random, Waiting.REAL);
        return new DynamoCatalog(TableStorage.of(address, attempts), Workings.real(random, address));
    }

    /**
     * As {@link #open(String, RandomGenerator)}, through a client that stays its maker's: it must not retry by itself, and it,
     * not the address, says where the service is.
     */
    public static DynamoCatalog open(String url, DynamoDbClient client, RandomGenerator random) {
        DynamoAddress address = DynamoAddress.parse(url);
        Attempts attempts = new Attempts(Attempts.Pace.STANDARD, random, Waiting.REAL);
        return new DynamoCatalog(TableStorage.of(address, client, attempts, false), Workings.real(random, address));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            storage.close();
        }
    }

    // ---- projects and tokens

    @Override
    public Page<ProjectId> projects(PageRequest page) {
        open();
        return heads.projects().page(page);
    }

    @Override
    public TokenResult createToken(ApiToken token, Actor actor) {
        open();
        return tokens.create(token, actor);
    }

    @Override
    public TokenResult revokeToken(ProjectId project, String id, Actor actor) {
        open();
        return tokens.revoke(project, id, actor);
    }

    @Override
    public Optional<ApiToken> validToken(ProjectId project, Bytes hash) {
        open();
        return tokens.valid(project, hash);
    }

    @Override
    public Page<ApiToken> tokens(ProjectId project, PageRequest page) {
        open();
        return tokens.page(project, page);
    }

    // ---- pipelines

    @Override
    public PutResult put(PutPipeline request) {
        open();
        Long expected = request.expectedVersion();
        ProjectId id = request.pipeline().project();
        // who expects a version does not make a project
        Project project = expected != null && expected != 0
                ? heads.projects().here(id)
                : heads.projects().orCreate(id);
        return project == null
                ? new PutResult.OtherVersion(0)
                : heads.changeIn(project, request.pipeline(), work -> Declarations.put(work, request));
    }

    @Override
    public Optional<PipelineState> pipeline(PipelineKey pipeline) {
        return read(pipeline, Declarations::one);
    }

    @Override
    public Page<PipelineState> pipelines(ProjectId project, PageRequest page) {
        open();
        return PipelineList.page(heads, project, page);
    }

    @Override
    public ChangeResult pause(PipelineKey pipeline, boolean now, Actor actor) {
        return change(pipeline, work -> Declarations.pause(work, now, actor));
    }

    @Override
    public ChangeResult resume(PipelineKey pipeline, @Nullable Instant nextDue, Actor actor) {
        return change(pipeline, work -> Declarations.resume(work, nextDue, actor));
    }

    @Override
    public ChangeResult delete(PipelineKey pipeline, Actor actor) {
        return change(pipeline, work -> Declarations.delete(work, actor));
    }

    // ---- the single-writer protocol

    @Override
    public BeginResult begin(Begin request) {
        return this.<BeginResult>write(request.pipeline(), new Answers.NotFound(), work -> Begins.begin(work, request));
    }

    @Override
    public RenewResult renew(Writer writer, Duration leaseTtl) {
        Duration ttl = leaseTtl(leaseTtl);
        return this.<RenewResult>write(
                writer.pipeline(), new Answers.NotFound(), work -> Leases.renew(work, writer, ttl));
    }

    @Override
    public CommitResult commit(Commit commit) {
        return this.<CommitResult>write(
                commit.writer().pipeline(), new Answers.NotFound(), work -> Commits.commit(work, commit));
    }

    @Override
    public ChangeResult acknowledge(PipelineKey pipeline, List<Settlement> settlements) {
        return change(pipeline, work -> Receipts.acknowledge(work, settlements));
    }

    @Override
    public RewindResult rewind(Rewind request) {
        return this.<RewindResult>write(
                request.pipeline(), new Answers.NotFound(), work -> Rewinds.rewind(work, request));
    }

    @Override
    public ChangeResult breakLease(PipelineKey pipeline, Actor actor) {
        return change(pipeline, work -> Declarations.breakLease(work, actor));
    }

    @Override
    public EnqueueResult enqueue(Enqueue request) {
        return this.<EnqueueResult>write(
                request.pipeline(), new Answers.NotFound(), work -> Leases.enqueue(work, request));
    }

    @Override
    public CancelResult cancel(PipelineKey pipeline, RunId run, Actor actor) {
        return this.<CancelResult>write(pipeline, new Answers.NotFound(), work -> Leases.cancel(work, run, actor));
    }

    @Override
    public Listing<Cursor> cursors(PipelineKey pipeline, PageRequest page) {
        return read(pipeline, work -> CursorList.page(work, page));
    }

    @Override
    public Listing<Receipt> unsettled(PipelineKey pipeline, PageRequest page) {
        return read(pipeline, work -> Receipts.page(work, page));
    }

    // ---- what is due

    @Override
    public List<Claim> claimDue(ClaimDue request) {
        open();
        Project project = heads.projects().here(request.project());
        return project == null ? List.of() : due.claim(project, request);
    }

    @Override
    public List<RunId> abandonExpired(ProjectId project, int limit) {
        open();
        int most = PageRequest.first(limit).entries();
        Project here = heads.projects().here(project);
        return here == null ? List.of() : due.abandonExpired(here, most);
    }

    // ---- history

    @Override
    public Optional<Run> run(PipelineKey pipeline, RunId run) {
        return read(pipeline, work -> {
            Head head = work.head();
            return head == null ? Optional.empty() : Optional.ofNullable(Runs.one(work, head, run));
        });
    }

    @Override
    public Listing<Run> runs(PipelineKey pipeline, PageRequest page) {
        return read(pipeline, work -> Runs.page(work, page));
    }

    @Override
    public Listing<Run> queue(PipelineKey pipeline, PageRequest page) {
        return read(pipeline, work -> Runs.queue(work, page));
    }

    @Override
    public Listing<SchemaVersion> schemaVersions(PipelineKey pipeline, String stream, PageRequest page) {
        return read(pipeline, work -> Schemas.page(work, stream, page));
    }

    @Override
    public DecideResult decide(PipelineKey pipeline, String stream, int version, Verdict verdict, Actor actor) {
        return this.<DecideResult>write(
                pipeline, new Answers.NotFound(), work -> Schemas.decide(work, stream, version, verdict, actor));
    }

    @Override
    public Page<AuditEvent> audit(PipelineKey pipeline, PageRequest page) {
        return read(pipeline, work -> {
            Head head = work.head();
            return head == null
                    ? new Page<>(List.of(), null)
                    : Audit.page(
                            work.table(),
                            Items.partition(pipeline),
                            new Audit.Owner(
                                    pipeline.project(),
                                    pipeline.pipeline(),
                                    work.pages(),
                                    head.auditHorizon,
                                    head.auditNumber),
                            page);
        });
    }

    @Override
    public Page<AuditEvent> audit(ProjectId project, PageRequest page) {
        open();
        Project stored = heads.projects().now(project);
        return stored == null
                ? new Page<>(List.of(), null)
                : Audit.page(
                        storage.table(),
                        project.value(),
                        new Audit.Owner(
                                project, null, _ -> java.util.Map.of(), stored.auditHorizon(), stored.auditNumber()),
                        page);
    }

    @Override
    public Found<Run> searchRuns(RunSearch search) {
        open();
        return searches.runs(search);
    }

    @Override
    public Found<SeenSchema> searchSchemas(SchemaSearch search) {
        open();
        return searches.schemas(search);
    }

    @Override
    public Found<AuditEvent> searchAudit(AuditSearch search) {
        open();
        return searches.audit(search);
    }

    // ---- keys

    @Override
    public KeyStartResult start(KeyStart request) {
        open();
        return keys.start(request);
    }

    @Override
    public KeyCompleteResult complete(KeyComplete request) {
        open();
        return keys.complete(request);
    }

    // ---- backfills

    @Override
    public BackfillResult startBackfill(StartBackfill request) {
        return this.<BackfillResult>write(
                request.pipeline(), new Answers.NotFound(), work -> Backfilling.start(work, request));
    }

    @Override
    public ChunkResult claimChunk(ClaimChunk request) {
        return this.<ChunkResult>write(request.pipeline(), new Answers.NotFound(), work -> Chunks.claim(work, request));
    }

    @Override
    public ChunkCommitResult renewChunk(ChunkWriter writer, Duration leaseTtl) {
        Duration ttl = leaseTtl(leaseTtl);
        return this.<ChunkCommitResult>write(
                writer.pipeline(), new Answers.NotFound(), work -> Chunks.renew(work, writer, ttl));
    }

    @Override
    public ChunkCommitResult commitChunk(CommitChunk request) {
        return this.<ChunkCommitResult>write(
                request.writer().pipeline(), new Answers.NotFound(), work -> Chunks.commit(work, request));
    }

    @Override
    public ChangeResult cancelBackfill(PipelineKey pipeline, BackfillId backfill, Actor actor) {
        return change(pipeline, work -> Backfilling.cancel(work, backfill, actor));
    }

    @Override
    public Optional<Backfill> backfill(PipelineKey pipeline, BackfillId backfill) {
        return read(pipeline, work -> Backfilling.one(work, backfill));
    }

    @Override
    public Listing<Backfill> backfills(PipelineKey pipeline, PageRequest page) {
        return read(pipeline, work -> Backfilling.page(work, page));
    }

    @Override
    public Listing<Chunk> chunks(PipelineKey pipeline, BackfillId backfill, PageRequest page) {
        return read(pipeline, work -> Chunks.page(work, backfill, page));
    }

    // ---- sealing and restore

    @Override
    public SealResult seal(PipelineKey pipeline, boolean breaksLease, Actor actor) {
        return this.<SealResult>write(pipeline, new Answers.NotFound(), work -> Seals.seal(work, breaksLease, actor));
    }

    @Override
    public ChangeResult unseal(PipelineKey pipeline, Fence sealed, Actor actor) {
        return change(pipeline, work -> Seals.unseal(work, sealed, actor));
    }

    @Override
    public Listing<PipelineImage> image(PipelineKey pipeline) {
        return read(pipeline, Seals::image);
    }

    @Override
    public ChangeResult receive(PipelineImage image, Actor actor) {
        open();
        PipelineKey key = image.state().key();
        Project project = heads.projects().orCreate(key.project());
        return heads.changeIn(project, key, work -> Seals.receive(work, image, actor));
    }

    @Override
    public ActivateResult activate(PipelineKey pipeline, Actor actor) {
        return this.<ActivateResult>write(pipeline, new Answers.NotFound(), work -> Seals.activate(work, actor));
    }

    @Override
    public ChangeResult markMoved(PipelineKey pipeline, String address, Actor actor) {
        String target = address(address);
        return change(pipeline, work -> Seals.markMoved(work, target, actor));
    }

    @Override
    public ChangeResult sealProject(ProjectId project, Actor actor) {
        open();
        return seals.seal(project, true, actor);
    }

    @Override
    public ChangeResult unsealProject(ProjectId project, Actor actor) {
        open();
        return seals.seal(project, false, actor);
    }

    @Override
    public ChangeResult unsealProject(ProjectId project, long seal, Actor actor) {
        open();
        return seals.seal(project, false, seal, actor);
    }

    @Override
    public ChangeResult markProjectMoved(ProjectId project, String address, Actor actor) {
        open();
        return seals.markMoved(project, address(address), actor);
    }

    @Override
    public CatalogStatus status() {
        open();
        return storage.status(heads.projects());
    }

    @Override
    public void upgrade() {
        open();
        storage.upgrade();
    }

    @Override
    public Adopted adopt(Adopt request) {
        open();
        return seals.adopt(request);
    }

    // ---- retention

    @Override
    public Past past(ProjectId project, RetentionPolicy policy, String after, int most) {
        open();
        int rows = PageRequest.first(most).entries();
        return retaining.find(project, policy, after, rows);
    }

    @Override
    public boolean remove(ProjectId project, RetentionPolicy policy, PastRows rows) {
        open();
        Project here = heads.projects().here(project);
        return here != null && retaining.remove(here, policy, rows);
    }

    @Override
    public int forgetRequests(ProjectId project, int most) {
        open();
        int requests = PageRequest.first(most).entries();
        Project here = heads.projects().here(project);
        return here == null ? 0 : retaining.forgetRequests(here, requests);
    }

    // ---- transfer

    @Override
    public Optional<ProjectImage> project(ProjectId project) {
        place();
        return received.one(project);
    }

    @Override
    public Page<PipelineName> pipelinesEver(ProjectId project, PageRequest page) {
        place();
        return transfers.pipelinesEver(project, page);
    }

    @Override
    public Optional<PipelineImage> snapshot(PipelineKey pipeline) {
        place();
        return transfers.snapshot(pipeline);
    }

    @Override
    public Rows rows(Owner owner, RowKind kind, @Nullable String after, int most) {
        place();
        return transfers.rows(owner, kind, after, most);
    }

    @Override
    public ChangeResult prepareProject(ProjectId project, Actor actor) {
        open();
        return received.prepare(project);
    }

    @Override
    public ChangeResult prepare(PipelineState declared, Actor actor) {
        open();
        return transfers.prepare(declared);
    }

    @Override
    public ChangeResult lay(Owner owner, List<Row> rows, @Nullable Seal under) {
        open();
        return transfers.lay(owner, rows, under);
    }

    @Override
    public ChangeResult remove(Owner owner, RowKind kind, List<String> keys, Seal under) {
        open();
        return transfers.remove(owner, kind, keys, under);
    }

    @Override
    public ChangeResult discard(PipelineKey pipeline, Fence sealed, Actor actor) {
        open();
        return transfers.discard(pipeline, sealed, actor);
    }

    @Override
    public ActivateResult openProject(ProjectImage image, Actor actor) {
        open();
        return received.open(image, actor);
    }

    @Override
    public ChangeResult discardProject(ProjectId project, long auditNumber, Actor actor) {
        open();
        return received.discard(project, auditNumber);
    }

    // ---- how the calls above go

    /** The table is made where there is none, before something is looked at. */
    private void place() {
        open();
        heads.projects().place();
    }

    private void open() {
        if (closed.get()) {
            throw new CatalogException.Unavailable("the catalog is closed", null);
        }
    }

    private <R> R read(PipelineKey pipeline, Function<Work, R> looking) {
        place();
        return heads.read(pipeline, looking);
    }

    private <R> R write(PipelineKey pipeline, R absent, Function<Work, R> deciding) {
        open();
        return heads.change(pipeline, absent, deciding);
    }

    private ChangeResult change(PipelineKey pipeline, Function<Work, ChangeResult> deciding) {
        return write(pipeline, new Answers.NotFound(), deciding);
    }

    /** Refuses a time to live that no lease may have (C-22). */
    private static Duration leaseTtl(Duration ttl) {
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
