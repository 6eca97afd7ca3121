package io.hakiri.catalog.contract;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a recorded history could have happened one call after another, in an order that agrees with real time (C-11).
 *
 * <p>The search of Wing and Gong: take any call that no other one had wholly preceded, ask the model whether its answer is
 * possible there, and go on; go back where nothing fits. As Lowe proposed, a set of calls taken that was seen with the same
 * state before is not looked at again. A call whose answer was lost may have happened at any time after it began, or never.
 *
 * @param <S> the model's state, immutable, with equality
 * @param <O> its operations
 */
final class Linearizability<S, O> {
    /** What the model knows of one call. */
    @FunctionalInterface
    interface Model<S, O> {
        /**
         * The state after an operation that got this answer; {@code null} where it cannot have got it.
         *
         * @param answer {@code null} where it was lost, so that any is possible
         */
        @Nullable
        S after(S before, O operation, @Nullable Object answer);
    }

    /**
     * One recorded call.
     *
     * @param invoked when it began, on one clock for the whole history
     * @param returned when it was answered; {@code Long.MAX_VALUE} where the answer was lost
     */
    record Call<O>(O operation, @Nullable Object answer, long invoked, long returned) {
        static <O> Call<O> lost(O operation, long invoked) {
            return new Call<>(operation, null, invoked, Long.MAX_VALUE);
        }

        boolean wasLost() {
            return returned == Long.MAX_VALUE;
        }
    }

    private record Seen<S>(BitSet taken, S state) {}

    private final Model<S, O> model;
    private final List<Call<O>> history;
    private final Set<Seen<S>> seen = new HashSet<>();
    private int longest;

    private Linearizability(Model<S, O> model, List<Call<O>> history) {
        this.model = model;
        this.history = history;
    }

    /** Whether there is such an order. */
    static <S, O> boolean holds(Model<S, O> model, S start, List<Call<O>> history) {
        return failure(model, start, history) == null;
    }

    /** {@code null} where there is such an order; otherwise how far the best one came, for a person. */
    static <S, O> @Nullable String failure(Model<S, O> model, S start, List<Call<O>> history) {
        List<Call<O>> ordered = new ArrayList<>(history);
        ordered.sort(Comparator.comparingLong(Call::invoked));
        Linearizability<S, O> search = new Linearizability<>(model, ordered);
        if (search.goesOn(new BitSet(), start)) {
            return null;
        }
        return "no order explains the history; the longest one explains " + search.longest + " of " + history.size()
                + " calls";
    }

    private boolean goesOn(BitSet taken, S state) {
        longest = Math.max(longest, taken.cardinality());
        long earliestReturn = Long.MAX_VALUE;
        boolean allAnsweredTaken = true;
        for (int i = taken.nextClearBit(0); i < history.size(); i = taken.nextClearBit(i + 1)) {
            earliestReturn = Math.min(earliestReturn, history.get(i).returned());
            allAnsweredTaken &= history.get(i).wasLost();
        }
        if (allAnsweredTaken) {
            return true;
        }
        for (int i = taken.nextClearBit(0); i < history.size(); i = taken.nextClearBit(i + 1)) {
            Call<O> call = history.get(i);
            if (call.invoked() > earliestReturn) {
                return false;
            }
            S after = model.after(state, call.operation(), call.answer());
            if (after != null) {
                BitSet more = (BitSet) taken.clone();
                more.set(i);
                if (seen.add(new Seen<>(more, after)) && goesOn(more, after)) {
                    return true;
                }
            }
        }
        return false;
    }
}
