package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Receipts: what commits said they had staged, and how far the destination follows (C-25). Open ones are in the head's tree.
 * Settled ones leave it for the record of the run that ends, if they are its own or the last run's; others and very many for items
 * of their fence, with the next write that is a transaction anyway. An item is written once; where a receipt is in several, it
 * is as the one says that has it furthest.
 */
final class Receipts {
    /** More settled ones than these do not wait for another transaction. */
    private static final int SETTLED_IN_HEAD = 64;

    /** So many bytes of settled ones go into the record of a run. */
    private static final int RECORD_BYTES = 16 * 1024;

    private static final int ITEM_BYTES = 200 * 1024;

    /** So many items of receipts go into one transaction; what is left waits for the next. */
    private static final int MOST_ITEMS = 10;

    private Receipts() {}

    static void add(Head head, Fence fence, int step, List<StagedObject> staged, boolean history) {
        int ordinal = 0;
        for (StagedObject object : staged) {
            ReceiptId id = new ReceiptId(fence, step, ordinal++);
            head.receipts.put(Key.of(id), new ReceiptRow(new Receipt(id, object, Receipt.State.COMMITTED), history));
        }
    }

    /** Each counts only for a receipt that waits for just this; whether any did. */
    static boolean settle(Head head, List<Settlement> settlements) {
        head.receipts.prefetch(
                settlements.stream().map(one -> Key.of(one.receipt())).toList());
        boolean any = false;
        for (Settlement settlement : settlements) {
            Receipt.State waits =
                    settlement.done() == Receipt.State.PUBLISHED ? Receipt.State.COMMITTED : Receipt.State.WITHDRAWING;
            Bytes key = Key.of(settlement.receipt());
            ReceiptRow row = head.receipts.get(key);
            if (row != null && row.receipt().state() == waits) {
                head.receipts.put(key, row.in(settlement.done()));
                head.settledHere++;
                any = true;
            }
        }
        return any;
    }

