package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.SchemaVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All of a pipeline that decides what may be done with it, as one item: status, fence, lease and open run, and its trees
 * (cursors, schema versions, receipts, queue, backfills, chunks), which lie in it while they are small. It is read, changed
 * and written as a whole, on the condition that its version is still the one that was read: what is in it has one order
 * (C-11), and what a writer without the right changes is nothing (C-3).
 */
final class Head {
    /** The form of the content; an older program refuses a newer one. */
    static final int FORMAT = 2;

    private static final int CURSOR_BYTES = 8 * 1024;
    private static final int RECEIPT_BYTES = 6 * 1024;
    private static final int SMALL_BYTES = 2 * 1024;

    /** Schema versions change seldom, and are asked for by a process once: in the head each write would pay for them. */
    private static final int SCHEMA_BYTES = 256;

    private static final int SUMS_BYTES = 8 * 1024;

    /** Whether it can be worked with. */
    enum Status {
        ACTIVE,
        PAUSED,
        SEALED,
        MOVED,
        DELETED;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Where it came from (C-26). */
    enum Origin {
        OWN,
        RECEIVED,
        ACTIVATED
    }

    /** How far retention has come in removing what is below the horizon: all up to this row (C-29). */
    record Removal(PastRows.Kind kind, List<String> key) {}

    /** The claim that was handed out last and not used (C-18). */
    record Claimed(String token, Instant due, Instant until) {}

    final PipelineKey key;
    Status status = Status.ACTIVE;

    /** Why it is paused, or the address it moved to. */
    @Nullable
    String note;

    /** What a seal that is taken back returns to. */
    @Nullable
    Status statusBefore;

    @Nullable
    String noteBefore;

    Origin origin = Origin.OWN;
    long version;

    /** The greatest of all that were issued, those of chunks too. */
    Fence lastFence;

    /** The current one of the pipeline's writer. */
    Fence fence;

    /** Runs up to this one belong to an earlier pipeline of the name. */
    Fence bornFence;

    /** The last run that ended. */
    Fence lastRun = Fence.NONE;

    /**
     * The last run that moved cursors, ended and has a record that stays: that record says where it left those cursors that
     * still have its fence. {@link Fence#NONE} where there is none.
     */
    Fence leftBy = Fence.NONE;

    /** Retention has removed what was recorded below this fence (C-29). */
    Fence horizon = Fence.NONE;

    @Nullable
    Removal removal;

    /** When the pipeline was made. */
    Instant bornAt = Instant.EPOCH;

    @Nullable
    Instant nextDue;

    int failures;
    long auditNumber;

    /** Retention has removed the events up to this one. */
    long auditHorizon;

    /** How many items of settled receipts were ever written. */
    long receiptItems;

    /** How many settled receipts wait in the head for an item of history. */
    int settledHere;

    long cursorCount;
    long positionBytes;

    /** The greatest id of a run that ever began or was queued: a greater one was never used (ADR 0013). */
    @Nullable
    RunId greatestRun;

    /** Nothing that was recorded is later than this: it never goes back, whatever the clocks of writers do. */
    Instant recordedUntil = Instant.EPOCH;

    /** The last run that began, by its writer's clock, before something that was recorded earlier. */
    Fence runsWentBack = Fence.NONE;

    /** The last event of the audit that did. */
    long auditWentBack;

    @Nullable
    Claimed claim;

    /** The running backfill that moves the cursor and holds the pipeline. */
    @Nullable
    String ahead;

    /** The run that goes on, with its lease. */
    @Nullable
    OpenRun open;

    /** Where the sums of the run that goes on lie when they are those of very many streams. */
    private List<Bytes> sumsPages = List.of();

    /** Where the manifest is. */
    List<Bytes> manifest = List.of();

    final Tree<CursorRow> cursors;
    final Tree<SchemaVersion> schemas;

    /** Open receipts, and settled ones that no item of history has yet. */
    final Tree<ReceiptRow> receipts;

    final Tree<QueuedRun> queue;
    final Tree<BackfillRow> backfills;
    final Tree<ChunkRow> chunks;

    private Head(PipelineKey key, Tree.Source source, Fence start) {
        this.key = key;
        lastFence = start;
        fence = start;
        bornFence = start;
        LongSupplier stamp = () -> lastFence.value();
        cursors = new Tree<>(
                new CursorRow.Coding(() -> open == null ? null : open.fence(), () -> leftBy),
                source,
                CURSOR_BYTES,
                stamp);
        schemas = new Tree<>(Rows.SCHEMA, source, SCHEMA_BYTES, stamp);
        receipts = new Tree<>(Rows.RECEIPT, source, RECEIPT_BYTES, stamp);
        queue = new Tree<>(Rows.QUEUED, source, SMALL_BYTES, stamp);
        backfills = new Tree<>(Rows.BACKFILL, source, SMALL_BYTES, stamp);
        chunks = new Tree<>(Rows.CHUNK, source, SMALL_BYTES, stamp);
    }

    /** A new one; its generation is the project's (C-27). */
    static Head create(PipelineKey key, Tree.Source source, int generation) {
        return new Head(key, source, Fence.startOf(generation));
    }

