package io.hakiri.migrate;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.ProjectId;
import java.time.Duration;
import java.util.List;

/**
 * What is to be moved, and how.
 *
 * @param projects which ones; empty for all
 * @param merge whether the target may have other projects already
 * @param breakLeases whether a pipeline that somebody has the lease of is taken from them once they kept it for {@code sealWithin}
 * @param sealWithin how long a pipeline is waited for that somebody has the lease of, 1 s to 24 h
 */
public record MoveOptions(
        List<ProjectId> projects, boolean merge, boolean breakLeases, Duration sealWithin, Actor actor) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    public MoveOptions {
        projects = List.copyOf(projects);
        if (sealWithin.compareTo(SHORTEST) < 0 || sealWithin.compareTo(LONGEST) > 0) {
            throw new InvalidInput("time to seal within", "1 s to 24 h", sealWithin.toString());
        }
    }
}
