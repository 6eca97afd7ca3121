package io.hakiri.migrate;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.SealResult;
import io.hakiri.connector.ConnectorException;
import io.hakiri.migrate.MoveReport.Outcome;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Seal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves one pipeline.
 *
 * <ol>
 *   <li>{@link #copy}: while it goes on, all rows that change no more; again, what was written since.
 *   <li>{@link #cutOver}: seal it at the source; from here on it is written nowhere.
 *   <li>Settle its open receipts at the destination (C-25).
 *   <li>Copy the rows that were written since, or may have changed, under the seal; and its image; see that the target holds what the source does.
 *   <li>Activate it at the target, under a greater generation: from here on it is written there.
 *   <li>Mark it as moved at the source.
 * </ol>
 *
 * Whoever is ended in between leaves it in one of these states, and whoever comes next goes on from there: each step finds what
 * it would do done, or does it again.
 */
final class PipelineMove {
    private final End from;
    private final End to;
    private final PipelineKey key;
    private final Owner owner;
    private final Actor actor;
    private final Calls calls;
    private final RowCopy rows;
    private final Settling settling;
    private final LongSupplier nanos;

    private Marks marks = Marks.NONE;

    /** Kinds of which the target held other rows than the source: they are compared whole under the seal. */
    private final Set<RowKind> otherwise = EnumSet.noneOf(RowKind.class);

    private long copiedAt;
    private long firstTriedAt;
    private boolean tried;
    private boolean prepared;

    PipelineMove(Move move, PipelineKey key) {
        from = move.from();
        to = move.to();
        this.key = key;
        owner = Owner.of(key);
        actor = move.options().actor();
        calls = move.calls();
        rows = new RowCopy(move, owner);
        settling = move.settling();
        nanos = move.nanos();
    }

    PipelineKey key() {
        return key;
    }

    /** How many rows were laid down at the target. */
    long laid() {
        return rows.laid();
    }

    /** How long ago it was copied last. */
    Duration sinceCopied() {
        return Duration.ofNanos(nanos.getAsLong() - copiedAt);
    }

    /** How long it is since its lease was first asked for. */
    Duration waited() {
        return tried ? Duration.ofNanos(nanos.getAsLong() - firstTriedAt) : Duration.ZERO;
    }

    /** Copies what was written since the last time and stays, while the pipeline goes on; it may be sealed already. */
    void copy() {
        Optional<PipelineImage> image = calls.call(() -> from.transfer().snapshot(key));
        if (image.isEmpty()) {
            return;
        }
        prepare(image.get());
        Marks now = Marks.of(from, calls, key, image.get());
        for (RowKind kind : RowKind.of(owner)) {
            if (rows.copyWhatStays(kind, marks.after(kind, image.get()), keptFrom(kind, image.get()))) {
                otherwise.add(kind);
            }
        }
        marks = now;
        copiedAt = nanos.getAsLong();
    }

    /** What the source removed as too old is no difference: its image says up to where that is. */
    private static @Nullable String keptFrom(RowKind kind, PipelineImage image) {
        return kind == RowKind.FENCE || kind == RowKind.RECEIPT ? RowKeys.of(image.horizon()) : null;
    }

    private void prepare(PipelineImage image) {
        if (!prepared) {
            calls.done(key + " at the target", () -> to.transfer().prepare(image.state(), actor));
            prepared = true;
        }
    }

    /**
     * It stays where it is and goes on there, for a step was refused: what a move that ended had sealed is taken back.
     *
     * @throws MoveRefused where it was by who interrupts the move, or it is open at the target already: that ends it
     */
    Outcome.Skipped skipped(MoveRefused refused) {
        if (Thread.currentThread().isInterrupted()) {
            throw refused;
        }
        Optional<PipelineState> state = calls.call(() -> from.catalog().pipeline(key));
        boolean sealed = state.isPresent() && state.get().status() instanceof PipelineStatus.Sealed;
        if (sealed && !Rollback.takeBack(calls, from, to, key, state.get().fence(), actor)) {
            throw refused;
        }
        prepared = false;
        return new Outcome.Skipped(key, refused.why());
    }

    /** What came of trying to seal it. */
    sealed interface Try {
        /** It has moved, or stays for good. */
        record Over(Outcome outcome) implements Try {}

        /** Somebody has its lease. */
        record Busy(Answers.Held held) implements Try {}
    }

    /** Moves what was copied; {@code Busy} where somebody has its lease that is not to be broken. */
    Try cutOver(boolean breaksLease) {
        long start = nanos.getAsLong();
        if (!tried) {
            tried = true;
            firstTriedAt = start;
        }
        return switch (calls.call(() -> from.catalog().seal(key, breaksLease, actor))) {
            case Answers.Held held -> new Try.Busy(held);
            case Answers.NotFound() -> new Try.Over(new Outcome.Skipped(key, "deleted meanwhile"));
            case Answers.Moved(String address) -> new Try.Over(movedTo(address));
            case Answers.Invalid invalid -> throw MoveRefused.of(key.toString(), invalid);
            case SealResult.SealedUnder(var fence) -> {
                Optional<String> unsettled = settle();
                if (unsettled.isPresent()) {
                    Rollback.takeBack(calls, from, to, key, fence, actor);
                    prepared = false;
                    yield new Try.Over(new Outcome.Skipped(key, unsettled.get()));
                }
                yield new Try.Over(openedOrBack(start, fence));
            }
        };
    }

    private Outcome movedTo(String address) {
        return address.equals(to.address())
                ? new Outcome.AlreadyMoved(key)
                : new Outcome.Skipped(key, "moved to " + address + " before");
    }

    /** Why something stays open; empty where nothing does. */
    private Optional<String> settle() {
        Optional<PipelineState> state = calls.call(() -> from.catalog().pipeline(key));
        if (state.isEmpty() || open() == 0) {
            return Optional.empty();
        }
        try {
            settling.settle(state.get());
        } catch (ConnectorException | InvalidInput e) {
            return Optional.of("its open receipts cannot be settled: " + e.getMessage());
        }
        int open = open();
        return open == 0 ? Optional.empty() : Optional.of("receipts stay open after they were settled");
    }

    private int open() {
        Page<Receipt> open = calls.call(() -> from.catalog().unsettled(key, PageRequest.first(1)))
                .pageOrNull();
        return open == null ? 0 : open.entries().size();
    }

    /** Where the target does not take it, it goes on at the source. */
    private Outcome openedOrBack(long start, Fence fence) {
        try {
            return opened(start, fence);
        } catch (MoveRefused e) {
            return skipped(e);
        }
    }

    private Outcome opened(long start, Fence fence) {
        PipelineImage image = calls.call(() -> from.transfer().snapshot(key))
                .orElseThrow(() -> new MoveRefused(key + ": sealed, and deleted meanwhile"));
        prepare(image);
        for (RowKind kind : RowKind.of(owner)) {
            rows.copy(kind, otherwise.contains(kind) ? null : marks.after(kind, image), Seal.of(fence));
        }
        calls.done(key + " at the target", () -> to.catalog().receive(image, actor));
        Agreement.expect(
                image,
                calls.call(() -> to.transfer().snapshot(key))
                        .orElseThrow(() -> new MoveRefused(key + ": received, and gone meanwhile")));
        activate();
        Duration pause = Duration.ofNanos(nanos.getAsLong() - start);
        markMoved();
        return new Outcome.Moved(key, pause);
    }

    private void activate() {
        switch (calls.call(() -> to.catalog().activate(key, actor))) {
            case ActivateResult.Activated(var _), ActivateResult.AlreadyActive() -> {}
            case Answers.NotFound() -> throw new MoveRefused(key + ": gone at the target meanwhile");
            case Answers.Unsettled(var receipts) ->
                throw new MoveRefused(key + ": " + receipts.size() + " receipts are open at the target");
            case Answers.Moved(String address) ->
                throw new MoveRefused(key + ": the target says that it lives at " + address);
            case Answers.Invalid invalid -> throw MoveRefused.of(key + " at the target", invalid);
        }
    }

    private void markMoved() {
        calls.done(key + " at the source", () -> from.catalog().markMoved(key, to.address(), actor));
    }

    /** Goes on with a pipeline that was sealed and opened at the target by a move that ended before it said so. */
    Outcome finish() {
        activate(); // an own pipeline of the target's is refused
        markMoved();
        return new Outcome.AlreadyMoved(key);
    }

    /** Brings one that was deleted at the source to its end at the target, so that its fences go on above all that it had. */
    void bury(PipelineName name) {
        calls.done(key + " at the target", () -> to.transfer().prepare(Agreement.buried(key, name.fence()), actor));
        rows.copyAll(Seal.of(name.fence().next()));
        calls.done(key + " at the target", () -> to.transfer().discard(key, name.fence(), actor));
    }
}