    static Head read(PipelineKey key, Tree.Source source, In in) {
        int format = in.count();
        if (format != FORMAT) {
            throw new CatalogException.Incompatible(
                    "pipeline " + key + " is stored in form " + format + ", which another version of Hakiri wrote; this"
                            + " one knows form " + FORMAT,
                    null);
        }
        Head head = new Head(key, source, Fence.NONE);
        head.status = in.word(Status.class);
        head.note = in.textOrNull();
        head.statusBefore = in.orNull(i -> i.word(Status.class));
        head.noteBefore = in.textOrNull();
        head.origin = in.word(Origin.class);
        head.version = in.number();
        head.lastFence = in.fence();
        head.fence = in.fence();
        head.bornFence = in.fence();
        head.lastRun = in.fence();
        head.leftBy = in.fence();
        head.horizon = in.fence();
        head.removal = in.orNull(i -> new Removal(i.word(PastRows.Kind.class), i.list(In::text)));
        head.bornAt = in.instant();
        head.nextDue = in.instantOrNull();
        head.failures = in.count();
        head.auditNumber = in.number();
        head.auditHorizon = in.number();
        head.receiptItems = in.number();
        head.settledHere = in.count();
        head.cursorCount = in.number();
        head.positionBytes = in.number();
        head.greatestRun = in.runOrNull();
        head.recordedUntil = in.instant();
        head.runsWentBack = in.fence();
        head.auditWentBack = in.number();
        head.claim = in.orNull(i -> new Claimed(i.text(), i.instant(), i.instant()));
        head.ahead = in.textOrNull();
        head.readOpen(in, source);
        head.manifest = in.list(i -> Bytes.of(i.bytes()));
        head.cursors.read(in);
        head.schemas.read(in);
        head.receipts.read(in);
        head.queue.read(in);
        head.backfills.read(in);
        head.chunks.read(in);
        return head;
    }

    void write(Out out, Tree.Sink sink) {
        sumsPages.forEach(sink::replaced);
        out.number(FORMAT)
                .word(status)
                .textOrNull(note)
                .orNull(statusBefore, Out::word)
                .textOrNull(noteBefore)
                .word(origin)
                .number(version)
                .fence(lastFence)
                .fence(fence)
                .fence(bornFence)
                .fence(lastRun)
                .fence(leftBy)
                .fence(horizon)
                .orNull(removal, (o, r) -> o.word(r.kind()).list(r.key(), Out::text))
                .instant(bornAt)
                .instantOrNull(nextDue)
                .number(failures)
                .number(auditNumber)
                .number(auditHorizon)
                .number(receiptItems)
                .number(settledHere)
                .number(cursorCount)
                .number(positionBytes)
                .runOrNull(greatestRun)
                .instant(recordedUntil)
                .fence(runsWentBack)
                .number(auditWentBack)
                .orNull(claim, (o, c) -> o.text(c.token()).instant(c.due()).instant(c.until()))
                .textOrNull(ahead)
                .orNull(open, (o, run) -> writeOpen(o, run, sink))
                .list(manifest, (o, page) -> o.bytes(page.toArray()));
        cursors.write(out, sink);
        schemas.write(out, sink);
        receipts.write(out, sink);
        queue.write(out, sink);
        backfills.write(out, sink);
        chunks.write(out, sink);
    }

    private void readOpen(In in, Tree.Source source) {
        if (in.flag()) {
            open = OpenRun.read(in, sums -> {
                sumsPages = Blob.pages(sums.here());
                return Rows.counts(Blob.read(sums, source));
            });
        }
    }

    private void writeOpen(Out out, OpenRun run, Tree.Sink sink) {
        run.write(out);
        Out sums = new Out();
        Rows.counts(sums, run.counts());
        Blob.write(out, sums.done(), SUMS_BYTES, sink::added);
    }

    // ---- what it says

    boolean is(Status other) {
        return status == other;
    }

    /** {@link io.hakiri.catalog.Answers.Moved}'s address where it lives elsewhere. */
    @Nullable
    String movedTo() {
        return is(Status.MOVED) ? Objects.requireNonNull(note) : null;
    }

    @Nullable
    Lease lease() {
        OpenRun run = open;
        return run == null ? null : new Lease(run.worker(), run.id(), run.fence(), run.startedAt(), run.leaseUntil());
    }

    PipelineState state(String manifestText) {
        return new PipelineState(key, manifestText, version, statusWord(), fence, nextDue, failures, lease());
    }

    private PipelineStatus statusWord() {
        return switch (status) {
            case PAUSED -> new PipelineStatus.OnHold(Objects.requireNonNullElse(note, ""));
            case SEALED -> new PipelineStatus.Sealed();
            case MOVED -> new PipelineStatus.Relocated(Objects.requireNonNullElse(note, ""));
            case ACTIVE, DELETED -> new PipelineStatus.Active();
        };
    }

    // ---- small changes that several operations make

    /** A fence greater than any before, current from now on (C-2). */
    void raiseFence() {
        lastFence = lastFence.next();
        fence = lastFence;
    }

    /** Moves the due time; a claim of the old one is worth nothing any more. */
    void due(@Nullable Instant next) {
        nextDue = next == null ? null : next.truncatedTo(ChronoUnit.MICROS);
        claim = null;
    }

    /** An id of a run that was used. */
    void used(RunId run) {
        if (isNew(run)) {
            greatestRun = run;
        }
    }

    /** Whether the id is greater than all that were used, so that nothing need be read to know that it was not. */
    boolean isNew(RunId run) {
        return greatestRun == null || Key.of(run).compareTo(Key.of(greatestRun)) > 0;
    }

    @Nullable
    Cursor cursor(io.hakiri.catalog.StreamPartition at) {
        CursorRow row = cursors.get(Key.of(at));
        return row == null ? null : row.cursor(at);
    }

    /** The open receipts, oldest first, at most so many. */
    List<Receipt> openReceipts(int most) {
        return Receipts.open(this, null, most);
    }

    /** The names of all pages. */
    List<Bytes> pages() {
        List<Bytes> names = new ArrayList<>(manifest);
        names.addAll(sumsPages);
        for (Tree<?> tree : List.of(cursors, schemas, receipts, queue, backfills, chunks)) {
            names.addAll(tree.pages());
        }
        return names;
    }
}
