package io.hakiri.api;

import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunId;
import org.jspecify.annotations.Nullable;

/** What answers carry, where it is no record of the port. */
public final class Said {
    private Said() {}

    /** A project. */
    public record Project(ProjectId project) {}

    /** A run that was closed as abandoned. */
    public record Abandoned(RunId run) {}

    /** Whether rows are gone; not where they are not as they were. */
    public record Removed(boolean gone) {}

    /** How many stored answers were removed. */
    public record Forgotten(int requests) {}

    /**
     * What became of a dispatch.
     *
     * @param run its id, where it began
     * @param status of the run; {@code fenced} where it lost its lease; or why it did not begin, such as {@code not-due} or {@code held}
     * @param read rows that were read, of all streams, {@code written} and {@code quarantined} likewise
     * @param reason for a person, where there is one
     */
    public record Worked(
            @Nullable RunId run,
            String status,
            long read,
            long written,
            long quarantined,
            @Nullable String reason) {}
}
