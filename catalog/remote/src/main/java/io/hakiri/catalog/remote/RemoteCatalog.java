package io.hakiri.catalog.remote;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.api.Caller;
import io.hakiri.api.Credential;
import io.hakiri.api.Grants;
import io.hakiri.api.Said;
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
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SealResult;
import io.hakiri.catalog.SeenSchema;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.TokenResult;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import io.hakiri.proof.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of a service, for the holder of a token: each call of the port is a request of the HTTP API.
 *
 * <p>It sees the projects that the token is for and no other, and may do there what the token's roles may: anything else is
 * {@link CatalogException.Denied}. What it changes is in the audit under the token's name, whoever the {@link Actor} is; the
 * reason goes with it. Times to come travel in whole seconds, rounded up.
 */
public final class RemoteCatalog implements Catalog {
    /** How long a call may take, with all its attempts. */
    private static final Duration CALL = Duration.ofSeconds(30);

    /** In whose name the catalog itself is asked about where there is no project yet. */
    private static final ProjectId ANY = new ProjectId("none");

    private final Exchange exchange;
    private final Asking asking;

    private RemoteCatalog(Exchange exchange) {
        this.exchange = exchange;
        this.asking = new Asking(exchange);
    }

    /** Opens it; the service need not be reachable yet. */
    public static RemoteCatalog open(ServerAddress server, Credential token, RandomGenerator random) {
        return open(server, () -> token, random);
    }

    /**
     * Opens it for a caller whose tokens are short-lived.
     *
     * @param token asked for the one of now with each request; must not block for long
     */
    public static RemoteCatalog open(
            ServerAddress server, Supplier<? extends Credential> token, RandomGenerator random) {
        return open(server, token, random, CALL);
    }

    static RemoteCatalog open(
            ServerAddress server, Supplier<? extends Credential> token, RandomGenerator random, Duration deadline) {
        return new RemoteCatalog(new Exchange(server, token, deadline, random));
    }

    /** Who the service takes this program for, and which program it is itself. */
    public Caller caller() {
        return asking.one(Call.get("/v1/caller"), Caller.class);
    }

    /** What the service shows of a run that ended; empty where there is none. */
    public Optional<Proof> proof(PipelineKey pipeline, RunId run) {
        return asking.found(Call.get(Call.of(pipeline, "runs", run.toString(), "proof")), Proof.class);
    }

    // --- projects and tokens

    /** Those that the token is for. */
    @Override
    public Page<ProjectId> projects(PageRequest page) {
        Page<Said.Project> seen = asking.page(Call.get("/v1/projects", page), "projects", Said.Project.class);
        return new Page<>(seen.entries().stream().map(Said.Project::project).toList(), seen.next());
    }

    @Override
    public TokenResult createToken(ApiToken made, Actor actor) {
        if (made.revokedAt() != null) {
            throw new InvalidInput("token", "one that is not revoked", "revoked at " + made.revokedAt());
        }
        var body = new Bodies.NewToken(made.id(), made.role(), made.hash(), made.expiresAt(), actor.reason());
        return asking.answer(
                AnswerForms.TOKEN,
                Call.post(Call.of(made.project(), "tokens"), body).named());
    }

    @Override
    public TokenResult revokeToken(ProjectId project, String id, Actor actor) {
        Call call = Call.post(Call.of(project, "tokens", Limits.name("token id", id), "revoke"), why(actor));
        return asking.answer(AnswerForms.TOKEN, call.named());
    }

    @Override
    public Optional<ApiToken> validToken(ProjectId project, Bytes hash) {
        Call call = Call.post(Call.of(project, "tokens", "check"), new Bodies.TokenHash(hash));
        return asking.found(call.reading(), ApiToken.class);
    }

    @Override
    public Page<ApiToken> tokens(ProjectId project, PageRequest page) {
        return asking.page(Call.get(Call.of(project, "tokens"), page), "tokens", ApiToken.class);
    }

    // --- pipelines

    @Override
    public PutResult put(PutPipeline request) {
        Bodies.Kept kept = new Bodies.Kept(request.manifest(), request.nextDue());
        Call call = Call.put(
                Call.of(request.pipeline()),
                new Bodies.Declaration(null, kept, request.actor().reason()));
        Long expected = request.expectedVersion();
        if (expected != null) {
            call = expected == 0 ? call.with("If-None-Match", "*") : call.with("If-Match", "\"" + expected + "\"");
        }
        return asking.answer(AnswerForms.PUT, call);
    }

