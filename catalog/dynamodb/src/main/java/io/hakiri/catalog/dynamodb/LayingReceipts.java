package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.transfer.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Lays receipts down (C-30): open ones in the head, settled ones in items of history. Where such an item lies is said by its
 * receipts' ids, so that the same receipt comes into the same item again: by the step, and a hundred to an item. Its number is
 * greater than those that a head counts.
 */
final class LayingReceipts {
    private static final int OF_AN_ITEM = 100;

    private final Head head;
    private final Map<Table.Key, NavigableMap<ReceiptId, ReceiptRow>> items = new HashMap<>();
    private final Set<Table.Key> changed = new HashSet<>();
    private boolean headChanged;

    private LayingReceipts(Head head) {
        this.head = head;
    }

    private static Table.Key item(Head head, ReceiptId id) {
        long number = ((long) id.step() << Integer.SIZE) | (id.ordinal() / OF_AN_ITEM);
        return new Table.Key(
                Items.partition(head.key),
                Items.RECEIPTS + Items.number(id.fence().value()) + "." + Items.number(number));
    }

    /** Lays them down; whether the head has changed. */
    static boolean lay(Work work, Head head, List<Row.ReceiptRow> rows, boolean sealed) {
        LayingReceipts laying = new LayingReceipts(head);
        List<ReceiptId> ids = rows.stream().map(row -> row.receipt().id()).toList();
        laying.read(work.table().getAll(ids.stream().map(id -> item(head, id)).toList()));
        head.receipts.prefetch(ids.stream().map(Key::of).toList());
        for (Row.ReceiptRow row : rows) {
            if (sealed || !laying.isFurther(row.receipt())) {
                laying.lay(new ReceiptRow(row.receipt(), row.history()));
            }
        }
        return laying.write(work);
    }

    /** Whether it is here, and was withdrawn after what the row says. */
    private boolean isFurther(Receipt receipt) {
        ReceiptRow known = head.receipts.get(Key.of(receipt.id()));
        if (known == null) {
            known = items.getOrDefault(item(head, receipt.id()), new TreeMap<>())
                    .get(receipt.id());
        }
        return known != null && known.receipt().state().compareTo(receipt.state()) > 0;
    }

    private void read(Map<Table.Key, Map<String, AttributeValue>> stored) {
        stored.forEach((key, item) -> {
            NavigableMap<ReceiptId, ReceiptRow> receipts = new TreeMap<>();
            Content.read(item)
                    .list(Rows::receipt)
                    .forEach(row -> receipts.put(row.receipt().id(), row));
            items.put(key, receipts);
        });
    }

    private void lay(ReceiptRow row) {
        Receipt receipt = row.receipt();
        Table.Key key = item(head, receipt.id());
        NavigableMap<ReceiptId, ReceiptRow> receipts = items.computeIfAbsent(key, _ -> new TreeMap<>());
        Bytes inHead = Key.of(receipt.id());
        if (receipt.open()) {
            forget(key, receipts, receipt.id());
            if (!row.equals(head.receipts.get(inHead))) {
                takeOut(receipt.id());
                head.receipts.put(inHead, row);
                headChanged = true;
            }
        } else {
            takeOut(receipt.id());
            if (!row.equals(receipts.put(receipt.id(), row))) {
                changed.add(key);
            }
        }
        if (receipt.id().fence().compareTo(head.lastFence) > 0) {
            head.lastFence = receipt.id().fence();
            headChanged = true;
        }
    }

    private void forget(Table.Key key, Map<ReceiptId, ReceiptRow> receipts, ReceiptId id) {
        if (receipts.remove(id) != null) {
            changed.add(key);
        }
    }

    private void takeOut(ReceiptId id) {
        ReceiptRow before = head.receipts.get(Key.of(id));
        if (before != null) {
            head.settledHere -= before.receipt().open() ? 0 : 1;
            head.receipts.remove(Key.of(id));
            headChanged = true;
        }
    }

    /** Writes the items with the head, for who comes late has read them as they were; whether there is anything to write. */
    private boolean write(Work work) {
        for (Table.Key key : changed) {
            List<ReceiptRow> receipts =
                    new ArrayList<>(items.getOrDefault(key, new TreeMap<>()).values());
            if (receipts.isEmpty()) {
                work.beside(Laying.gone(key));
            } else {
                Map<String, AttributeValue> item = Items.of(key);
                item.put(
                        Table.CONTENT,
                        Content.attribute(
                                new Out().list(receipts, Rows::receipt).done()));
                work.beside(new Table.Change.Put(item, new Table.Condition.Any()));
            }
        }
        return headChanged || !changed.isEmpty();
    }

    /** Removes them, whichever item of their fence they are in; whether the head has changed. */
    static boolean remove(Work work, Head head, List<ReceiptId> ids) {
        LayingReceipts laying = new LayingReceipts(head);
        Set<Fence> fences = new HashSet<>();
        ids.forEach(id -> fences.add(id.fence()));
        for (Fence fence : fences) {
            Map<Table.Key, Map<String, AttributeValue>> stored = new HashMap<>();
            Receipts.items(work, fence, fence.next()).forEach(item -> stored.put(Items.keyOf(item), item));
            laying.read(stored);
        }
        for (ReceiptId id : ids) {
            laying.takeOut(id);
            laying.items.forEach((key, receipts) -> laying.forget(key, receipts, id));
        }
        return laying.write(work);
    }
}
