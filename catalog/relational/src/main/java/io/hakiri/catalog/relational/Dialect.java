package io.hakiri.catalog.relational;

import java.util.List;
import java.util.Map;

/**
 * Where databases differ in words: what a statement of this package says for a word in braces.
 *
 * @param names a subquery with one column of that name in the singular: the texts of a JSON array, which is one value
 * @param pairs a subquery with {@code place}, {@code one}, {@code two}: the pairs of a JSON array of arrays, which is one
 *     value; places count from 0
 * @param lock what a query ends in whose rows are about to be changed
 * @param skipLocked the same, passing over rows that another transaction is about to change
 */
public record Dialect(String names, String pairs, String lock, String skipLocked) {
    /** The statement as the database understands it. */
    public String say(String sql) {
        String said = sql;
        for (Map.Entry<String, String> word : List.of(
                Map.entry("{names}", names),
                Map.entry("{pairs}", pairs),
                Map.entry("{lock}", lock),
                Map.entry("{skip locked}", skipLocked))) {
            said = said.replace(word.getKey(), word.getValue());
        }
        return said;
    }
}