    @Override
    public Optional<PipelineState> pipeline(PipelineKey pipeline) {
        return asking.found(Call.get(Call.of(pipeline)), PipelineState.class);
    }

    @Override
    public Page<PipelineState> pipelines(ProjectId project, PageRequest page) {
        return asking.page(Call.get(Call.of(project, "pipelines"), page), "pipelines", PipelineState.class);
    }

    @Override
    public ChangeResult pause(PipelineKey pipeline, boolean now, Actor actor) {
        return change(Call.post(Call.of(pipeline, "pause"), new Bodies.Pause(now, actor.reason())));
    }

    @Override
    public ChangeResult resume(PipelineKey pipeline, @Nullable Instant nextDue, Actor actor) {
        Bodies.Resume body = new Bodies.Resume(actor.reason(), new Bodies.Due(nextDue));
        return change(Call.post(Call.of(pipeline, "resume"), body));
    }

    @Override
    public ChangeResult delete(PipelineKey pipeline, Actor actor) {
        return change(Call.delete(Call.of(pipeline) + "?reason=" + Call.encoded(actor.reason())));
    }

    // --- the single writer

    @Override
    public BeginResult begin(Begin request) {
        boolean queued = request.trigger() instanceof Trigger.Queued;
        Bodies.DueClaim claim = request.trigger() instanceof Trigger.Due(Claim due)
                ? new Bodies.DueClaim(due.due(), due.token(), due.recovery(), due.until())
                : null;
        var body = new Bodies.BeginRun(
                request.run(), request.worker(), seconds(request.leaseTtl()), request.streams(), claim, queued);
        return asking.answer(
                AnswerForms.BEGIN,
                Call.post(Call.of(request.pipeline(), "runs"), body).named(request.request()));
    }

    @Override
    public RenewResult renew(Writer writer, Duration leaseTtl) {
        return asking.answer(
                AnswerForms.RENEW,
                Call.post(of(writer, "renew"), new Bodies.Renewal(writer.fence(), seconds(leaseTtl)))
                        .named());
    }

    @Override
    public CommitResult commit(Commit commit) {
        Bodies.Finish finish = null;
        Integer lease = null;
        switch (commit.next()) {
            case Next.GoOn(Duration ttl) -> lease = seconds(ttl);
            case Next.Finish(RunStatus outcome, RunError error, Instant nextDue) ->
                finish = new Bodies.Finish(outcome, error, nextDue);
        }
        var body = new Bodies.CommitRun(commit.writer().fence(), commit.step(), commit.progress(), lease, finish);
        return asking.answer(
                AnswerForms.COMMIT,
                Call.post(of(commit.writer(), "commit"), body).named());
    }

    @Override
    public ChangeResult acknowledge(PipelineKey pipeline, List<Settlement> settlements) {
        return change(Call.post(Call.of(pipeline, "receipts", "acknowledge"), new Bodies.Settled(settlements))
                .named());
    }

    @Override
    public RewindResult rewind(Rewind request) {
        Bodies.Start start =
                request.target() instanceof Rewind.Target.Start(Set<String> streams) ? new Bodies.Start(streams) : null;
        RunId before = request.target() instanceof Rewind.Target.BeforeRun(RunId run) ? run : null;
        Bodies.Point to = request.target() instanceof Rewind.Target.To(StreamPartition at, Position position)
                ? new Bodies.Point(at, position)
                : null;
        var body = new Bodies.RewindCursors(request.mode(), request.actor().reason(), start, before, to);
        return asking.answer(
                AnswerForms.REWIND,
                Call.post(Call.of(request.pipeline(), "cursors", "rewind"), body)
                        .named(request.request()));
    }

    @Override
    public ChangeResult breakLease(PipelineKey pipeline, Actor actor) {
        return change(Call.post(Call.of(pipeline, "lease", "break"), why(actor)));
    }

    @Override
    public EnqueueResult enqueue(Enqueue request) {
        var body = new Bodies.EnqueueRun(
                request.run(), seconds(request.waitAtMost()), request.actor().reason());
        return asking.answer(
                AnswerForms.ENQUEUE,
                Call.post(Call.of(request.pipeline(), "queue"), body).named(request.request()));
    }

