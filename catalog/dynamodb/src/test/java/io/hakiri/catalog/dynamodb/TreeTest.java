package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.StreamPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree does what a sorted map does, however it lies: in the head, in pages, with its list of pages in one. */
class TreeTest {
    private static final int INLINE_BYTES = 1024;
    private static final int WRITES = 80;

    private static final Tree.Codec<String> TEXTS = new Tree.Codec<>() {
        @Override
        public void write(Out out, String value) {
            out.text(value);
        }

        @Override
        public String read(In in) {
            return in.text();
        }
    };

    /** Pages in memory; one that was replaced stays, for who has read an older head. */
    private static final class Memory implements Tree.Source, Tree.Sink {
        private final Map<Bytes, byte[]> pages = new HashMap<>();
        private final Set<Bytes> added = new HashSet<>();
        private final Set<Bytes> replaced = new HashSet<>();
        private int names;

        @Override
        public Map<Bytes, byte[]> pages(Collection<Bytes> ids) {
            Map<Bytes, byte[]> found = new HashMap<>();
            ids.forEach(id -> found.put(id, pages.get(id)));
            return found;
        }

        @Override
        public Bytes added(byte[] content) {
            Bytes id = Key.of("page " + names++);
            pages.put(id, content);
            added.add(id);
            return id;
        }

        @Override
        public void replaced(Bytes id) {
            assertThat(replaced.add(id)).as("replaced once").isTrue();
        }
    }

    private record Snapshot(Bytes head, NavigableMap<Bytes, String> content) {}

    private final Memory memory = new Memory();
    private long stamp;

    private Tree<String> empty() {
        return new Tree<>(TEXTS, memory, INLINE_BYTES, () -> stamp);
    }

    private Tree<String> read(byte[] head) {
        return empty().read(new In(head));
    }

    private byte[] written(Tree<String> tree) {
        Out out = new Out();
        tree.write(out, memory);
        return out.done();
    }

    /** So many keys that the tree lies in the head, in some pages, or in very many. */
    @ParameterizedTest
    @ValueSource(ints = {20, 400, 6_000})
    void isASortedMapWhateverIsDoneWithIt(int keys) {
        SplittableRandom random = new SplittableRandom(keys);
        NavigableMap<Bytes, String> model = new TreeMap<>();
        Map<Bytes, Long> changedAt = new HashMap<>();
        List<Snapshot> snapshots = new ArrayList<>();
        Tree<String> tree = empty();
        int writes = keys > 1_000 ? WRITES / 4 : WRITES;
        for (int i = 0; i < writes; i++) {
            stamp = i;
            int changes = random.nextInt(Math.max(2, keys / 12));
            for (int n = 0; n < changes; n++) {
                Bytes key = key(random, keys);
                if (random.nextInt(3) == 0 && i % 20 > 10) {
                    tree.remove(key);
                    model.remove(key);
                } else {
                    String value = "v".repeat(random.nextInt(800)) + i;
                    tree.put(key, value);
                    model.put(key, value);
                    changedAt.put(key, stamp);
                }
                if (n % 64 == 0) {
                    assertReadsLike(tree, model, random, keys);
                }
            }
            if (i % 10 == 9) {
                String end = Integer.toString(i % 7);
                int before = model.size();
                model.values().removeIf(value -> value.endsWith(end));
                assertThat(tree.removeIf(value -> value.endsWith(end))).isEqualTo(before - model.size());
            }
            if (i % 19 == 18) {
                tree.clear(memory);
                model.clear();
            }
            byte[] head = written(tree);
            assertThat(head.length).isLessThanOrEqualTo(Math.max(INLINE_BYTES, Tree.ROOT_BYTES) + 64);
            snapshots.add(new Snapshot(Bytes.of(head), new TreeMap<>(model)));
            // goes on with the same one, or as another process reads it
            tree = random.nextBoolean() ? tree : read(head);
            assertReadsLike(tree, model, random, keys);
            assertKeepsJustItsPages(read(head));
            assertFindsWhatWasWrittenSince(tree, model, changedAt, random.nextLong(stamp + 1));
        }
        for (Snapshot snapshot : snapshots) {
            assertThat(content(read(snapshot.head().toArray()))).isEqualTo(snapshot.content());
        }
    }

