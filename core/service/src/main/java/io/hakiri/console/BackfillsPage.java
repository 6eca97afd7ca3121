package io.hakiri.console;

import java.util.List;

/**
 * The backfills of a pipeline.
 *
 * @param path of this page and all after it
 * @param operates whether the caller may end one
 * @param seen the mark of what lives on it
 */
public record BackfillsPage(
        Frame frame,
        String href,
        String path,
        String notice,
        boolean operates,
        String seen,
        List<Line> backfills,
        String next) {
    public BackfillsPage {
        backfills = List.copyOf(backfills);
    }

    /**
     * One backfill.
     *
     * @param href where its chunks are
     * @param left how long the rest takes as far as it went until now; empty where that is not known
     * @param running whether it can be ended
     */
    public record Line(
            String name,
            String href,
            String stream,
            Badge state,
            int chunks,
            int done,
            String rows,
            Moment started,
            String left,
            boolean running) {}
}
