package io.hakiri.run;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import io.hakiri.schema.Evolution;
import io.hakiri.schema.Resolution;
import io.hakiri.schema.SchemaPolicy;
import io.hakiri.schema.Shape;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run knows of its own state in the catalog, and the one place where it changes that state.
 *
 * <p>Rows go: {@link #add} stages them → {@link #commit} makes staged rows durable, records them with the cursors they came
 * to, and publishes them. A crash before the record loses nothing but work; a crash after it leaves receipts that the next
 * grant settles (C-25).
 */
final class Ledger {
    private final Catalog catalog;
    private final SafeCalls calls;
    private final Writer writer;
    private final Duration leaseTtl;
    private final InstantSource clock;
    private final Map<String, List<String>> primaryKeys;

    private final Map<StreamPartition, Cursor> cursors = new TreeMap<>();
    private final Map<StreamPartition, @Nullable Position> startedFrom = new TreeMap<>();
    private final Map<String, StreamSchemas> schemas;
    private final Map<String, Counts> counts = new HashMap<>();
    private final List<Receipt> unsettled = new ArrayList<>();
    private final List<Settlement> settled = new ArrayList<>();
    private Pending pending;
    private int step;

    Ledger(Catalog catalog, SafeCalls calls, BeginResult.Granted granted, Pipeline pipeline, InstantSource clock) {
        this.catalog = catalog;
        this.calls = calls;
        this.writer = granted.writer();
        this.leaseTtl = pipeline.run().leaseTtl();
        this.primaryKeys =
                pipeline.streams().stream().collect(Collectors.toMap(StreamSpec::name, StreamSpec::primaryKey));
        this.clock = clock;
        this.schemas = new HashMap<>(granted.schemas());
        this.pending = new Pending(clock.instant());
        List<Cursor> known =
                granted.moreCursors() ? all(page -> catalog.cursors(writer.pipeline(), page)) : granted.cursors();
        known.forEach(cursor -> cursors.put(cursor.at(), cursor));
        unsettled.addAll(
                granted.moreUnsettled()
                        ? all(page -> catalog.unsettled(writer.pipeline(), page))
                        : granted.unsettled());
    }

    /** The last step that was committed. */
    int step() {
        return step;
    }

    Map<String, Position> positions(String stream) {
        Map<String, Position> positions = new HashMap<>();
        cursors.forEach((at, cursor) -> {
            Position position = cursor.position();
            if (at.stream().equals(stream) && position != null) {
                positions.put(at.partition(), position);
            }
        });
        return positions;
    }

    @Nullable
    Shape knownShape(String stream) {
        StreamSchemas known = schemas.get(stream);
        if (known == null) {
            return null;
        }
        SchemaVersion accepted = known.accepted();
        return Shape.ofJson((accepted == null ? known.latest() : accepted).shape());
    }

    /** Settles what earlier runs left open, and removes what they staged and never committed (C-25). */
    void settleBefore(Destination destination) {
        publish(destination);
        Set<String> open = new HashSet<>();
        unsettled.forEach(receipt -> open.add(receipt.object().name()));
        destination.sweep(writer, open);
    }

    /** Makes the destination follow every open receipt. */
    void publish(Destination destination) {
        settle(destination, Receipt.State.WITHDRAWING);
        settle(destination, Receipt.State.COMMITTED);
        acknowledgeSurplus();
    }

    private void settle(Destination destination, Receipt.State state) {
        List<Receipt> open =
                unsettled.stream().filter(receipt -> receipt.state() == state).toList();
        if (open.isEmpty()) {
            return;
        }
        boolean publish = state == Receipt.State.COMMITTED;
        if (publish) {
            destination.publish(writer, open);
        } else {
            destination.withdraw(writer, open);
        }
        Receipt.State done = publish ? Receipt.State.PUBLISHED : Receipt.State.WITHDRAWN;
        open.forEach(receipt -> settled.add(new Settlement(receipt.id(), done)));
        unsettled.removeAll(open);
    }

    /** A commit takes so many settlements; more of them go ahead of it. */
    private void acknowledgeSurplus() {
        while (settled.size() > Limits.RECEIPTS_PER_COMMIT) {
            List<Settlement> first = List.copyOf(settled.subList(0, Limits.RECEIPTS_PER_COMMIT));
            calls.call(() -> catalog.acknowledge(writer.pipeline(), first));
            settled.subList(0, first.size()).clear();
        }
    }

    Resolution resolve(String stream, Shape observed, SchemaPolicy policy) {
        try {
            return Resolution.of(stream, schemas.get(stream), withPending(stream, observed), policy);
        } catch (InvalidInput tooLarge) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT, "stream \"" + stream + "\": " + tooLarge.getMessage(), tooLarge);
        }
    }

    /** A commit takes one change of a stream: rows that no commit may part share it. */
    private Shape withPending(String stream, Shape observed) {
        SchemaChange before = pending.open ? pending.changes.get(stream) : null;
        return before == null ? observed : Evolution.holdingBoth(Shape.ofJson(before.shape()), observed);
    }

    /** Whether the resolution wants a second schema change of the stream in one commit, which takes one. */
    boolean recordsAnotherChange(String stream, Resolution resolution) {
        SchemaChange change = switch (resolution) {
            case Resolution.Write write -> write.change();
            case Resolution.Stop stop -> stop.change();
        };
        SchemaChange before = pending.changes.get(stream);
        return before != null && change != null && !before.equals(change);
    }

    /** Whether the next commit can take this batch with what it has already (C-22). */
    boolean takes(String stream, SourceBatch batch) {
        return pending.isEmpty() || !pending.isFull(batch.positions().size());
    }

    /** Takes up a change that stops the run; rows that wait for their position are given up for it. */
    void record(SchemaChange change) {
        if (pending.open) {
            discard();
        }
        pending.changes.put(change.stream(), change);
    }

    /** Stages the rows of a batch; {@code write} is {@code null} where there are none. */
    void add(String stream, SourceBatch batch, Resolution.@Nullable Write write, Destination destination) {
        Counts brought = Conformed.stage(stream, batch, write, () -> staging(destination));
        if (write != null) {
            SchemaChange change = write.change();
            if (change != null) {
                pending.changes.put(stream, change);
            }
            if (brought.written() > 0) {
                pending.under.put(stream, write.version());
            }
        }
        pending.open = batch.isOpen() || (pending.open && batch.positions().isEmpty());
        if (brought.read() > 0) {
            pending.counts.merge(stream, brought, Counts::plus);
        }
        batch.positions()
                .forEach((partition, position) ->
                        pending.positions.put(new StreamPartition(stream, partition), position));
    }

    private Staging staging(Destination destination) {
        Staging staging = pending.staging;
        if (staging == null) {
            staging = destination.stage(new Stage(writer, step + 1, primaryKeys));
            pending.staging = staging;
        }
        return staging;
    }

    /** Whether rows wait for their position. */
    boolean isOpen() {
        return pending.open;
    }

    Instant pendingSince() {
        return pending.since;
    }

    long pendingRows() {
        return pending.rows();
    }

    long pendingBytes() {
        return pending.bytes();
    }

    /** Lets go of what is staged and not committed; the next read starts again at the committed cursors. */
    void discard() {
        Staging staging = pending.staging;
        if (staging != null) {
            staging.close();
        }
        pending = new Pending(clock.instant());
    }

    /** Commits and publishes what is pending, if anything is and its position is there. */
    void commit(Destination destination) {
        if (pending.open) {
            return;
        }
        if (pending.isEmpty()) {
            pending = new Pending(clock.instant());
            return;
        }
        Staging staging = pending.staging;
        List<StagedObject> staged = staging == null ? List.of() : staging.finish();
        try {
            apply(send(pending.progress(staged, settled, this::revision), new Next.GoOn(leaseTtl)));
        } catch (ConnectorException | LeaseKeeper.LeaseLost refused) {
            destination.withdraw(writer, receipts(staged, step + 1));
            throw refused;
        }
        unsettled.addAll(receipts(staged, step));
        if (staging != null) {
            staging.close();
        }
        pending = new Pending(clock.instant());
        publish(destination);
    }

    void finish(Next.Finish finish) {
        Progress rest = new Progress(List.of(), List.of(), Map.of(), List.of(), List.copyOf(settled), Map.of());
        send(rest, finish);
        step++;
        settled.clear();
    }

    /** Sends the next step until it is answered (C-10); anything but success ends what the run was about to do. */
    private CommitResult.Committed send(Progress progress, Next next) {
        Commit commit = new Commit(writer, step + 1, progress, next);
        CommitResult answer = calls.call(() -> catalog.commit(commit));
        return switch (answer) {
            case CommitResult.Committed committed -> committed;
            case Answers.Fenced(var current) -> throw new LeaseKeeper.LeaseLost(LeaseKeeper.taken(current));
            case Answers.NotFound() -> throw new LeaseKeeper.LeaseLost("the pipeline was deleted");
            case Answers.Moving() -> throw new LeaseKeeper.LeaseLost("the pipeline is being moved");
            case Answers.Moved(String address) -> throw new LeaseKeeper.LeaseLost("the pipeline moved to " + address);
            case CommitResult.Conflict _ ->
                throw refused(ErrorClass.TRANSIENT, "something else changed a cursor or a schema meanwhile");
            case CommitResult.NotGreater(Cursor current) ->
                throw refused(
                        ErrorClass.PERMANENT,
                        "the source went backwards in " + current.at()
                                + ": its new position is not after the committed one; see hakiri cursor rewind");
            case CommitResult.Undecided(String stream, int version) ->
                throw refused(
                        ErrorClass.SCHEMA_INCOMPATIBLE,
                        "version " + version + " of stream \"" + stream + "\" is not decided");
            case CommitResult.AlreadyApplied(int last) ->
                throw new IllegalStateException("step " + commit.step() + " sent after step " + last);
            case Answers.Invalid(String field, String limit, String given) ->
                throw refused(ErrorClass.PERMANENT, field + ": expected " + limit + ", given " + given);
        };
    }

    private static ConnectorException refused(ErrorClass kind, String reason) {
        return new ConnectorException(kind, "the catalog refused a commit: " + reason, null);
    }

    private void apply(CommitResult.Committed committed) {
        step++;
        settled.clear();
        Instant now = clock.instant();
        pending.positions.forEach((at, position) -> {
            Cursor before = cursors.get(at);
            startedFrom.putIfAbsent(at, before == null ? null : before.position());
            cursors.put(at, new Cursor(at, position, revision(at) + 1, writer.fence(), now));
        });
        pending.changes.forEach((stream, change) -> {
            int version = committed.versions().getOrDefault(stream, change.baseVersion() + 1);
            SchemaVersion latest =
                    new SchemaVersion(stream, version, change.shape(), change.decision(), now, writer.fence());
            StreamSchemas before = schemas.get(stream);
            boolean accepted = change.decision() != null && change.decision().verdict() == Verdict.ACCEPT;
            SchemaVersion acceptedBefore = before == null ? null : before.accepted();
            schemas.put(stream, new StreamSchemas(latest, accepted ? latest : acceptedBefore));
        });
        pending.counts.forEach((stream, more) -> counts.merge(stream, more, Counts::plus));
    }

    private long revision(StreamPartition at) {
        Cursor cursor = cursors.get(at);
        return cursor == null ? 0 : cursor.revision();
    }

    private List<Receipt> receipts(List<StagedObject> staged, int ofStep) {
        List<Receipt> receipts = new ArrayList<>(staged.size());
        for (int i = 0; i < staged.size(); i++) {
            ReceiptId id = new ReceiptId(writer.fence(), ofStep, i);
            receipts.add(new Receipt(id, staged.get(i), Receipt.State.COMMITTED));
        }
        return receipts;
    }

    /** Rows of the stream that this run has committed. */
    long written(String stream) {
        return counts.getOrDefault(stream, Counts.NONE).written();
    }

    List<StreamReport> reports(List<StreamSpec> streams, Map<String, String> troubles) {
        List<StreamReport> reports = new ArrayList<>();
        for (StreamSpec stream : streams) {
            List<CursorMove> moves = new ArrayList<>();
            startedFrom.forEach((at, from) -> {
                Cursor now = cursors.get(at);
                if (at.stream().equals(stream.name()) && now != null) {
                    moves.add(new CursorMove(at, from, now.position()));
                }
            });
            if (moves.isEmpty()) {
                stoodStill(stream.name(), moves);
            }
            reports.add(new StreamReport(
                    stream.name(),
                    counts.getOrDefault(stream.name(), Counts.NONE),
                    moves,
                    troubles.get(stream.name())));
        }
        return reports;
    }

    /** Where a stream with a single cursor has not moved, the report says where it stands. */
    private void stoodStill(String stream, List<CursorMove> moves) {
        List<Cursor> own = cursors.values().stream()
                .filter(cursor -> cursor.at().stream().equals(stream))
                .toList();
        if (own.size() == 1) {
            Cursor only = own.getFirst();
            moves.add(new CursorMove(only.at(), only.position(), only.position()));
        }
    }

    private <T> List<T> all(Function<PageRequest, Listing<T>> listing) {
        List<T> entries = new ArrayList<>();
        PageRequest request = PageRequest.first();
        while (true) {
            PageRequest asked = request;
            Page<T> page = calls.call(() -> listing.apply(asked)).pageOrNull();
            if (page == null) {
                throw new LeaseKeeper.LeaseLost("the pipeline is not here any more");
            }
            entries.addAll(page.entries());
            if (page.next() == null) {
                return entries;
            }
            request = new PageRequest(page.next(), Limits.PAGE_ENTRIES);
        }
    }
}
