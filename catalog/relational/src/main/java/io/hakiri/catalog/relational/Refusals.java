package io.hakiri.catalog.relational;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.RequestId;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Seal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** @param last the last seal that was taken back */
    static Answers.Invalid takenBack(long last, Seal under) {
        return new Answers.Invalid(
                "seal", "one after " + last, under.number() + ", which was taken back or is not the last one");
    }

    /** Of rows that come while their source goes on: why they are not laid down; {@code null} where they are. */
    static Answers.@Nullable Invalid notFinal(List<io.hakiri.transfer.Row> rows) {
        return rows.stream()
                .filter(row -> !row.isFinal())
                .findFirst()
                .map(row ->
                        new Answers.Invalid("row", "one that stays as it is, or a seal", row.kind() + " " + row.key()))
                .orElse(null);
    }

    static Answers.Invalid noBackfill(String name, boolean sealed) {
        return new Answers.Invalid(
                "backfill of a chunk",
                sealed ? "one that was laid down before" : "one that ended and was laid down before",
                name);
    }

    /** Held by a running backfill: until a worker's lease ends, as far as one has any. */
    static Answers.Held heldBy(Tx tx, PipelineRow pipeline, String backfill) {
        long until = tx.sql().number(BACKFILL_UNTIL, pipeline.id, backfill);
        Instant end = Row.ofMicros(until);
        return new Answers.Held(BACKFILL_HOLDER + backfill, pipeline.fence, end.isAfter(tx.now()) ? end : tx.now());
    }
}
