package io.hakiri.catalog.relational;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.RequestId;
import io.hakiri.transfer.Owner;
import java.time.Instant;

/** Refusals that several operations word alike. */
final class Refusals {
    /** What holds a pipeline while a backfill ahead of its cursor goes on (C-21). */
    static final String BACKFILL_HOLDER = "backfill:";

    private static final String BACKFILL_UNTIL = """
            SELECT max(c.lease_until) FROM backfill b JOIN chunk c ON c.backfill = b.id AND c.done = 0
            WHERE b.pipeline = ? AND b.name = ?""";

    private Refusals() {}

    static Answers.Invalid otherContent(RequestId request) {
        return new Answers.Invalid("request", "the same content as the first time", request.value());
    }

    static Answers.Invalid notReceived(Owner owner) {
        return new Answers.Invalid("owner of the rows", "what is being received here", owner.toString());
    }

    /** Held by a running backfill: until a worker's lease ends, as far as one has any. */
    static Answers.Held heldBy(Tx tx, PipelineRow pipeline, String backfill) {
        long until = tx.sql().number(BACKFILL_UNTIL, pipeline.id, backfill);
        Instant end = Row.ofMicros(until);
        return new Answers.Held(BACKFILL_HOLDER + backfill, pipeline.fence, end.isAfter(tx.now()) ? end : tx.now());
    }
}
