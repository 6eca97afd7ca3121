package io.hakiri.console;

import java.util.List;

/**
 * The pipelines of a project.
 *
 * @param href the page itself
 * @param audit where its audit is
 * @param seen the mark of what lives on it
 */
public record ProjectPage(Frame frame, String href, String audit, String seen, Live live) {
    /** What changes by itself. */
    public record Live(List<Line> pipelines, String next) {
        public Live {
            pipelines = List.copyOf(pipelines);
        }
    }

    /**
     * One pipeline.
     *
     * @param lag how late it is; empty where it is not
     */
    public record Line(
            String name, String href, Badge state, String lag, Moment due, int failures, List<RunMark> runs) {
        public Line {
            runs = List.copyOf(runs);
        }
    }

    static ProjectPage of(Frame frame, String href, String audit, Live live) {
        return new ProjectPage(frame, href, audit, Integer.toHexString(live.hashCode()), live);
    }
}
