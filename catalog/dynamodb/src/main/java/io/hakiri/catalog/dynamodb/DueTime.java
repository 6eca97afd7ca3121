package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.PipelineKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * When somebody has to look at a pipeline, in the index {@code due} (C-18): because it is due, because its lease ends, or
 * because a queued run has waited long enough.
 *
 * @param awake whether a claim may hand it out; otherwise only what ended is closed (C-6)
 * @param at {@code null} for never by itself
 */
record DueTime(boolean awake, @Nullable Instant at) {
    static DueTime of(Head head) {
        boolean awake = head.is(Head.Status.ACTIVE) && head.ahead == null;
        boolean asleep = head.is(Head.Status.ACTIVE) || head.is(Head.Status.PAUSED);
        OpenRun run = head.open;
        Instant at = run != null ? run.leaseUntil() : awake ? head.nextDue : null;
        if (!awake && !asleep) {
            at = null;
        }
        Head.Claimed claim = head.claim;
        if (awake && at != null && claim != null && claim.until().isAfter(at)) {
            at = claim.until();
        }
        return new DueTime(awake, earlier(at, head.is(Head.Status.DELETED) ? null : firstWaiting(head)));
    }

    private static @Nullable Instant firstWaiting(Head head) {
        Instant first = null;
        for (QueuedRun queued : head.queue.all()) {
            first = earlier(first, queued.waitUntil());
        }
        return first;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    /**
     * Puts its place in the index into a head's item. Moving an entry costs two writes of the index: while a run goes on the
     * entry stays where it is, unless that is too late or its time has come; who meets it too early moves it.
     *
     * @param before the item that this one replaces; {@code null} for the exact place
     */
    void put(
            Map<String, AttributeValue> item,
            PipelineKey key,
            @Nullable Map<String, AttributeValue> before,
            Instant now) {
        if (at == null) {
            return;
        }
        int shard = Items.dueShard(key.pipeline());
        String partition = awake ? Items.awake(key.project(), shard) : Items.asleep(key.project(), shard);
        long micros = micros(at);
        AttributeValue old = before == null ? null : before.get(TableDefinition.DUE_SORT);
        AttributeValue oldPartition = before == null ? null : before.get(TableDefinition.DUE_PARTITION);
        boolean stays = old != null
                && oldPartition != null
                && partition.equals(oldPartition.s())
                && Long.parseLong(old.n()) <= micros
                && Long.parseLong(old.n()) > micros(now);
        item.put(TableDefinition.DUE_PARTITION, AttributeValue.fromS(partition));
        item.put(TableDefinition.DUE_SORT, stays ? old : AttributeValue.fromN(Long.toString(micros)));
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
