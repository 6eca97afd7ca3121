package io.hakiri.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a backfill, and who has it.
 *
 * @param number in the backfill, from 0
 * @param after rows greater than this; {@code null} from the start
 * @param upTo and not greater than this
 * @param fence the one it was granted under last, or that its worker was fenced by; {@link Fence#NONE} while nobody had it
 * @param worker who has it, had it last, or did it; {@code null} where nobody did, its worker was fenced by an act, or it is not known
 *     any more
 * @param leaseUntil until when its worker has it, which may have passed: then the next worker that asks gets it; {@code null} while
 *     nobody has it, and once it is done
 */
public record Chunk(
        int number,
        Position.@Nullable Monotonic after,
        Position.Monotonic upTo,
        boolean done,
        Fence fence,
        @Nullable String worker,
        @Nullable Instant leaseUntil) {
    public Chunk {
        Limits.between("chunk", number, 0, Limits.CHUNKS_PER_BACKFILL - 1L);
    }
}
