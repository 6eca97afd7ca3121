package io.hakiri.catalog.relational;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code begin}: 1. the first answer, where the request is known; 2. may it be begun; 3. is it free; 4. close the run that
 * died; 5. raise the fence, record run, lease and answer.
 */
final class Begins {
    /** Pipeline, first answer and run in one statement: each statement costs more than what it reads. */
    private static final String STORED = "SELECT " + PipelineRow.COLUMNS + """
            , q.digest, q.answer, r.status, r.wait_until
            FROM pipeline p LEFT JOIN request q ON q.pipeline = p.id AND q.id = ?
              LEFT JOIN run r ON r.pipeline = p.id AND r.id = ?
            WHERE p.project = ? AND p.name = ?""";

    private static final String INSERT = """
            INSERT INTO run (pipeline, id, fence, cause, worker, status, started_at, last_step)
            VALUES (?, ?, ?, ?, ?, 'RUNNING', ?, 0)""";

    private static final String START_QUEUED = """
            UPDATE run SET fence = ?, worker = ?, status = 'RUNNING', started_at = ?, wait_until = NULL
            WHERE pipeline = ? AND id = ?""";

    /** What is stored under a run's id before it begins. */
    private record StoredRun(RunStatus status, @Nullable Instant waitUntil) {
        boolean waits(Instant now) {
            return status == RunStatus.QUEUED && waitUntil != null && waitUntil.isAfter(now);
        }
    }

    private record Stored(
            PipelineRow pipeline,
            Requests.Recalled recalled,
            @Nullable StoredRun run) {
        static Stored of(Begin request, Row row) {
            int column = PipelineRow.NEXT_COLUMN;
            return new Stored(
                    PipelineRow.of(request.pipeline().project(), row),
                    Requests.recalled(row, column, request.digest()),
                    row.absent(column + 2)
                            ? null
                            : new StoredRun(RunStatus.valueOf(row.text(column + 2)), row.instantOrNull(column + 3)));
        }
    }

    private Begins() {}

    static BeginResult begin(Tx tx, Begin request) {
        Stored stored = tx.sql()
                .one(
                        STORED,
                        row -> Stored.of(request, row),
                        request.request().value(),
                        request.run(),
                        tx.sql().project(),
                        request.pipeline().pipeline().value());
        if (stored == null) {
            return new Answers.NotFound();
        }
        PipelineRow pipeline = stored.pipeline();
        return switch (stored.recalled()) {
            case Requests.Recalled.Same(Bytes answer) ->
                Requests.decode(answer, in -> decoded(in, tx.sql(), pipeline, request));
            case Requests.Recalled.Other() -> Refusals.otherContent(request.request());
            case Requests.Recalled.Unknown() -> {
                BeginResult refusal = refusal(tx, pipeline, stored.run(), request);
                yield refusal != null ? refusal : grant(tx, pipeline, request);
            }
        };
    }

    private static @Nullable BeginResult refusal(
            Tx tx, PipelineRow pipeline, @Nullable StoredRun known, Begin request) {
        switch (pipeline.status) {
            case PipelineRow.DELETED -> {
                return new Answers.NotFound();
            }
            case PipelineRow.SEALED -> {
                return new Answers.Moving();
            }
            case PipelineRow.MOVED -> {
                return new Answers.Moved(String.valueOf(pipeline.movedTo()));
            }
            case PipelineRow.PAUSED -> {
                return new Answers.Paused();
            }
            default -> {}
        }
        Lease live = pipeline.liveLease(tx.now());
        if (live != null) {
            return new Answers.Held(live.holder(), live.fence(), live.until());
        }
        String ahead = pipeline.ahead;
        if (ahead != null) {
            return Refusals.heldBy(tx, pipeline, ahead);
        }
        if (request.trigger() instanceof Trigger.Due(Claim claim) && !holds(pipeline, claim)) {
            return new Answers.NotDue(pipeline.nextDue);
        }
        return wrongRun(tx, known, request);
    }

    private static boolean holds(PipelineRow pipeline, Claim claim) {
        PipelineRow.Claimed stored = pipeline.claim;
        return stored != null
                && stored.token().equals(claim.token())
                && stored.due().equals(claim.due().truncatedTo(ChronoUnit.MICROS));
    }

    private static @Nullable BeginResult wrongRun(Tx tx, @Nullable StoredRun known, Begin request) {
        if (request.trigger() instanceof Trigger.Queued) {
            return known != null && known.waits(tx.now())
                    ? null
                    : new Answers.Invalid(
                            "run",
                            "one that waits in the queue",
                            request.run()
                                    + (known == null ? ", which was never queued" : ", which is " + known.status()));
        }
        return known == null
                ? null
                : new Answers.Invalid(
                        "run", "an id that was never used", request.run() + ", which is " + known.status());
    }

