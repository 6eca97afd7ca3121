package io.hakiri.report;

import io.hakiri.catalog.InvalidInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is kept of each group, under its key: texts in the order of the groupings, an empty one for what is missing. */
final class Groups<T> {
    /** So many groups take some ten megabytes. */
    static final int MOST = 100_000;

    private final List<Grouping> by;
    private final Supplier<T> empty;
    private final Map<List<String>, T> all = new HashMap<>();

    Groups(List<Grouping> by, Supplier<T> empty) {
        this.by = by;
        this.empty = empty;
    }

    /** The group; {@link InvalidInput} where there would be too many. */
    T of(List<String> key) {
        T group = all.get(key);
        if (group == null) {
            bound(all.size() + 1);
            group = empty.get();
            all.put(key, group);
        }
        return group;
    }

    /** {@link InvalidInput} where so many groups are too many. */
    void bound(int groups) {
        if (groups > MOST) {
            throw new InvalidInput(
                    "by",
                    "at most " + MOST + " groups: group by less, ask for less time (since, until), or name pipelines",
                    "more");
        }
    }

    /**
     * The key of a group.
     *
     * @param plain of what is not of time
     * @param time keys of time, in the order of the groupings
     */
    List<String> key(Function<Grouping, String> plain, List<String> time) {
        List<String> key = new ArrayList<>(by.size());
        int next = 0;
        for (Grouping grouping : by) {
            key.add(grouping.isOfTime() ? time.get(next++) : plain.apply(grouping));
        }
        return key;
    }

    /** In the order of the keys. */
    List<Report.Row> rows(Function<T, List<@Nullable Number>> figures) {
        return all.entrySet().stream()
                .sorted((one, other) -> compare(one.getKey(), other.getKey()))
                .map(one -> new Report.Row(shown(one.getKey()), figures.apply(one.getValue())))
                .toList();
    }

    private int compare(List<String> one, List<String> other) {
        for (int i = 0; i < by.size(); i++) {
            int order = TimeKeys.compare(by.get(i), one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static List<@Nullable String> shown(List<String> key) {
        List<@Nullable String> shown = new ArrayList<>(key.size());
        for (String one : key) {
            shown.add(one.isEmpty() ? null : one);
        }
        return shown;
    }
}
