package io.hakiri.run;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkResult.ChunkGranted;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connector.StreamRead;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import io.hakiri.schema.Resolution;
import io.hakiri.schema.SchemaPolicy;
import io.hakiri.schema.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One granted chunk of a backfill, from its grant to its commit (C-21).
 *
 * <ol>
 *   <li>Removes what workers who had the chunk before staged: the grant has fenced them, so nobody can commit it.
 *   <li>Reads the chunk's part of the stream, and stages its rows under the version that is accepted. Nothing is decided about
 *       schemas here: the pipeline may have a run, which decides.
 *   <li>Commits all of it at once. What of it is published is the next one's business.
 * </ol>
 */
final class ChunkAttempt {
    /** A chunk is one commit. */
    private static final int STEP = 1;

    private final Catalog catalog;
    private final SafeCalls calls;
    private final Workplace workplace;
    private final RunDestination destination;
    private final Pipeline pipeline;
    private final StreamSpec stream;
    private final ChunkGranted granted;
    private final Pace pace;
    private final BackfillListener listener;

    ChunkAttempt(BackfillWork work, RunDestination destination, ChunkGranted granted) {
        this.catalog = work.catalog();
        this.calls = work.calls();
        this.workplace = work.workplace();
        this.pipeline = work.pipeline();
        this.stream = work.stream();
        this.pace = work.pace();
        this.listener = work.listener();
        this.destination = destination;
        this.granted = granted;
    }

    /** How it came out, unless by trouble. */
    sealed interface Outcome {
        /** It is done. */
        record Done(Counts counts, List<Receipt> receipts, int open) implements Outcome {
            public Done {
                receipts = List.copyOf(receipts);
            }
        }

        /** Somebody else has it now, or nobody may have it any more. */
        record Lost(String reason) implements Outcome {}
    }

    /** Tries again after trouble that may pass; who gives up, or is asked to stop, gives the chunk back. */
    Outcome run() {
        try (LeaseKeeper lease =
                LeaseKeeper.ofChunk(catalog, granted.writer(), pipeline.run().leaseTtl())) {
            return tries(lease);
        } catch (LeaseKeeper.LeaseLost e) {
            return new Outcome.Lost(String.valueOf(e.getMessage()));
        } catch (ConnectorException | Stop.Stopped e) {
            giveBack();
            throw e;
        }
    }

