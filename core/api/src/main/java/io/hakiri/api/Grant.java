package io.hakiri.api;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do in a project.
 *
 * @param project {@code null} for every project that there is
 */
public record Grant(@Nullable ProjectId project, Role role) {
    private static final String EVERY_PROJECT = "*";

    /** One as settings and claims say it: {@code PROJECT:ROLE}, {@code *} for every project; empty where it is of another form. */
    public static Optional<Grant> parse(String word) {
        int colon = word.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String project = word.substring(0, colon);
        try {
            ProjectId named = project.equals(EVERY_PROJECT) ? null : new ProjectId(project);
            return Stream.of(Role.values())
                    .filter(role -> Forms.word(role).equals(word.substring(colon + 1)))
                    .findFirst()
                    .map(role -> new Grant(named, role));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }
}
