package io.hakiri.pipeline;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects what is wrong. */
final class Problems {
    /** Enough for a person; a file of garbage has no end of them. */
    private static final int MOST = 1_000;

    private final SortedSet<ManifestProblem> found = new TreeSet<>();
    private int count;

    void add(Place place, String key, String message) {
        count++;
        if (found.size() < MOST) {
            found.add(new ManifestProblem(place.file(), place.line(), place.column(), key, message));
        }
    }

    /** Grows with each problem. */
    int count() {
        return count;
    }

    /** By file and line. */
    List<ManifestProblem> all() {
        return List.copyOf(found);
    }
}
