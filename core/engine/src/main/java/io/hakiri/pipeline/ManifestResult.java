package io.hakiri.pipeline;

import java.util.List;

/** What reading a project's manifest came to. */
public sealed interface ManifestResult {
    /** All of it is good. */
    record Valid(Manifest manifest) implements ManifestResult {}

    /**
     * Something is wrong with it.
     *
     * @param problems all of them, by file and line; at least one
     */
    record Broken(List<ManifestProblem> problems) implements ManifestResult {
        public Broken {
            problems = List.copyOf(problems);
        }
    }
}
