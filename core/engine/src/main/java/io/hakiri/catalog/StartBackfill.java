package io.hakiri.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a range of a partition into chunks that many workers do (C-21). Only monotonic positions have ranges.
 *
 * @param from the position before the first chunk; {@code null} for the start
 * @param borders the position after each chunk, in order: chunk i covers what is greater than border i − 1 (or {@code from})
 *     and not greater than border i; 1 to 10,000
 */
public record StartBackfill(
        PipelineKey pipeline,
        BackfillId backfill,
        StreamPartition at,
        Position.@Nullable Monotonic from,
        List<Position.Monotonic> borders,
        Actor actor) {
    public StartBackfill {
        Limits.between("backfill chunks", borders.size(), 1, Limits.CHUNKS_PER_BACKFILL);
        borders = List.copyOf(borders);
        Position.Monotonic before = from;
        for (Position.Monotonic border : borders) {
            if (before != null && border.orderKey().compareTo(before.orderKey()) <= 0) {
                throw new InvalidInput("backfill borders", "each greater than the one before", border.value());
            }
            before = border;
        }
    }

    /** The digest that tells a repeat from another backfill under the same name. */
    public Bytes digest() {
        Digest digest = new Digest().text("backfill").text(at.stream()).text(at.partition());
        if (from != null) {
            digest.position(from);
        }
        borders.forEach(digest::position);
        return digest.done();
    }
}
