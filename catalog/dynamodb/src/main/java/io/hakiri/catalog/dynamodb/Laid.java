package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChangeResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What is to be written and removed once the head, or the project, has said that rows may be laid down: whole items without
 * conditions, which nobody else writes meanwhile. Pointers come first: who finds an item finds what belongs to it.
 */
final class Laid {
    /** Parts that are written at the same time. */
    private static final int AT_ONCE = 4;

    private final ChangeResult answer;
    private final Map<Table.Key, Map<String, AttributeValue>> pointers = new LinkedHashMap<>();
    private final Map<Table.Key, Map<String, AttributeValue>> items = new LinkedHashMap<>();
    private final Set<Table.Key> gone = new LinkedHashSet<>();

    private Laid(ChangeResult answer) {
        this.answer = answer;
    }

    static Laid done() {
        return new Laid(new ChangeResult.Done());
    }

    static Laid refused(Answers.Invalid why) {
        return new Laid(why);
    }

    boolean refused() {
        return !(answer instanceof ChangeResult.Done);
    }

    void pointer(Map<String, AttributeValue> item) {
        pointers.put(Items.keyOf(item), item);
    }

    void put(Map<String, AttributeValue> item) {
        items.put(Items.keyOf(item), item);
    }

    void remove(Table.Key key) {
        gone.add(key);
    }

    /** Writes it; the answer. */
    ChangeResult write(Table table) {
        write(table, List.copyOf(pointers.values()));
        write(table, List.copyOf(items.values()));
        gone.removeAll(pointers.keySet());
        gone.removeAll(items.keySet());
        if (!gone.isEmpty()) {
            table.deleteAll(gone);
        }
        return answer;
    }

    private static void write(Table table, List<Map<String, AttributeValue>> all) {
        if (all.size() <= Batches.MOST_WRITES) {
            if (!all.isEmpty()) {
                table.putAll(all);
            }
            return;
        }
        int requests = (all.size() + Batches.MOST_WRITES - 1) / Batches.MOST_WRITES;
        int part = (requests + AT_ONCE - 1) / AT_ONCE * Batches.MOST_WRITES;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> parts = new ArrayList<>();
            for (int from = 0; from < all.size(); from += part) {
                List<Map<String, AttributeValue>> some = all.subList(from, Math.min(from + part, all.size()));
                parts.add(threads.submit(() -> table.putAll(some)));
            }
            for (Future<?> one : parts) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CatalogException said
                    ? said
                    : new CatalogException.OutcomeUnknown("a part of the rows may be laid down: lay all again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException.OutcomeUnknown(
                    "interrupted. A part of the rows may be laid down: lay all again", e);
        }
    }
}
