package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The pages of trees. A page never changes, so those read or written last are kept, and need not be asked for again: that is
 * what a pipeline whose cursors lie in pages saves most of its reads by.
 */
final class Pages {
    /** What begins the sort key of a tree's page. */
    static final String OF_TREES = "~";

    /** What begins the sort key of a page that belongs to an item of history. */
    private static final String OF_HISTORY = "=";

    /** Set in the first byte of the name of a page that belongs to history; times do not reach it for 4,000 years. */
    private static final int HISTORY = 0x80;

    /** Bytes of pages that are kept. */
    private static final int KEPT_BYTES = 16 * 1024 * 1024;

    private static final int ID_BYTES = 16;
    private static final int TIME_BYTES = 6;

    private final Table table;
    private final Workings workings;
    private final LinkedHashMap<Table.Key, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int keptBytes;

    /** A page that a head named is not there any more: the head has changed since it was read. */
    static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gone() {
            super("a page is gone", null, false, false);
        }
    }

    Pages(Table table, Workings workings) {
        this.table = table;
        this.workings = workings;
    }

    /** The pages of one pipeline. */
    Tree.Source of(String partition) {
        return ids -> read(partition, ids);
    }

    private Map<Bytes, byte[]> read(String partition, Collection<Bytes> ids) {
        Map<Bytes, byte[]> found = new HashMap<>();
        List<Table.Key> missing = new ArrayList<>();
        for (Bytes id : ids) {
            byte[] content = kept(key(partition, id));
            if (content == null) {
                missing.add(key(partition, id));
            } else {
                found.put(id, content);
            }
        }
        if (missing.isEmpty()) {
            return found;
        }
        Map<Table.Key, Map<String, AttributeValue>> items =
                missing.size() == 1 ? one(missing.getFirst()) : table.getAll(missing);
        for (Bytes id : ids) {
            Map<String, AttributeValue> item = items.get(key(partition, id));
            if (item != null) {
                byte[] content = Content.bytes(item);
                found.put(id, content);
                keep(key(partition, id), content);
            } else if (!found.containsKey(id)) {
                throw new Gone();
            }
        }
        return found;
    }

    private Map<Table.Key, Map<String, AttributeValue>> one(Table.Key key) {
        Map<String, AttributeValue> item = table.get(key);
        return item == null ? Map.of() : Map.of(key, item);
    }

    /** A name that no page has or will have; names sort by when they were made. */
    Bytes newId(boolean ofHistory) {
        byte[] id = new byte[ID_BYTES];
        byte[] bits = workings.bits(ID_BYTES - TIME_BYTES);
        System.arraycopy(bits, 0, id, TIME_BYTES, bits.length);
        long millis = workings.clock().millis();
        for (int i = 0; i < TIME_BYTES; i++) {
            id[i] = (byte) (millis >>> (Byte.SIZE * (TIME_BYTES - 1 - i)));
        }
        if (ofHistory) {
            id[0] |= (byte) HISTORY;
        }
        return Bytes.of(id);
    }

    /** Sorts behind the pages of trees that were made before. */
    static String upTo(Instant at) {
        return OF_TREES + "%012x".formatted(at.toEpochMilli());
    }

    /** Writes pages that nothing names yet. */
    void write(String partition, Map<Bytes, byte[]> pages) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        pages.forEach((id, content) -> {
            Map<String, AttributeValue> item = Items.of(key(partition, id));
            item.put(Table.CONTENT, Content.attribute(content));
            items.add(item);
        });
        if (items.size() == 1) {
            table.write(List.of(new Table.Change.Put(items.getFirst(), new Table.Condition.Any())));
        } else if (!items.isEmpty()) {
            table.putAll(items);
        }
        pages.forEach((id, content) -> keep(key(partition, id), content));
    }

    /** Removes pages that nothing names any more. */
    void remove(String partition, Collection<Bytes> ids) {
        if (!ids.isEmpty()) {
            table.deleteAll(ids.stream().map(id -> key(partition, id)).toList());
            ids.forEach(id -> forget(key(partition, id)));
        }
    }

    static Table.Key key(String partition, Bytes id) {
        boolean ofHistory = (id.toArray()[0] & HISTORY) != 0;
        return new Table.Key(partition, (ofHistory ? OF_HISTORY : OF_TREES) + id.toHex());
    }

    /** The name of a page. */
    static Bytes id(Table.Key key) {
        return Bytes.ofHex(key.sk().substring(1));
    }

    private synchronized byte @org.jspecify.annotations.Nullable [] kept(Table.Key key) {
        return kept.get(key);
    }

    private synchronized void keep(Table.Key key, byte[] content) {
        byte[] before = kept.put(key, content);
        keptBytes += content.length - (before == null ? 0 : before.length);
        while (keptBytes > KEPT_BYTES) {
            keptBytes -= kept.pollFirstEntry().getValue().length;
        }
    }

    private synchronized void forget(Table.Key key) {
        byte[] before = kept.remove(key);
        keptBytes -= before == null ? 0 : before.length;
    }
}
