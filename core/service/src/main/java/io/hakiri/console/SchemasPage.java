package io.hakiri.console;

import java.util.List;

/**
 * What shape a pipeline's streams had, and what was decided.
 *
 * @param operates whether the caller may decide
 */
public record SchemasPage(Frame frame, String href, String notice, boolean operates, List<StreamShapes> streams) {
    public SchemasPage {
        streams = List.copyOf(streams);
    }

    /** One stream's versions, the newest first. */
    public record StreamShapes(String stream, List<Version> versions) {
        public StreamShapes {
            versions = List.copyOf(versions);
        }
    }

    /**
     * One version.
     *
     * @param decided in a word, also where nobody has
     * @param why by whom and with which reason; empty while undecided
     * @param open whether it can still be decided about: an accepted version stays so (C-14)
     * @param against the version that it is compared with; empty of the first
     */
    public record Version(
            int number, Badge decided, String why, boolean open, Moment seen, String against, List<Change> changes) {
        public Version {
            changes = List.copyOf(changes);
        }
    }

    /**
     * A line of the comparison.
     *
     * @param kind {@code added}, {@code changed} or {@code removed}
     * @param sign the same as a sign, for who sees no colours
     */
    public record Change(String kind, String sign, String says) {}
}
