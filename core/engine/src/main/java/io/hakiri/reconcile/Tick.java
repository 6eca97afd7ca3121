package io.hakiri.reconcile;

import java.util.List;

/**
 * What one look at what is due came to.
 *
 * @param projects how many were looked at
 * @param claimed pipelines that were due and free
 * @param dispatched those of them that an executor took
 * @param heldBack those whose source keeps failing ({@link CircuitBreakers})
 * @param abandoned runs that lost their lease and were closed
 * @param troubles what kept others from being dispatched, for an operator; at most {@link #MOST_TROUBLES}
 * @param full whether the executor had no place left: there may be more to do
 */
public record Tick(
        int projects, int claimed, int dispatched, int heldBack, int abandoned, List<String> troubles, boolean full) {
    /** More than so many troubles are not told. */
    public static final int MOST_TROUBLES = 20;

    public Tick {
        troubles = List.copyOf(troubles);
    }
}
