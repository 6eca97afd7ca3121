package io.hakiri.backfill;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range as a person names it, by values of the stream's cursor field.
 *
 * @param from rows behind this value; {@code null} for the beginning, or for the cursor where the range lies ahead of it
 * @param to and up to this one, with all that have it
 * @param chunks into how many parts, evenly by value, 1 to 10,000
 * @param borders instead: where each part but the last ends, in order; empty where {@code chunks} says it
 */
public record RangeWish(@Nullable String from, String to, int chunks, List<String> borders) {
    public RangeWish {
        Limits.between("chunks", chunks, 1, Limits.CHUNKS_PER_BACKFILL);
        borders = List.copyOf(borders);
        Limits.count("borders", borders, Limits.CHUNKS_PER_BACKFILL - 1);
        if (chunks > 1 && !borders.isEmpty()) {
            throw new InvalidInput("chunks", "either their number or their borders", "both");
        }
    }
}
