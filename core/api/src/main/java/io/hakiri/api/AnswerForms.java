package io.hakiri.api;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillResult;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SealResult;
import io.hakiri.catalog.TokenResult;

/** The answers of the port's operations. */
public final class AnswerForms {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    public static final AnswerForm<BeginResult> BEGIN = AnswerForm.of(BeginResult.class)
            .gives(CREATED, BeginResult.Granted.class)
            .made();
    public static final AnswerForm<RenewResult> RENEW = AnswerForm.of(RenewResult.class)
            .gives(OK, RenewResult.Renewed.class)
            .made();
    public static final AnswerForm<CommitResult> COMMIT = AnswerForm.of(CommitResult.class)
            .gives(OK, CommitResult.Committed.class)
            .made();
    public static final AnswerForm<ChangeResult> CHANGE = AnswerForm.of(ChangeResult.class)
            .gives(NO_CONTENT, ChangeResult.Done.class)
            .made();
    /** A version of 1 is a new pipeline. */
    public static final AnswerForm<PutResult> PUT = AnswerForm.of(PutResult.class)
            .gives(
                    PutResult.Stored.class,
                    stored -> stored.state().version() == 1 ? CREATED : OK,
                    stored -> Forms.written(new Declared(stored.state(), true)),
                    reply -> declares(reply, true),
                    node -> new PutResult.Stored(
                            Forms.ofAnswer(Declared.class).read(node, "").state()))
            .gives(
                    PutResult.Unchanged.class,
                    unchanged -> OK,
                    unchanged -> Forms.written(new Declared(unchanged.state(), false)),
                    reply -> declares(reply, false),
                    node -> new PutResult.Unchanged(
                            Forms.ofAnswer(Declared.class).read(node, "").state()))
            .made();

    public static final AnswerForm<CancelResult> CANCEL = AnswerForm.of(CancelResult.class)
            .gives(NO_CONTENT, CancelResult.Cancelled.class)
            .made();
    public static final AnswerForm<RewindResult> REWIND = AnswerForm.of(RewindResult.class)
            .gives(OK, RewindResult.Rewound.class)
            .made();
    public static final AnswerForm<DecideResult> DECIDE = AnswerForm.of(DecideResult.class)
            .gives(
                    OK,
                    DecideResult.Decided.class,
                    SchemaVersion.class,
                    DecideResult.Decided::version,
                    DecideResult.Decided::new)
            .made();
    public static final AnswerForm<EnqueueResult> ENQUEUE = AnswerForm.of(EnqueueResult.class)
            .gives(CREATED, EnqueueResult.Enqueued.class)
            .made();
    public static final AnswerForm<KeyStartResult> KEY_START = AnswerForm.of(KeyStartResult.class)
            .gives(CREATED, KeyStartResult.Started.class)
            .gives(OK, KeyStartResult.Completed.class)
            .made();
    public static final AnswerForm<KeyCompleteResult> KEY_COMPLETE = AnswerForm.of(KeyCompleteResult.class)
            .gives(NO_CONTENT, KeyCompleteResult.Done.class)
            .made();
    public static final AnswerForm<TokenResult> TOKEN = AnswerForm.of(TokenResult.class)
            .gives(NO_CONTENT, TokenResult.Done.class)
            .made();
    public static final AnswerForm<BackfillResult> BACKFILL = AnswerForm.of(BackfillResult.class)
            .gives(
                    CREATED,
                    BackfillResult.Started.class,
                    Backfill.class,
                    BackfillResult.Started::backfill,
                    BackfillResult.Started::new)
            .made();
    public static final AnswerForm<ChunkResult> CHUNK = AnswerForm.of(ChunkResult.class)
            .gives(CREATED, ChunkResult.ChunkGranted.class)
            .gives(OK, ChunkResult.NoChunk.class)
            .made();
    public static final AnswerForm<ChunkCommitResult> CHUNK_RENEW = AnswerForm.of(ChunkCommitResult.class)
            .gives(OK, ChunkCommitResult.ChunkRenewed.class)
            .never(ChunkCommitResult.ChunkDone.class)
            .made();
    public static final AnswerForm<ChunkCommitResult> CHUNK_COMMIT = AnswerForm.of(ChunkCommitResult.class)
            .gives(OK, ChunkCommitResult.ChunkDone.class)
            .never(ChunkCommitResult.ChunkRenewed.class)
            .made();
    public static final AnswerForm<SealResult> SEAL = AnswerForm.of(SealResult.class)
            .gives(OK, SealResult.SealedUnder.class)
            .made();
    public static final AnswerForm<ActivateResult> ACTIVATE = AnswerForm.of(ActivateResult.class)
            .gives(OK, ActivateResult.Activated.class)
            .made();

    private AnswerForms() {}

    private static boolean declares(Reply reply, boolean changed) {
        return reply.status() <= CREATED
                && reply.body() != null
                && reply.body().path("changed").asBoolean() == changed;
    }
}
