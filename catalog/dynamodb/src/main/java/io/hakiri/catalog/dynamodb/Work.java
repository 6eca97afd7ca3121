package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One try of an operation on a pipeline: the head as it was read, to be looked at and changed, and what else is to be written
 * with it. Nothing is written unless {@link #save} was called: refusals change nothing.
 */
final class Work implements Tree.Sink {
    private final Heads heads;
    private final PipelineKey key;
    private final Project project;
    private final @Nullable Map<String, AttributeValue> stored;
    private final Instant now;
    private final Map<Bytes, byte[]> added = new LinkedHashMap<>();
    private final List<Bytes> replaced = new ArrayList<>();
    private final List<Table.Change> beside = new ArrayList<>();
    private @Nullable Ending ending;
    private @Nullable Head head;
    private boolean saved;
    private boolean exactlyDue;

    /** A run that ends with this write, how far it moved cursors, and the run that had ended before it. */
    private record Ending(FenceRecord.Ended run, List<FenceRecord.Move> moves, Fence before) {}

    Work(Heads heads, PipelineKey key, Project project, @Nullable Map<String, AttributeValue> stored, Instant now) {
        this.heads = heads;
        this.key = key;
        this.project = project;
        this.stored = stored;
        this.now = now;
        head = stored == null ? null : Head.read(key, heads.pages(key), Content.read(stored));
    }

    // ---- looking

    PipelineKey key() {
        return key;
    }

    Project project() {
        return project;
    }

    /** The project as it is now; {@link #project} may be of not long ago. */
    Project projectNow() {
        Project there = heads.projects().now(key.project());
        return there == null ? project : there;
    }

    Table table() {
        return heads.table();
    }

    Heads heads() {
        return heads;
    }

    /** This process's time, of which safety never depends (C-4). */
    Instant now() {
        return now;
    }

    /** The head, also of a deleted or moved pipeline. */
    @Nullable
    Head head() {
        return head;
    }

    /** The head, unless it is deleted. */
    @Nullable
    Head living() {
        return head == null || head.is(Head.Status.DELETED) ? null : head;
    }

    Tree.Source pages() {
        return heads.pages(key);
    }

    /** Whether a lease that ended by its own account may be taken (C-4). */
    boolean over(OpenRun run) {
        return heads.over(key, run, now);
    }

    /** The open run, while its lease cannot be taken. */
    @Nullable
    OpenRun live(Head of) {
        OpenRun run = of.open;
        return run == null || over(run) ? null : run;
    }

    /** The time to record. */
    Instant recorded(Head of) {
        if (now.isAfter(of.recordedUntil)) {
            of.recordedUntil = now;
        }
        return now;
    }

    String token() {
        return heads.token();
    }

    // ---- changing

    Head create() {
        Head made = Head.create(key, heads.pages(key), project.generation());
        head = made;
        return made;
    }

    /** An item to be written together with the head. */
    void beside(Table.Change change) {
        beside.add(change);
    }

    /** The record of a run is to be written together with the head, and with receipts that are settled by then. */
    void ends(FenceRecord.Ended run, List<FenceRecord.Move> moves, Fence before) {
        ending = new Ending(run, moves, before);
    }

    /** A new page, and its name. */
    @Override
    public Bytes added(byte[] content) {
        Bytes id = heads.pages().newId(false);
        added.put(id, content);
        return id;
    }

    /** A new page of an item of history, which is removed with it, and its name. */
    Bytes kept(byte[] content) {
        Bytes id = heads.pages().newId(true);
        added.put(id, content);
        return id;
    }

    @Override
    public void replaced(Bytes id) {
        if (added.remove(id) == null) {
            replaced.add(id);
        }
    }

    /** The head is to be written, with all that was changed. */
    void save() {
        saved = true;
    }

    /** As {@link #save}, with its exact place in the index of due times, which is else left early where that does no harm. */
    void saveExactlyDue() {
        saved = true;
        exactlyDue = true;
    }

    /** Whether the index of due times has another place for it than the exact one. */
    boolean misplaced(Head of) {
        Map<String, AttributeValue> exact = new java.util.HashMap<>();
        DueTime.of(of).put(exact, key, null, now);
        return stored == null
                || !java.util.Objects.equals(
                        exact.get(TableDefinition.DUE_PARTITION), stored.get(TableDefinition.DUE_PARTITION))
                || !java.util.Objects.equals(exact.get(TableDefinition.DUE_SORT), stored.get(TableDefinition.DUE_SORT));
    }

    boolean saved() {
        return saved;
    }

    // ---- writing

    Map<Bytes, byte[]> added() {
        return added;
    }

    List<Bytes> replaced() {
        return replaced;
    }

    /** All items of the write; the head is the first. */
    List<Table.Change> changes(SdkBytes version) {
        Head written = java.util.Objects.requireNonNull(head, "saved without a head");
        Ending last = ending;
        if (last != null) {
            Fence fence = last.run.run().fence();
            // a record that expires must not take receipts with it that a rewind to the start would withdraw
            List<ReceiptRow> settled =
                    heads.keepRuns() == null ? Receipts.takeSettled(written, last.before, fence) : List.of();
            beside.add(new FenceRecord(fence, last.run, last.moves, null, settled).put(this));
        }
        Receipts.file(this, written, !beside.isEmpty());
        Out out = new Out();
        written.write(out, this);
        Map<String, AttributeValue> item = Items.of(Items.head(key));
        item.put(Table.VERSION, AttributeValue.fromB(version));
        item.put(Table.CONTENT, Content.attribute(out.done()));
        DueTime.of(written).put(item, key, exactlyDue || written.open == null ? null : stored, now);
        List<Table.Change> changes = new ArrayList<>();
        changes.add(new Table.Change.Put(
                item,
                stored == null ? new Table.Condition.Absent() : new Table.Condition.Version(Items.version(stored))));
        changes.addAll(beside);
        return changes;
    }
}
