package io.hakiri.catalog;

/**
 * Letting go of history that is older than a policy (C-29): found, then, where somebody wants to keep it elsewhere, written
 * there, then removed. Neither waits for writers nor makes them wait.
 */
public interface Retention {
    /**
     * Rows that the policy lets go, found from a place on; reads only. Rows that are not removed are found again by whoever
     * begins at the start, and passed over by whoever goes on.
     *
     * @param after {@link Past#next} of the answer before; empty at the start
     * @param most rows of one answer, 1 to 1,000
     */
    Past past(ProjectId project, RetentionPolicy policy, String after, int most);

    /**
     * Removes exactly these rows.
     *
     * @return whether they are gone; {@code false} where they are not as they were, or a rewind goes on: nothing was changed
     */
    boolean remove(ProjectId project, RetentionPolicy policy, PastRows rows);

    /** Removes answers that were kept for repeats long enough (C-10); how many, at most {@code most}. */
    int forgetRequests(ProjectId project, int most);
}
