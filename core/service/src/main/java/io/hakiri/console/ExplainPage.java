package io.hakiri.console;

import java.util.List;

/**
 * How a pipeline stands, or stood, why, and what happened up to then.
 *
 * @param href the page itself
 * @param at what was asked about, as it was written; empty for now
 * @param about the instant that it is about
 * @param past whether a time was asked for, rather than now
 * @param more where more facts are shown; empty where these are all, or as many as there can be
 */
public record ExplainPage(
        Frame frame,
        String href,
        String at,
        Moment about,
        boolean past,
        Badge state,
        List<Word> standing,
        List<Reason> why,
        List<CursorLine> cursors,
        List<String> shapes,
        List<FactLine> facts,
        String more,
        List<String> unknown) {
    public ExplainPage {
        standing = List.copyOf(standing);
        why = List.copyOf(why);
        cursors = List.copyOf(cursors);
        shapes = List.copyOf(shapes);
        facts = List.copyOf(facts);
        unknown = List.copyOf(unknown);
    }

    /**
     * Something of how it stands.
     *
     * @param href where more of it is; empty for nowhere
     */
    public record Word(String name, String says, String href) {}

    /**
     * Why.
     *
     * @param command what changes that; empty where nothing does
     */
    public record Reason(String says, String command) {}

    /**
     * How far a partition was.
     *
     * @param at where it stood: none where that is not known
     * @param towards where a run was moving it to: none where it stood still
     */
    public record CursorLine(String stream, String partition, List<Place> at, List<Place> towards) {
        public CursorLine {
            at = List.copyOf(at);
            towards = List.copyOf(towards);
        }
    }

    /**
     * Something that happened.
     *
     * @param source where it is recorded
     * @param href the page of that; empty where there is none
     */
    public record FactLine(Moment at, Badge kind, String says, String fence, String source, String href) {}
}
