package io.hakiri.catalog;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A search for schema versions (C-28). The time is when they were seen; the text is looked for in the shape as it is stored,
 * and in the decision's reason and by whom it is.
 *
 * @param stream {@code null} for any
 * @param verdicts what was decided; empty with {@code undecided} false for anything or nothing
 * @param undecided also, or only, where nobody has decided
 */
public record SchemaSearch(
        HistoryFilter filter, @Nullable String stream, Set<Verdict> verdicts, boolean undecided, PageRequest page) {
    public SchemaSearch {
        verdicts = Set.copyOf(verdicts);
        if (stream != null) {
            Limits.name("stream", stream);
        }
    }
}
