package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that belongs to a pipeline's head. As long as it is small it lies in the head itself; then in pages that never
 * change: who changes an entry writes its page anew under another name, and the head, written last, names it. So however
 * much a write changes, one conditional write of the head makes all of it visible, and who has read a head reads what was so
 * then. Pages are read when an entry of theirs is asked for.
 *
 * @param <V> what it maps to
 */
final class Tree<V> {
    /** A page is cut when it is longer than this; the pages of a very large tree are longer, so that their list fits a page. */
    static final int PAGE_BYTES = 16 * 1024;

    private static final int LONGEST_PAGE_BYTES = 256 * 1024;
    private static final int MANY_PAGES = 512;

    /** A list of pages that is longer than this is a page itself. */
    static final int ROOT_BYTES = 3 * 1024;

    /** So many pages are read ahead when all entries are asked for. */
    private static final int READ_AHEAD = 16;

    private static final int INLINE = 0;
    private static final int PAGED = 1;
    private static final int ROOT_PAGED = 2;

    /** How an entry is written. */
    interface Codec<V> {
        void write(Out out, V value);

        V read(In in);
    }

    /** Where pages are. */
    interface Source {
        /** Their contents. */
        Map<Bytes, byte[]> pages(Collection<Bytes> ids);
    }

    /** What is to be written with the head, and to be removed after it. */
    interface Sink {
        /** The name of a new page with this content. */
        Bytes added(byte[] content);

        void replaced(Bytes id);
    }

    private static final class Leaf<V> {
        final Bytes first;

        @Nullable
        Bytes page;

        @Nullable
        NavigableMap<Bytes, V> entries;

        /** What the stamp was when it was written. */
        final long stamp;

        boolean changed;

        Leaf(Bytes first, @Nullable Bytes page, @Nullable NavigableMap<Bytes, V> entries, long stamp) {
            this.first = first;
            this.page = page;
            this.entries = entries;
            this.stamp = stamp;
        }
    }

    private static final Bytes LEAST = Bytes.of();

    private final Codec<V> codec;
    private final Source source;
    private final int inlineBytes;
    private final LongSupplier stamp;
    private final NavigableMap<Bytes, Leaf<V>> leaves = new TreeMap<>();

    @Nullable
    private Bytes rootPage;

    /**
     * An empty one.
     *
     * @param inlineBytes up to so many it lies in the head
     * @param stamp a number that only grows: pages remember it, so that {@link #writtenSince} passes over older ones
     */
    Tree(Codec<V> codec, Source source, int inlineBytes, LongSupplier stamp) {
        this.codec = codec;
        this.source = source;
        this.inlineBytes = inlineBytes;
        this.stamp = stamp;
        inline(new TreeMap<>());
    }

    private void inline(NavigableMap<Bytes, V> entries) {
        leaves.put(LEAST, new Leaf<>(LEAST, null, entries, Long.MAX_VALUE));
    }

    /** As {@link #write} wrote it. */
    Tree<V> read(In in) {
        leaves.clear();
        switch (in.count()) {
            case INLINE -> inline(entries(in));
            case PAGED -> table(new In(in.bytes()));
            default -> {
                Bytes root = Bytes.of(in.bytes());
                rootPage = root;
                table(new In(page(root)));
            }
        }
        return this;
    }

    private void table(In in) {
        int count = in.count();
        for (int i = 0; i < count; i++) {
            Bytes first = Bytes.of(in.bytes());
            leaves.put(first, new Leaf<>(first, Bytes.of(in.bytes()), null, in.number()));
        }
    }

    private NavigableMap<Bytes, V> entries(In in) {
        NavigableMap<Bytes, V> entries = new TreeMap<>();
        int count = in.count();
        for (int i = 0; i < count; i++) {
            entries.put(Bytes.of(in.bytes()), codec.read(in));
        }
        return entries;
    }

    private byte[] page(Bytes id) {
        byte[] content = source.pages(List.of(id)).get(id);
        if (content == null) {
            throw new NoSuchElementException("page " + id.toHex());
        }
        return content;
    }

    // ---- asking

    @Nullable
    V get(Bytes key) {
        return loaded(leafOf(key)).get(key);
    }

    /** The entry with the greatest key below this one. */
    Map.@Nullable Entry<Bytes, V> lower(Bytes key) {
        // the first leaf takes keys below its own first one, until it is written
        Map.Entry<Bytes, Leaf<V>> floor = leaves.floorEntry(key);
        Map.Entry<Bytes, Leaf<V>> at = floor != null ? floor : leaves.firstEntry();
        while (at != null) {
            Map.Entry<Bytes, V> found = loaded(at.getValue()).lowerEntry(key);
            if (found != null) {
                return found;
            }
            at = leaves.lowerEntry(at.getKey());
        }
        return null;
    }

