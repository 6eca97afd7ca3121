package io.hakiri.api;

import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunId;

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
}
