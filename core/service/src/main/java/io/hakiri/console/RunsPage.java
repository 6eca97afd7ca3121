package io.hakiri.console;

import java.util.List;

/** What ran of a pipeline, the newest first. */
public record RunsPage(Frame frame, List<RunLine> runs, String next) {
    public RunsPage {
        runs = List.copyOf(runs);
    }
}
