package io.hakiri.catalog;

/**
 * A pipeline's name within its project.
 *
 * @param value matches {@code [a-z0-9][a-z0-9._-]{0,127}} (C-22)
 */
public record PipelineId(String value) implements Comparable<PipelineId> {
    public PipelineId {
        Limits.id("pipeline", value);
    }

    @Override
    public int compareTo(PipelineId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