    boolean isEmpty() {
        return !from(LEAST).iterator().hasNext();
    }

    /** The entries from this key on, in order; the tree must not be changed meanwhile. */
    Iterable<Map.Entry<Bytes, V>> from(Bytes key) {
        return () -> new Walk(key);
    }

    /** All of them, in order; may be changed meanwhile. */
    List<V> all() {
        List<V> values = new ArrayList<>();
        from(LEAST).forEach(entry -> values.add(entry.getValue()));
        return values;
    }

    /** The names of its pages. */
    List<Bytes> pages() {
        List<Bytes> names = new ArrayList<>();
        if (rootPage != null) {
            names.add(rootPage);
        }
        for (Leaf<V> leaf : leaves.values()) {
            if (leaf.page != null) {
                names.add(leaf.page);
            }
        }
        return names;
    }

    /** Those in pages that were written since the stamp was this, or changed now, and others beside them; in order. */
    List<Map.Entry<Bytes, V>> writtenSince(long least) {
        List<Leaf<V>> since = leaves.values().stream()
                .filter(leaf -> leaf.changed || leaf.stamp >= least)
                .toList();
        load(since);
        List<Map.Entry<Bytes, V>> found = new ArrayList<>();
        since.forEach(leaf -> loaded(leaf).forEach((key, value) -> found.add(Map.entry(key, value))));
        return found;
    }