    private static Granted grant(Tx tx, PipelineRow pipeline, Begin request) {
        RunId abandoned = Runs.abandon(tx, pipeline, request.run().toString());
        pipeline.raiseFence();
        Instant until = tx.now().plus(request.leaseTtl().truncatedTo(ChronoUnit.MICROS));
        pipeline.lease = new Lease(request.worker(), request.run(), pipeline.fence, tx.now(), until);
        pipeline.claim = null;
        if (request.trigger() instanceof Trigger.Queued) {
            tx.sql().change(START_QUEUED, pipeline.fence, request.worker(), tx.now(), pipeline.id, request.run());
        } else {
            tx.sql()
                    .change(
                            INSERT,
                            pipeline.id,
                            request.run(),
                            pipeline.fence,
                            request.trigger().word(),
                            request.worker(),
                            tx.now());
        }
        Known.Streams known = known(tx, pipeline, request.streams());
        List<Cursor> cursors = known != null
                ? List.copyOf(known.cursors().values())
                : Cursors.ofStreams(tx.sql(), pipeline, request.streams(), Limits.ADVANCES_PER_COMMIT + 1);
        Map<String, StreamSchemas> schemas =
                known != null ? known.schemas() : Schemas.ofStreams(tx.sql(), pipeline, request.streams());
        if (known == null && cursors.size() <= Limits.ADVANCES_PER_COMMIT) {
            tx.known().learn(pipeline, request.streams(), cursors, schemas);
        }
        List<Receipt> unsettled = Receipts.open(tx.sql(), pipeline, Limits.RECEIPTS_PER_COMMIT + 1);
        Granted granted = new Granted(
                new Writer(request.pipeline(), request.run(), pipeline.fence),
                until,
                most(cursors, Limits.ADVANCES_PER_COMMIT),
                cursors.size() > Limits.ADVANCES_PER_COMMIT,
                schemas,
                most(unsettled, Limits.RECEIPTS_PER_COMMIT),
                unsettled.size() > Limits.RECEIPTS_PER_COMMIT,
                pipeline.failures,
                abandoned);
        Requests.remember(tx, pipeline.id, request.request(), request.digest(), out -> encode(out, granted));
        pipeline.save(tx.sql());
        return granted;
    }

    private static Known.@Nullable Streams known(Tx tx, PipelineRow pipeline, Set<String> streams) {
        Known.Streams known = tx.known().of(pipeline);
        return known != null && known.names().equals(streams) ? known : null;
    }

    private static <T> List<T> most(List<T> all, int most) {
        return all.size() > most ? all.subList(0, most) : all;
    }

    private static void encode(DataOutputStream out, Granted granted) throws IOException {
        out.writeLong(granted.writer().fence().value());
        AnswerCodec.instant(out, granted.leaseUntil());
        AnswerCodec.cursors(out, granted.cursors());
        out.writeBoolean(granted.moreCursors());
        out.writeInt(granted.schemas().size());
        for (StreamSchemas schemas : granted.schemas().values()) {
            version(out, schemas.latest());
            SchemaVersion accepted = schemas.accepted();
            out.writeBoolean(accepted != null);
            if (accepted != null) {
                version(out, accepted);
            }
        }
        AnswerCodec.receipts(out, granted.unsettled());
        out.writeBoolean(granted.moreUnsettled());
        out.writeInt(granted.failures());
        RunId abandoned = granted.abandoned();
        Requests.text(out, abandoned == null ? null : abandoned.toString());
    }

    /** A version by its number only: its shape is stored for ever. What was decided may change, and is kept. */
    private static void version(DataOutputStream out, SchemaVersion version) throws IOException {
        out.writeUTF(version.stream());
        out.writeInt(version.version());
        AnswerCodec.decision(out, version.decision());
    }

    private static SchemaVersion version(DataInputStream in, Sql sql, PipelineRow pipeline) throws IOException {
        String stream = in.readUTF();
        int number = in.readInt();
        Decision decision = AnswerCodec.decision(in);
        SchemaVersion stored = Schemas.one(sql, pipeline, stream, number);
        if (stored == null) {
            throw new IOException("version " + number + " of the schema of a kept answer is gone");
        }
        return new SchemaVersion(stream, number, stored.shape(), decision, stored.seenAt(), stored.seenBy());
    }

    private static Granted decoded(DataInputStream in, Sql sql, PipelineRow pipeline, Begin request)
            throws IOException {
        Writer writer = new Writer(request.pipeline(), request.run(), new Fence(in.readLong()));
        Instant until = AnswerCodec.instant(in);
        List<Cursor> cursors = AnswerCodec.cursors(in);
        boolean moreCursors = in.readBoolean();
        int streams = in.readInt();
        Map<String, StreamSchemas> schemas = new HashMap<>();
        for (int i = 0; i < streams; i++) {
            SchemaVersion latest = version(in, sql, pipeline);
            SchemaVersion accepted = in.readBoolean() ? version(in, sql, pipeline) : null;
            schemas.put(latest.stream(), new StreamSchemas(latest, accepted));
        }
        List<Receipt> unsettled = AnswerCodec.receipts(in);
        boolean moreUnsettled = in.readBoolean();
        int failures = in.readInt();
        String abandoned = Requests.text(in);
        return new Granted(
                writer,
                until,
                cursors,
                moreCursors,
                schemas,
                unsettled,
                moreUnsettled,
                failures,
                abandoned == null ? null : RunId.parse(abandoned));
    }
}
