package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import io.hakiri.catalog.dynamodb.Table.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Conditions that did not hold, and what that means.
 *
 * @param failed the places of their changes
 */
record Refusal(List<Failed> failed) {
    /**
     * One of them.
     *
     * @param stored null where there is no item
     */
    record Failed(int index, @Nullable Map<String, AttributeValue> stored) {}

    static Refusal of(ConditionalCheckFailedException alone) {
        return new Refusal(List.of(new Failed(0, alone.hasItem() ? alone.item() : null)));
    }

    /** Without any, where the transaction was cancelled for other reasons. */
    static Refusal of(TransactionCanceledException cancelled) {
        List<CancellationReason> reasons = cancelled.cancellationReasons();
        return new Refusal(IntStream.range(0, reasons.size())
                .filter(index -> Faults.NOT_HELD.equals(reasons.get(index).code()))
                .mapToObj(index -> {
                    CancellationReason reason = reasons.get(index);
                    return new Failed(index, reason.hasItem() ? reason.item() : null);
                })
                .toList());
    }

    boolean byCondition() {
        return !failed.isEmpty();
    }

    /** Refused, or refused by itself: an earlier try, whose answer was lost, was applied. */
    Outcome settle(List<Change> changes, Call call) {
        if (!call.mayBeApplied() || changes.stream().allMatch(Change.Check.class::isInstance)) {
            return new Outcome.Refused(
                    failed.getFirst().index(), failed.getFirst().stored());
        }
        if (failed.stream().anyMatch(one -> written(changes.get(one.index()), one.stored())) || removed(changes)) {
            return new Outcome.Applied();
        }
        throw call.changedMeanwhile();
    }

    /** Whether the stored item is the one of this write: nobody else draws its version. */
    private static boolean written(Change change, @Nullable Map<String, AttributeValue> stored) {
        if (!(change instanceof Change.Put put) || stored == null) {
            return false;
        }
        AttributeValue version = put.item().get(Table.VERSION);
        return version != null && Objects.equals(version, stored.get(Table.VERSION));
    }

    /** Whether a lone item that was to be removed is gone: its version was there when the caller looked. */
    private boolean removed(List<Change> changes) {
        return changes.size() == 1
                && changes.getFirst() instanceof Change.Delete(var _, Condition.Version _)
                && failed.getFirst().stored() == null;
    }
}
