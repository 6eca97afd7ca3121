package io.hakiri.access;

import io.hakiri.catalog.ProjectId;
import java.util.Map;

/**
 * How much each project may have.
 *
 * @param each of every project that is not named
 * @param named of single projects, whole: nothing of {@code each} is added
 */
public record Quotas(Quota each, Map<ProjectId, Quota> named) {
    /** No limits. */
    public static final Quotas NONE = new Quotas(Quota.NONE, Map.of());

    public Quotas {
        named = Map.copyOf(named);
    }

    Quota of(ProjectId project) {
        return named.getOrDefault(project, each);
    }
}