    @Override
    public CancelResult cancel(PipelineKey pipeline, RunId run, Actor actor) {
        return asking.answer(
                AnswerForms.CANCEL, Call.post(Call.of(pipeline, "runs", run.toString(), "cancel"), why(actor)));
    }

    @Override
    public Listing<Cursor> cursors(PipelineKey pipeline, PageRequest page) {
        return asking.listing(Call.get(Call.of(pipeline, "cursors"), page), "cursors", Cursor.class);
    }

    @Override
    public Listing<Receipt> unsettled(PipelineKey pipeline, PageRequest page) {
        return asking.listing(Call.get(Call.of(pipeline, "receipts"), page), "receipts", Receipt.class);
    }

    // --- what is due

    @Override
    public List<Claim> claimDue(ClaimDue request) {
        Call call = Call.post(
                Call.of(request.project(), "due", "claim"),
                new Bodies.DueClaims(request.limit(), seconds(request.claimTtl())));
        return asking.page(call, "claims", Claim.class).entries();
    }

    @Override
    public List<RunId> abandonExpired(ProjectId project, int limit) {
        Call call = Call.post(Call.of(project, "due", "abandon"), new Bodies.AtMost(limit));
        return asking.page(call, "runs", Said.Abandoned.class).entries().stream()
                .map(Said.Abandoned::run)
                .toList();
    }

    // --- history

    @Override
    public Optional<Run> run(PipelineKey pipeline, RunId run) {
        return asking.found(Call.get(Call.of(pipeline, "runs", run.toString())), Run.class);
    }

    @Override
    public Listing<Run> runs(PipelineKey pipeline, PageRequest page) {
        return asking.listing(Call.get(Call.of(pipeline, "runs"), page), "runs", Run.class);
    }

    @Override
    public Listing<Run> queue(PipelineKey pipeline, PageRequest page) {
        return asking.listing(Call.get(Call.of(pipeline, "queue"), page), "runs", Run.class);
    }

    @Override
    public Listing<SchemaVersion> schemaVersions(PipelineKey pipeline, String stream, PageRequest page) {
        return asking.listing(
                Call.get(Call.of(pipeline, "schemas", stream, "versions"), page), "versions", SchemaVersion.class);
    }

    @Override
    public DecideResult decide(PipelineKey pipeline, String stream, int version, Verdict verdict, Actor actor) {
        String path = Call.of(pipeline, "schemas", stream, "versions", Integer.toString(version), "decision");
        return asking.answer(AnswerForms.DECIDE, Call.post(path, new Bodies.Decide(verdict, actor.reason())));
    }

    @Override
    public Page<AuditEvent> audit(PipelineKey pipeline, PageRequest page) {
        return asking.page(Call.get(Call.of(pipeline, "audit"), page), "events", AuditEvent.class);
    }

    @Override
    public Page<AuditEvent> audit(ProjectId project, PageRequest page) {
        return asking.page(Call.get(Call.of(project, "audit"), page), "events", AuditEvent.class);
    }

    @Override
    public Found<Run> searchRuns(RunSearch search) {
        return Searching.range(search.filter())
                .map(range -> asking.search(
                        Call.post(
                                Call.of(search.filter().project(), "search", "runs"),
                                new Bodies.SearchRuns(range, search.statuses(), Searching.window(search.page()))),
                        "runs",
                        Run.class))
                .orElseGet(Searching::nothing);
    }

    @Override
    public Found<SeenSchema> searchSchemas(SchemaSearch search) {
        return Searching.range(search.filter())
                .map(range -> asking.search(
                        Call.post(
                                Call.of(search.filter().project(), "search", "schemas"),
                                new Bodies.SearchSchemas(
                                        range,
                                        search.stream(),
                                        search.verdicts(),
                                        search.undecided(),
                                        Searching.window(search.page()))),
                        "schemas",
                        SeenSchema.class))
                .orElseGet(Searching::nothing);
    }

    @Override
    public Found<AuditEvent> searchAudit(AuditSearch search) {
        return Searching.range(search.filter())
                .map(range -> asking.search(
                        Call.post(
                                Call.of(search.filter().project(), "search", "audit"),
                                new Bodies.SearchAudit(range, Searching.window(search.page()))),
                        "events",
                        AuditEvent.class))
                .orElseGet(Searching::nothing);
    }

