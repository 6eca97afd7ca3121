package io.hakiri.proof;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.transfer.Row.EndedRun;
import io.hakiri.transfer.Row.FenceRow;
import io.hakiri.transfer.Row.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of what happened under one fence, put together from the catalog and its archive: retention lets it go part by
 * part, so a part may be at either place, or at both.
 */
public final class FenceFacts {
    private final Fence fence;
    private final NavigableMap<String, Counts> counts = new TreeMap<>();
    private final NavigableMap<StreamPartition, Move> moves = new TreeMap<>();
    private final NavigableMap<ReceiptId, Receipt> receipts = new TreeMap<>();
    private final List<String> conflicts = new ArrayList<>();
    private @Nullable EndedRun run;
    private @Nullable Fence backTo;
    private boolean inCatalog;
    private boolean inArchive;

    /** Nothing yet. */
    public FenceFacts(Fence fence) {
        this.fence = fence;
    }

    Fence fence() {
        return fence;
    }

    /** The run that ended, without its sums; {@code null} under the fence of a chunk or a rewind. */
    @Nullable
    EndedRun run() {
        return run;
    }

    NavigableMap<String, Counts> counts() {
        return counts;
    }

    NavigableMap<StreamPartition, Move> moves() {
        return moves;
    }

    NavigableMap<ReceiptId, Receipt> receipts() {
        return receipts;
    }

    @Nullable
    Fence backTo() {
        return backTo;
    }

    /** What two places say otherwise of one thing. */
    List<String> conflicts() {
        return conflicts;
    }

    Proof.Origin origin() {
        if (inCatalog && inArchive) {
            return Proof.Origin.BOTH;
        }
        return inArchive ? Proof.Origin.ARCHIVE : Proof.Origin.CATALOG;
    }

    // ---- from the archive

    /** A run, without its sums. */
    public void archived(EndedRun archived) {
        inArchive = true;
        add(archived);
    }

    /** The sums of a stream. */
    public void archived(String stream, Counts archived) {
        inArchive = true;
        add(stream, archived);
    }

    /** How far a cursor was moved, by a run, a chunk or a rewind. */
    public void archived(Move archived, @Nullable Fence rewindBackTo) {
        inArchive = true;
        add(archived, rewindBackTo);
    }

    /** A receipt. */
    public void archived(Receipt archived) {
        inArchive = true;
        add(archived);
    }

    // ---- from the catalog

    void kept(FenceRow row) {
        inCatalog = true;
        EndedRun ended = row.run();
        if (ended != null) {
            add(new EndedRun(
                    ended.id(),
                    ended.trigger(),
                    ended.worker(),
                    ended.status(),
                    ended.startedAt(),
                    ended.endedAt(),
                    ended.lastStep(),
                    java.util.Map.of(),
                    ended.error(),
                    ended.replacedBy()));
            ended.counts().forEach(this::add);
        }
        row.moves().forEach(move -> add(move, row.backTo()));
    }

    void kept(Receipt receipt) {
        inCatalog = true;
        add(receipt);
    }

    /** What another place has of the same fence. */
    void with(FenceFacts other) {
        inCatalog |= other.inCatalog;
        inArchive |= other.inArchive;
        if (other.run != null) {
            add(other.run);
        }
        other.counts.forEach(this::add);
        other.moves.values().forEach(move -> add(move, other.backTo));
        other.receipts.values().forEach(this::add);
        conflicts.addAll(other.conflicts);
    }

    private void add(EndedRun other) {
        same("run", run, other);
        run = other;
    }

    private void add(String stream, Counts other) {
        same("sums of stream " + stream, counts.put(stream, other), other);
    }

    private void add(Move other, @Nullable Fence rewindBackTo) {
        same("move of " + other.at(), moves.put(other.at(), other), other);
        backTo = rewindBackTo == null ? backTo : rewindBackTo;
    }

    /** How far the destination follows it changes with time; what it is does not. */
    private void add(Receipt other) {
        Receipt before = receipts.get(other.id());
        same("receipt " + other.id(), before == null ? null : before.object(), other.object());
        if (before == null || before.state().compareTo(other.state()) < 0) {
            receipts.put(other.id(), other);
        }
    }

    private void same(String what, @Nullable Object before, Object other) {
        if (before != null && !before.equals(other)) {
            conflicts.add(what + " under fence " + fence + " is there twice, and not the same");
        }
    }
}
