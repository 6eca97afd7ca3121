package io.hakiri.catalog;

/**
 * A tenant; nothing crosses its border (C-20).
 *
 * @param value matches {@code [a-z0-9][a-z0-9._-]{0,127}} (C-22)
 */
public record ProjectId(String value) implements Comparable<ProjectId> {
    public ProjectId {
        Limits.id("project", value);
    }

    @Override
    public int compareTo(ProjectId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
