package io.hakiri.console;

import java.util.List;

/**
 * One pipeline.
 *
 * @param href the page itself
 * @param notice what was just done; empty for nothing
 * @param onHold why it is paused; empty where it is not
 * @param operates whether the caller may change anything
 * @param request names a rewind from this page, so that a form that is sent twice rewinds once
 * @param points where its cursors can be rewound to
 * @param seen the mark of what lives on it
 */
public record PipelinePage(
        Frame frame,
        String href,
        String notice,
        String onHold,
        boolean operates,
        String request,
        List<Point> points,
        String seen,
        Live live) {
    public PipelinePage {
        points = List.copyOf(points);
    }

    /** What changes by itself. */
    public record Live(
            Badge state,
            String lag,
            Moment due,
            int failures,
            String fence,
            List<Held> lease,
            List<CursorLine> cursors,
            String moreCursors,
            List<RunMark> strip,
            List<RunLine> runs,
            List<Chart> charts) {
        public Live {
            lease = List.copyOf(lease);
            cursors = List.copyOf(cursors);
            strip = List.copyOf(strip);
            runs = List.copyOf(runs);
            charts = List.copyOf(charts);
        }
    }

    /** Who may write it now: none or one. */
    public record Held(String holder, String fence, String run, String runHref, Moment since, Moment until) {}

    /**
     * How far a partition is.
     *
     * @param field by which its stream is read now; empty where there is none
     */
    public record CursorLine(
            String stream,
            String partition,
            String kind,
            Place at,
            String field,
            String revision,
            String fence,
            Moment moved) {}

    /**
     * Where to rewind to.
     *
     * @param value what the form sends: a run, or nothing for the start
     */
    public record Point(String value, String says) {}
}
