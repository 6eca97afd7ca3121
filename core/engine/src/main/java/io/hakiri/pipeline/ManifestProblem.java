package io.hakiri.pipeline;

import java.util.Comparator;

/**
 * One thing that is wrong with a manifest.
 *
 * @param file relative to the project folder
 * @param line from 1; 0 where the file as a whole is meant
 * @param column from 1; 0 where the line as a whole is meant
 * @param key what it is about, such as {@code pipeline[0].schedule}; empty where no key is
 * @param message what was expected and what came, for the person who mends it; holds no secret
 */
public record ManifestProblem(String file, int line, int column, String key, String message)
        implements Comparable<ManifestProblem> {
    private static final Comparator<ManifestProblem> BY_PLACE = Comparator.comparing(ManifestProblem::file)
            .thenComparingInt(ManifestProblem::line)
            .thenComparingInt(ManifestProblem::column)
            .thenComparing(ManifestProblem::key)
            .thenComparing(ManifestProblem::message);

    @Override
    public int compareTo(ManifestProblem other) {
        return BY_PLACE.compare(this, other);
    }

    /** {@code hakiri.toml:7:3: pipeline[0].schedule: expected …, found …}, as compilers do, so that editors find it. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
        return place + ": " + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