    // --- keys

    @Override
    public KeyStartResult start(KeyStart request) {
        var body = new Bodies.KeyBegin(seconds(request.inProgressTtl()), seconds(request.keepTtl()));
        return asking.answer(
                AnswerForms.KEY_START, Call.put(of(request.key()), body).named(request.request()));
    }

    @Override
    public KeyCompleteResult complete(KeyComplete request) {
        return asking.answer(
                AnswerForms.KEY_COMPLETE,
                Call.put(of(request.key(), "complete"), new Bodies.KeyEnd(request.token(), request.result()))
                        .named());
    }

    // --- backfills

    @Override
    @SuppressWarnings("NullAway") // it does not see the annotation of a nested type in a class file
    public BackfillResult startBackfill(StartBackfill request) {
        var body = new Bodies.BackfillStart(
                request.at(), request.from(), request.borders(), request.actor().reason());
        return asking.answer(
                AnswerForms.BACKFILL,
                Call.put(of(request.pipeline(), request.backfill()), body).named());
    }

    @Override
    public ChunkResult claimChunk(ClaimChunk request) {
        return asking.answer(
                AnswerForms.CHUNK,
                Call.post(
                                of(request.pipeline(), request.backfill(), "chunks"),
                                new Bodies.ChunkClaim(request.worker(), seconds(request.leaseTtl())))
                        .named(request.request()));
    }

    @Override
    public ChunkCommitResult renewChunk(ChunkWriter writer, Duration leaseTtl) {
        return asking.answer(
                AnswerForms.CHUNK_RENEW,
                Call.post(of(writer, "renew"), new Bodies.Renewal(writer.fence(), seconds(leaseTtl)))
                        .named());
    }

    @Override
    public ChunkCommitResult commitChunk(CommitChunk request) {
        var body = new Bodies.ChunkEnd(
                request.writer().fence(), request.schemaVersion(), request.staged(), request.counts());
        return asking.answer(
                AnswerForms.CHUNK_COMMIT,
                Call.post(of(request.writer(), "commit"), body).named());
    }

    @Override
    public ChangeResult cancelBackfill(PipelineKey pipeline, BackfillId backfill, Actor actor) {
        return change(Call.post(of(pipeline, backfill, "cancel"), why(actor)));
    }

    @Override
    public Optional<Backfill> backfill(PipelineKey pipeline, BackfillId backfill) {
        return asking.found(Call.get(of(pipeline, backfill)), Backfill.class);
    }

    @Override
    public Listing<Backfill> backfills(PipelineKey pipeline, PageRequest page) {
        return asking.listing(Call.get(Call.of(pipeline, "backfills"), page), "backfills", Backfill.class);
    }

    @Override
    public Listing<Chunk> chunks(PipelineKey pipeline, BackfillId backfill, PageRequest page) {
        return asking.listing(Call.get(of(pipeline, backfill, "chunks"), page), "chunks", Chunk.class);
    }

    // --- moving

    @Override
    public SealResult seal(PipelineKey pipeline, boolean breaksLease, Actor actor) {
        return asking.answer(
                AnswerForms.SEAL,
                Call.post(Call.of(pipeline, "move", "seal"), new Bodies.Seal(breaksLease, actor.reason())));
    }

    @Override
    public ChangeResult unseal(PipelineKey pipeline, Fence sealed, Actor actor) {
        return change(Call.post(Call.of(pipeline, "move", "unseal"), new Bodies.Unseal(sealed, actor.reason())));
    }

    @Override
    public Listing<PipelineImage> image(PipelineKey pipeline) {
        return asking.listing(Call.get(Call.of(pipeline, "move", "image")), "images", PipelineImage.class);
    }

    @Override
    public ChangeResult receive(PipelineImage image, Actor actor) {
        return change(
                Call.put(Call.of(image.state().key(), "move", "image"), new Bodies.Received(image, actor.reason())));
    }

    @Override
    public ActivateResult activate(PipelineKey pipeline, Actor actor) {
        return asking.answer(AnswerForms.ACTIVATE, Call.post(Call.of(pipeline, "move", "activate"), why(actor)));
    }

