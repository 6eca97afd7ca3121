package io.hakiri.catalog.dynamodb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * What there is of a table.
 *
 * @param table {@code null} where there is none
 * @param differences from {@link TableDefinition}, the fatal ones first
 * @param unseen what could not be looked at, and why, each in words
 */
record TableState(@Nullable TableDescription table, List<Difference> differences, List<String> unseen) {
    static final TableState NONE = new TableState(null, List.of(), List.of());

    TableState {
        differences = List.copyOf(differences);
        unseen = List.copyOf(unseen);
    }

    boolean exists() {
        return table != null;
    }

    /** Whether it answers, by all its indexes. */
    boolean active() {
        return table != null
                && (table.tableStatus() == TableStatus.ACTIVE || table.tableStatus() == TableStatus.UPDATING)
                && table.globalSecondaryIndexes().stream()
                        .noneMatch(index -> index.indexStatus() == IndexStatus.CREATING);
    }

    /** What a catalog cannot work with. */
    List<Difference> fatal() {
        return differences.stream().filter(Difference::fatal).toList();
    }

    /** All of it, as {@code catalog status} says it. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (table != null && table.tableStatus() != TableStatus.ACTIVE && table.tableStatus() != TableStatus.UPDATING) {
            words.add("table: expected ACTIVE, found " + table.tableStatusAsString()
                    + ". Wait until the service has done with it");
        }
        differences.forEach(difference -> words.add(difference.toString()));
        words.addAll(unseen);
        return words;
    }
}