    private Outcome tries(LeaseKeeper lease) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(lease);
            } catch (ConnectorException e) {
                destination.after(e);
                Optional<Duration> wait = Retry.withinRun(e, attempt, pipeline.run());
                if (wait.isEmpty()) {
                    throw e;
                }
                Duration delay = pace.jittered(wait.get());
                listener.retrying(workplace.secrets().redacted(String.valueOf(e.getMessage())), delay);
                pace.await(delay);
                lease.check();
            }
        }
    }

    private Outcome once(LeaseKeeper lease) {
        Writer writer = granted.writer().staging();
        destination.get().sweep(writer, Set.of(), writer.run()::equals);
        StreamSchemas known = calls.call(() -> KnownSchemas.of(catalog, writer.pipeline(), stream.name()))
                .orElseThrow(() -> new ConnectorException(
                        ErrorClass.SCHEMA_INCOMPATIBLE,
                        "stream \"" + stream.name() + "\" was never read, so that no shape of it is accepted; run the"
                                + " pipeline once before: hakiri run " + pipeline.id(),
                        null));
        Counts counts = Counts.NONE;
        int version = 0;
        Stage stage = new Stage(writer, STEP, Map.of(stream.name(), stream.primaryKey()));
        try (Staging staging = destination.get().stage(stage)) {
            try (Source source = pipeline.source()
                            .openSource(workplace.connectors(), workplace.folder(), workplace.secrets());
                    SourceReader reader = source.readRange(request(known), granted.upTo())) {
                for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    lease.check();
                    pace.stop().check();
                    Resolution.Write write = batch.rows().rows() == 0 ? null : write(known, batch);
                    Counts brought = Conformed.stage(stream.name(), batch, write, () -> staging);
                    version = write != null && brought.written() > 0 ? write.version() : version;
                    counts = counts.plus(brought);
                    listener.read(brought.read(), brought.bytes());
                }
            }
            lease.check();
            return commit(staging.finish(), version, counts);
        }
    }

    private StreamRead request(StreamSchemas known) {
        SchemaVersion accepted = known.accepted();
        Position.Monotonic after = granted.after();
        return new StreamRead(
                stream.name(),
                stream.cursorField().orElse(null),
                stream.primaryKey(),
                after == null ? Map.of() : Map.of(StreamPartition.DEFAULT_PARTITION, after),
                Shape.ofJson((accepted == null ? known.latest() : accepted).shape()),
                pipeline.schemaChange() == SchemaPolicy.QUARANTINE,
                StreamRead.ANY_BATCH);
    }

    private Resolution.Write write(StreamSchemas known, SourceBatch batch) {
        Resolution resolution;
        try {
            resolution = Resolution.of(stream.name(), known, batch.rows().shape(), pipeline.schemaChange());
        } catch (InvalidInput tooLarge) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT, "stream \"" + stream.name() + "\": " + tooLarge.getMessage(), tooLarge);
        }
        return switch (resolution) {
            case Resolution.Write write when write.change() == null -> write;
            case Resolution.Write(var _, int version, var change, var _) ->
                throw undecided(
                        "rows of " + batch.where().where(0) + " and after it have a shape that nobody has decided about"
                                + (change == null || change.decision() == null
                                        ? ""
                                        : ": " + change.decision().reason()) + "; accepted is version " + version);
            case Resolution.Stop(var _, int _, String reason) -> throw undecided(reason);
        };
    }

    private ConnectorException undecided(String what) {
        return new ConnectorException(
                ErrorClass.SCHEMA_INCOMPATIBLE,
                what
                        + ". A backfill decides about no schema: let a run of the pipeline meet such rows, or change the source, and"
                        + " go on: hakiri backfill work " + pipeline.id() + " "
                        + granted.writer().backfill(),
                null);
    }

    private Outcome commit(List<StagedObject> staged, int version, Counts counts) {
        CommitChunk commit = new CommitChunk(granted.writer(), version, staged, counts);
        List<Receipt> receipts = receipts(staged);
        ChunkCommitResult answer = calls.call(() -> catalog.commitChunk(commit));
        return switch (answer) {
            case ChunkCommitResult.ChunkDone(int open) -> new Outcome.Done(counts, receipts, open);
            case ChunkCommitResult.ChunkUndecided(String of, int undecided) -> {
                withdraw(receipts);
                throw undecided("version " + undecided + " of stream \"" + of + "\" is not decided");
            }
            case ChunkCommitResult.ChunkRenewed _ -> throw new IllegalStateException("a renewal for " + commit);
            case Answers.Fenced(var current) -> lost(receipts, LeaseKeeper.taken(current));
            case Answers.NotFound() -> lost(receipts, "the backfill is not there any more");
            case Answers.Moving() -> lost(receipts, "the pipeline is being moved");
            case Answers.Moved(String address) -> lost(receipts, "the pipeline moved to " + address);
            case Answers.Invalid(String field, String limit, String given) -> {
                withdraw(receipts);
                throw new ConnectorException(
                        ErrorClass.PERMANENT,
                        "the catalog refused a chunk: " + field + ": expected " + limit + ", given " + given,
                        null);
            }
        };
    }

    private Outcome lost(List<Receipt> staged, String reason) {
        withdraw(staged);
        return new Outcome.Lost(reason);
    }

    private void withdraw(List<Receipt> staged) {
        Destination open = destination.get();
        open.withdraw(granted.writer().staging(), staged);
    }

    private List<Receipt> receipts(List<StagedObject> staged) {
        List<Receipt> receipts = new ArrayList<>(staged.size());
        for (int i = 0; i < staged.size(); i++) {
            receipts.add(new Receipt(
                    new ReceiptId(granted.writer().fence(), STEP, i), staged.get(i), Receipt.State.COMMITTED));
        }
        return receipts;
    }

    /** As a lease that ends as soon as one can; where that is not answered it ends by itself, later. */
    private void giveBack() {
        ChunkWriter writer = granted.writer();
        try {
            catalog.renewChunk(writer, Limits.SHORTEST_LEASE);
        } catch (CatalogException e) {
            System.getLogger(ChunkAttempt.class.getName())
                    .log(System.Logger.Level.DEBUG, "giving back " + writer + " not answered", e);
        }
    }
}