    /** Allowed on a sealed pipeline too: its open receipts must be settled before it is marked as moved. */
    static ChangeResult acknowledge(Work work, List<Settlement> settlements) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (settlements.size() > Limits.RECEIPTS_PER_COMMIT) {
            return new Answers.Invalid(
                    "settlements", "at most " + Limits.RECEIPTS_PER_COMMIT, Integer.toString(settlements.size()));
        }
        if (settle(head, settlements)) {
            work.save();
        }
        return new ChangeResult.Done();
    }

    /** The open ones after one, oldest first, at most so many. */
    static List<Receipt> open(Head head, @Nullable ReceiptId after, int most) {
        List<Receipt> open = new ArrayList<>();
        Bytes from = after == null ? Bytes.of() : Key.of(after);
        for (Map.Entry<Bytes, ReceiptRow> entry : head.receipts.from(from)) {
            Receipt receipt = entry.getValue().receipt();
            if (receipt.open() && !receipt.id().equals(after) && open.size() < most) {
                open.add(receipt);
            }
        }
        return open;
    }

    static Listing<Receipt> page(Work work, PageRequest request) {
        return Paging.listing(work, false, head -> {
            List<String> after = Paging.after(request, 3);
            ReceiptId id = after.isEmpty()
                    ? null
                    : new ReceiptId(new Fence(Paging.number(after.get(0))), (int) Paging.number(after.get(1)), (int)
                            Paging.number(after.get(2)));
            return Paging.page(
                    open(head, id, request.entries() + 1),
                    request,
                    last -> Paging.token(
                            last.id().fence().toString(),
                            Integer.toString(last.id().step()),
                            Integer.toString(last.id().ordinal())));
        });
    }

    // ---- history

    /** Moves settled receipts out of the head, where the write is a transaction anyway or they have become many. */
    static void file(Work work, Head head, boolean transaction) {
        if (head.settledHere == 0 || !(transaction || head.settledHere > SETTLED_IN_HEAD)) {
            return;
        }
        NavigableMap<Fence, List<ReceiptRow>> settled = new TreeMap<>();
        for (ReceiptRow row : head.receipts.all()) {
            if (!row.receipt().open()) {
                settled.computeIfAbsent(row.receipt().id().fence(), _ -> new ArrayList<>())
                        .add(row);
            }
        }
        long before = head.receiptItems;
        for (Map.Entry<Fence, List<ReceiptRow>> ofFence : settled.entrySet()) {
            if (head.receiptItems - before >= MOST_ITEMS) {
                return;
            }
            file(work, head, ofFence.getKey(), ofFence.getValue());
        }
    }

    /**
     * Takes out of the head what goes into the record of the run that ends: settled ones of the fences from the run before it on, so
     * that all of a fence are found in the records up to the first run behind it.
     */
    static List<ReceiptRow> takeSettled(Head head, Fence runBefore, Fence run) {
        List<ReceiptRow> taken = new ArrayList<>();
        if (head.settledHere == 0) {
            return taken;
        }
        int bytes = 0;
        for (ReceiptRow row : head.receipts.all()) {
            Fence fence = row.receipt().id().fence();
            if (!row.receipt().open() && fence.compareTo(runBefore) >= 0 && fence.compareTo(run) <= 0) {
                bytes += size(row);
                if (bytes > RECORD_BYTES) {
                    break;
                }
                taken.add(row);
            }
        }
        forget(head, taken);
        return taken;
    }

    private static int size(ReceiptRow row) {
        Out one = new Out();
        Rows.receipt(one, row);
        return one.done().length;
    }

    private static void forget(Head head, List<ReceiptRow> filed) {
        filed.forEach(row -> head.receipts.remove(Key.of(row.receipt().id())));
        head.settledHere -= filed.size();
    }

    private static void file(Work work, Head head, Fence fence, List<ReceiptRow> rows) {
        List<ReceiptRow> part = new ArrayList<>();
        int bytes = 0;
        for (ReceiptRow row : rows) {
            int size = size(row);
            if (bytes + size > ITEM_BYTES) {
                put(work, head, fence, part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(row);
            bytes += size;
        }
        put(work, head, fence, part);
    }

    private static void put(Work work, Head head, Fence fence, List<ReceiptRow> rows) {
        head.receiptItems++;
        Map<String, AttributeValue> item =
                Items.of(new Table.Key(Items.partition(work.key()), sort(fence, head.receiptItems)));
        item.put(
                Table.CONTENT,
                Content.attribute(new Out().list(rows, Rows::receipt).done()));
        work.beside(new Table.Change.Put(item, new Table.Condition.Any()));
        forget(head, rows);
    }

    private static String sort(Fence fence, long number) {
        return Items.RECEIPTS + Items.number(fence.value()) + "." + Items.number(number);
    }

    /** All receipts from a fence on, below another one, as they are: those in items, in records and in the head. */
    static NavigableMap<ReceiptId, ReceiptRow> between(Work work, Head head, Fence from, @Nullable Fence below) {
        NavigableMap<ReceiptId, ReceiptRow> found = new TreeMap<>();
        for (Map<String, AttributeValue> item : items(work, from, below)) {
            for (ReceiptRow row : Content.read(item).list(Rows::receipt)) {
                found.merge(row.receipt().id(), row, Receipts::further);
            }
        }
        for (ReceiptRow row : inRecords(work, head, from, below)) {
            if (within(row, from, below)) {
                found.merge(row.receipt().id(), row, Receipts::further);
            }
        }
        for (Map.Entry<Bytes, ReceiptRow> entry : head.receipts.from(Key.of(from))) {
            ReceiptRow row = entry.getValue();
            if (!within(row, from, below)) {
                break;
            }
            found.put(row.receipt().id(), row);
        }
        return found;
    }

    private static boolean within(ReceiptRow row, Fence from, @Nullable Fence below) {
        Fence fence = row.receipt().id().fence();
        return fence.compareTo(from) >= 0 && (below == null || fence.compareTo(below) < 0);
    }

    /** A receipt is committed, published, withdrawing, withdrawn, and never goes back. */
    private static ReceiptRow further(ReceiptRow one, ReceiptRow other) {
        return one.receipt().state().compareTo(other.receipt().state()) >= 0 ? one : other;
    }

    /** Of the records of these fences, and of the first run behind them: no later one has any of theirs. */
    private static List<ReceiptRow> inRecords(Work work, Head head, Fence from, @Nullable Fence below) {
        List<ReceiptRow> rows = new ArrayList<>();
        String upTo = below == null ? Items.FENCE + Items.LAST : Items.fenceSort(below);
        for (Map<String, AttributeValue> item :
                Paging.items(work.table(), Items.partition(work.key()), Items.fenceSort(from), upTo)) {
            if (!Items.expired(item, work.now())) {
                rows.addAll(FenceRecord.read(work.key(), work.pages(), item).receipts());
            }
        }
        FenceRecord next = below == null ? null : Runs.runFrom(work, below, head.lastFence.next(), false);
        if (next != null) {
            rows.addAll(next.receipts());
        }
        return rows;
    }

    /** The items of receipts of these fences, the last ones of a fence last. */
    static List<Map<String, AttributeValue>> items(Work work, Fence from, @Nullable Fence below) {
        String upTo = below == null ? Items.RECEIPTS + Items.LAST : Items.RECEIPTS + Items.number(below.value());
        return Paging.items(
                work.table(), Items.partition(work.key()), Items.RECEIPTS + Items.number(from.value()), upTo);
    }

    /** Takes back these of the history, and those that are still open; how many. */
    static int withdraw(Head head, Collection<ReceiptRow> rows) {
        int withdrawn = 0;
        for (ReceiptRow row : rows) {
            Receipt.State state = row.receipt().state();
            if (state == Receipt.State.COMMITTED || state == Receipt.State.PUBLISHED) {
                Bytes key = Key.of(row.receipt().id());
                head.settledHere -= state == Receipt.State.PUBLISHED && head.receipts.get(key) != null ? 1 : 0;
                head.receipts.put(key, row.in(Receipt.State.WITHDRAWING));
                withdrawn++;
            }
        }
        return withdrawn;
    }
}
