package io.hakiri.catalog;

import java.util.List;

/** What is to be done now, over the pipelines of a project. */
public interface DuePipelines {
    /**
     * Hands out what is due, roughly oldest first: active pipelines whose due time is past and that nobody holds, and those
     * whose lease expired over an open run (C-18). Its cost depends on how many are due, not on how many exist.
     */
    List<Claim> claimDue(ClaimDue request);

    /**
     * Closes runs that lost their lease, and queued runs that waited too long, as abandoned (C-6), raising the fence of
     * the former. The pipelines stay due.
     *
     * @param limit at most so many, 1 to 1,000
     * @return the runs it closed
     */
    List<RunId> abandonExpired(ProjectId project, int limit);
}
