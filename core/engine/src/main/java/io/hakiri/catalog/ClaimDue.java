package io.hakiri.catalog;

import java.time.Duration;

/**
 * Asks for pipelines that are due.
 *
 * @param limit at most so many, 1 to 1,000
 * @param claimTtl how long the caller has to begin them, 1 s to 24 h
 */
public record ClaimDue(ProjectId project, int limit, Duration claimTtl) {
    public ClaimDue {
        Limits.between("claim limit", limit, 1, Limits.PAGE_ENTRIES);
        Limits.leaseTtl(claimTtl);
    }
}
