package io.hakiri.api;

import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** All that a caller may do: of several that speak of one project, the greatest counts. */
public record Grants(List<Grant> all) {
    public Grants {
        all = List.copyOf(all);
    }

    /** Of a token: one role in one project. */
    public static Grants of(ProjectId project, Role role) {
        return new Grants(List.of(new Grant(project, role)));
    }

    /** The role in a project; empty for none. */
    public Optional<Role> in(ProjectId project) {
        return greatest(all.stream().filter(grant -> grant.project() == null || project.equals(grant.project())));
    }

    /** The greatest role anywhere; empty for none. */
    public Optional<Role> anywhere() {
        return greatest(all.stream());
    }

    /** Whether it is at least this role in every project that there is. */
    public boolean everywhere(Role least) {
        return everywhere().filter(role -> role.compareTo(least) >= 0).isPresent();
    }

    /** The role in every project that there is; empty for none. */
    public Optional<Role> everywhere() {
        return greatest(all.stream().filter(grant -> grant.project() == null));
    }

    /** The projects that are named with at least this role, by name. */
    public List<ProjectId> named(Role least) {
        return all.stream()
                .filter(grant -> grant.role().compareTo(least) >= 0)
                .map(Grant::project)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static Optional<Role> greatest(Stream<Grant> grants) {
        return grants.map(Grant::role).max(Comparator.naturalOrder());
    }
}
