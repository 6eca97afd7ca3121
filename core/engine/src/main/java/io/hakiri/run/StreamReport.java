package io.hakiri.run;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.CursorMove;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run did with one stream.
 *
 * @param moves the cursors it moved, by partition; where it moved none and there is only one: where that stands
 * @param trouble why it ended early; {@code null} where it did not
 */
public record StreamReport(
        String stream,
        Counts counts,
        List<CursorMove> moves,
        @Nullable String trouble) {
    public StreamReport {
        moves = List.copyOf(moves);
    }
}