    /** Those whose key begins so, in order; may be changed meanwhile. */
    List<Map.Entry<Bytes, V>> within(Bytes prefix) {
        List<Map.Entry<Bytes, V>> found = new ArrayList<>();
        for (Map.Entry<Bytes, V> entry : from(prefix)) {
            if (!Key.beginsWith(entry.getKey(), prefix)) {
                break;
            }
            found.add(Map.entry(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    /** Reads the pages of all these keys at once. */
    void prefetch(Collection<Bytes> keys) {
        load(keys.stream().map(this::leafOf).distinct().toList());
    }

    private final class Walk implements Iterator<Map.Entry<Bytes, V>> {
        private @Nullable Leaf<V> leaf;
        private Iterator<Map.Entry<Bytes, V>> here;

        Walk(Bytes from) {
            Leaf<V> first = leafOf(from);
            leaf = first;
            here = loaded(first).tailMap(from, true).entrySet().iterator();
        }

        @Override
        public boolean hasNext() {
            while (!here.hasNext() && leaf != null) {
                Map.Entry<Bytes, Leaf<V>> next = leaves.higherEntry(leaf.first);
                leaf = next == null ? null : next.getValue();
                if (leaf != null) {
                    if (leaf.entries == null) {
                        load(leaves.tailMap(leaf.first, true).values().stream()
                                .limit(READ_AHEAD)
                                .toList());
                    }
                    here = loaded(leaf).entrySet().iterator();
                }
            }
            return here.hasNext();
        }

        @Override
        public Map.Entry<Bytes, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return here.next();
        }
    }

    private Leaf<V> leafOf(Bytes key) {
        Map.Entry<Bytes, Leaf<V>> at = leaves.floorEntry(key);
        return at != null ? at.getValue() : leaves.firstEntry().getValue();
    }

    private NavigableMap<Bytes, V> loaded(Leaf<V> leaf) {
        if (leaf.entries == null) {
            load(List.of(leaf));
        }
        NavigableMap<Bytes, V> entries = leaf.entries;
        if (entries == null) {
            throw new IllegalStateException("a page was not loaded");
        }
        return entries;
    }

    private void load(List<Leaf<V>> wanted) {
        List<Bytes> ids = new ArrayList<>();
        for (Leaf<V> leaf : wanted) {
            if (leaf.entries == null && leaf.page != null) {
                ids.add(leaf.page);
            }
        }
        if (ids.isEmpty()) {
            return;
        }
        Map<Bytes, byte[]> contents = source.pages(ids);
        for (Leaf<V> leaf : wanted) {
            byte[] content = leaf.page == null ? null : contents.get(leaf.page);
            if (leaf.entries == null && content != null) {
                leaf.entries = entries(new In(content));
            }
        }
    }

    // ---- changing

    void put(Bytes key, V value) {
        Leaf<V> leaf = leafOf(key);
        loaded(leaf).put(key, value);
        leaf.changed = true;
    }

    void remove(Bytes key) {
        Leaf<V> leaf = leafOf(key);
        if (loaded(leaf).remove(key) != null) {
            leaf.changed = true;
        }
    }

    /** Removes all that are so; how many. */
    int removeIf(Predicate<V> condition) {
        int removed = 0;
        for (Map.Entry<Bytes, V> entry : List.copyOf(within(LEAST))) {
            if (condition.test(entry.getValue())) {
                remove(entry.getKey());
                removed++;
            }
        }
        return removed;
    }

    /** Removes all, without reading them. */
    void clear(Sink sink) {
        leaves.values().forEach(leaf -> gone(sink, leaf));
        leaves.clear();
        inline(new TreeMap<>());
    }

    // ---- writing

    /** Writes what the head keeps of it; the sink takes the pages. */
    void write(Out out, Sink sink) {
        boolean changed = false;
        for (Leaf<V> leaf : List.copyOf(leaves.values())) {
            if (leaf.changed
                    && (leaf.page != null || leaves.size() > 1 || encoded(loaded(leaf)).length > inlineBytes)) {
                replace(leaf, sink);
                changed = true;
            }
        }
        if (leaves.isEmpty()) {
            inline(new TreeMap<>());
        }
        Leaf<V> only = leaves.firstEntry().getValue();
        if (leaves.size() == 1 && only.page == null) {
            dropRoot(sink);
            out.number(INLINE);
            only.changed = false;
            writeEntries(out, loaded(only));
        } else {
            writeTable(out, sink, changed);
        }
    }

    private void writeTable(Out out, Sink sink, boolean changed) {
        if (!changed && rootPage != null) {
            out.number(ROOT_PAGED).bytes(rootPage.toArray());
            return;
        }
        dropRoot(sink);
        Out table = new Out();
        table.number(leaves.size());
        for (Leaf<V> leaf : leaves.values()) {
            if (leaf.page == null) {
                throw new IllegalStateException("a page has no name");
            }
            table.bytes(leaf.first.toArray()).bytes(leaf.page.toArray()).number(leaf.stamp);
        }
        byte[] content = table.done();
        if (content.length <= ROOT_BYTES) {
            out.number(PAGED).bytes(content);
        } else {
            Bytes root = sink.added(content);
            rootPage = root;
            out.number(ROOT_PAGED).bytes(root.toArray());
        }
    }

    private void dropRoot(Sink sink) {
        if (rootPage != null) {
            sink.replaced(rootPage);
            rootPage = null;
        }
    }

    /** Writes a changed leaf as one page or several, or as none; a single small one goes back into the head. */
    private void replace(Leaf<V> leaf, Sink sink) {
        gone(sink, leaf);
        leaf.page = null;
        NavigableMap<Bytes, V> entries = loaded(leaf);
        leaves.remove(leaf.first);
        if (leaves.isEmpty() && encoded(entries).length <= inlineBytes) {
            inline(entries);
            return;
        }
        long most = Math.clamp(
                Math.max(encoded(entries).length, (long) leaves.size() * PAGE_BYTES) / MANY_PAGES,
                PAGE_BYTES,
                LONGEST_PAGE_BYTES);
        Bytes first = leaf.first;
        NavigableMap<Bytes, V> part = new TreeMap<>();
        int bytes = 0;
        for (Map.Entry<Bytes, V> entry : entries.entrySet()) {
            Out one = new Out();
            codec.write(one, entry.getValue());
            int size = entry.getKey().length() + one.done().length;
            if (bytes > 0 && bytes + size > most) {
                addLeaf(first, part, sink);
                first = between(part.lastKey(), entry.getKey());
                part = new TreeMap<>();
                bytes = 0;
            }
            part.put(entry.getKey(), entry.getValue());
            bytes += size;
        }
        if (!part.isEmpty()) {
            addLeaf(first, part, sink);
        }
    }

    private void addLeaf(Bytes from, NavigableMap<Bytes, V> entries, Sink sink) {
        Bytes first = from.compareTo(entries.firstKey()) <= 0 ? from : entries.firstKey();
        leaves.put(first, new Leaf<>(first, sink.added(encoded(entries)), entries, stamp.getAsLong()));
    }

    /** The shortest beginning of a key that is greater than a lesser key: the list of pages need not hold long names. */
    private static Bytes between(Bytes lesser, Bytes greater) {
        byte[] below = lesser.toArray();
        byte[] above = greater.toArray();
        int same = Arrays.mismatch(below, above);
        return Bytes.of(Arrays.copyOf(above, same + 1));
    }

    private static <V> void gone(Sink sink, Leaf<V> leaf) {
        if (leaf.page != null) {
            sink.replaced(leaf.page);
        }
    }

    private byte[] encoded(NavigableMap<Bytes, V> entries) {
        Out out = new Out();
        writeEntries(out, entries);
        return out.done();
    }

    private void writeEntries(Out out, NavigableMap<Bytes, V> entries) {
        out.number(entries.size());
        entries.forEach((key, value) -> {
            out.bytes(key.toArray());
            codec.write(out, value);
        });
    }
}