    private static Bytes key(SplittableRandom random, int keys) {
        int number = random.nextInt(keys);
        return Key.of("stream-" + number % 17, number);
    }

    private static NavigableMap<Bytes, String> content(Tree<String> tree) {
        NavigableMap<Bytes, String> content = new TreeMap<>();
        tree.from(Bytes.of()).forEach(entry -> content.put(entry.getKey(), entry.getValue()));
        return content;
    }

    private static void assertReadsLike(
            Tree<String> tree, NavigableMap<Bytes, String> model, SplittableRandom random, int keys) {
        for (int i = 0; i < 3; i++) {
            Bytes key = key(random, keys);
            assertThat(tree.get(key)).isEqualTo(model.get(key));
            assertThat(tree.lower(key)).isEqualTo(model.lowerEntry(key));
        }
        Bytes key = key(random, keys);
        List<Bytes> from = new ArrayList<>();
        for (Map.Entry<Bytes, String> entry : tree.from(key)) {
            if (from.size() == 50) {
                break;
            }
            from.add(entry.getKey());
        }
        assertThat(from)
                .isEqualTo(model.tailMap(key, true).keySet().stream().limit(50).toList());
        Bytes prefix = Key.within("stream-" + random.nextInt(17));
        assertThat(tree.within(prefix))
                .isEqualTo(model.entrySet().stream()
                        .filter(entry -> Key.beginsWith(entry.getKey(), prefix))
                        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                        .toList());
        assertThat(tree.isEmpty()).isEqualTo(model.isEmpty());
    }

    /** Each page that was added and not replaced is named, and no other. */
    private void assertKeepsJustItsPages(Tree<String> tree) {
        Set<Bytes> kept = new HashSet<>(memory.added);
        kept.removeAll(memory.replaced);
        assertThat(tree.pages()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(kept);
    }

    private static void assertFindsWhatWasWrittenSince(
            Tree<String> tree, NavigableMap<Bytes, String> model, Map<Bytes, Long> changedAt, long since) {
        List<Map.Entry<Bytes, String>> found = tree.writtenSince(since);
        assertThat(found).allMatch(entry -> entry.getValue().equals(model.get(entry.getKey())));
        assertThat(found.stream().map(Map.Entry::getKey))
                .isSorted()
                .containsAll(model.keySet().stream()
                        .filter(key -> changedAt.getOrDefault(key, 0L) >= since)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 5_000})
    void whoIsPutBeforeAllOthersIsFoundBelowAtOnce(int keys) {
        Tree<String> tree = empty();
        for (int i = 1; i <= keys; i++) {
            tree.put(Key.of("m", i), "v".repeat(100));
        }
        Tree<String> again = read(written(tree));
        again.put(Key.of("b", 1), "before");
        assertThat(again.lower(Key.of("c", 1))).isEqualTo(Map.entry(Key.of("b", 1), "before"));
        assertThat(again.get(Key.of("b", 1))).isEqualTo("before");
        assertThat(read(written(again)).all()).hasSize(keys + 1).first().isEqualTo("before");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5_000})
    void oneChangeWritesFewPages(int keys) {
        Tree<String> tree = empty();
        for (int i = 1; i <= keys; i++) {
            tree.put(Key.of("m", i), "v".repeat(100));
        }
        Tree<String> again = read(written(tree));
        int before = memory.names;
        again.put(Key.of("m", keys / 2), "changed");
        written(again);
        assertThat(memory.names - before).isLessThanOrEqualTo(2);
    }

    /** As with the most cursors, the longest names and the longest order keys, none of which compresses. */
    @Test
    void theListOfThePagesOfLongNamesFitsIntoAnItem() {
        SplittableRandom random = new SplittableRandom(6);
        Tree<String> tree = empty();
        String stream = "";
        for (int i = 0; i < 10_000; i++) {
            stream = i % 10 == 0 ? letters(random, 256) : stream;
            tree.put(Key.of(new StreamPartition(stream, letters(random, 256))), letters(random, 2 * 1024));
            if (i % 1_000 == 999) {
                tree = read(written(tree));
            }
        }
        assertThat(tree.all()).hasSize(10_000);
        assertThat(memory.pages.values())
                .allMatch(page -> Content.attribute(page).b().asByteArrayUnsafe().length < 300 * 1024);
    }

    private static String letters(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + random.nextInt(95)));
        }
        return text.toString();
    }
}
