package io.hakiri.api;

import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do in a project.
 *
 * @param project {@code null} for every project that there is
 */
public record Grant(@Nullable ProjectId project, Role role) {}