    @Override
    public ChangeResult markMoved(PipelineKey pipeline, String address, Actor actor) {
        return change(Call.post(Call.of(pipeline, "move", "moved"), new Bodies.NewAddress(address, actor.reason())));
    }

    @Override
    public ChangeResult sealProject(ProjectId project, Actor actor) {
        return change(Call.post(Call.of(project, "move", "seal"), why(actor)));
    }

    @Override
    public ChangeResult unsealProject(ProjectId project, Actor actor) {
        return change(Call.post(Call.of(project, "move", "unseal"), why(actor)));
    }

    @Override
    public ChangeResult markProjectMoved(ProjectId project, String address, Actor actor) {
        return change(Call.post(Call.of(project, "move", "moved"), new Bodies.NewAddress(address, actor.reason())));
    }

    // --- the thing itself

    @Override
    public Adopted adopt(Adopt request) {
        var body =
                new Bodies.Adoption(request.generationAtLeast(), request.actor().reason());
        return asking.one(Call.post(Call.of(request.project(), "catalog", "adopt"), body), Adopted.class);
    }

    @Override
    public Past past(ProjectId project, RetentionPolicy policy, String after, int most) {
        return Retaining.past(asking, project, policy, after, most);
    }

    @Override
    public boolean remove(ProjectId project, RetentionPolicy policy, PastRows rows) {
        Call call = Call.post(
                Call.of(project, "catalog", "past", "remove"), new Bodies.Removal(Retaining.policy(policy), rows));
        return asking.one(call, Said.Removed.class).gone();
    }

    @Override
    public int forgetRequests(ProjectId project, int most) {
        Call call = Call.post(Call.of(project, "catalog", "past", "forget"), new Bodies.AtMost(most));
        return asking.one(call, Said.Forgotten.class).requests();
    }

    /** Of its projects, those that the token may ask about: at most a page of them. */
    @Override
    public CatalogStatus status() {
        List<CatalogStatus> each = may(Role.OPERATOR).stream()
                .map(project -> asking.one(Call.get(Call.of(project, "catalog")), CatalogStatus.class))
                .toList();
        CatalogStatus first = each.getFirst();
        return new CatalogStatus(
                first.backend(),
                first.address(),
                first.server(),
                first.version(),
                first.newest(),
                each.stream().flatMap(one -> one.projects().stream()).toList(),
                first.differences());
    }

    /** Safe to repeat: what is so already is not changed. */
    @Override
    public void upgrade() {
        ProjectId any = may(Role.ADMIN).getFirst();
        asking.done(Call.post(Call.of(any, "catalog", "upgrade"), null).named());
    }

    /** Where the token allows this, and at least one: the service says no to what it does not allow. */
    private List<ProjectId> may(Role least) {
        Grants grants = new Grants(caller().grants());
        List<ProjectId> allowed =
                grants.everywhere(least) ? projects(PageRequest.first()).entries() : grants.named(least);
        List<ProjectId> asked = allowed.isEmpty() ? grants.named(Role.READER) : allowed;
        return asked.isEmpty() ? List.of(ANY) : asked;
    }

    @Override
    public void close() {
        exchange.close();
    }

    // --- words

    private ChangeResult change(Call call) {
        return asking.answer(AnswerForms.CHANGE, call);
    }

    private static Bodies.Reason why(Actor actor) {
        return new Bodies.Reason(actor.reason());
    }

    private static String of(Writer writer, String act) {
        return Call.of(writer.pipeline(), "runs", writer.run().toString(), act);
    }

    private static String of(ChunkWriter writer, String act) {
        return of(writer.pipeline(), writer.backfill(), "chunks", Integer.toString(writer.chunk()), act);
    }

    private static String of(PipelineKey pipeline, BackfillId backfill, String... below) {
        String path = Call.of(pipeline, "backfills", backfill.value());
        return below.length == 0 ? path : path + "/" + String.join("/", below);
    }

    private static String of(KeyId key, String... below) {
        String path = Call.of(key.project(), "keys", key.scope(), key.key());
        return below.length == 0 ? path : path + "/" + String.join("/", below);
    }

    static int seconds(Duration time) {
        return Math.toIntExact(wholeSeconds(time));
    }

    static long wholeSeconds(Duration time) {
        return time.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
