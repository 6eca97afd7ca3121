package io.hakiri.connectors.http;

import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.StreamRead;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a stream with a cursor field are wanted.
 *
 * @param upTo the last value of a part; {@code null} for all that is new
 */
record Wanted(StreamRead read, CursorField cursor, @Nullable HighPosition upTo) {
    /** Where reading begins. */
    HighPosition start() {
        HighPosition start = HighPosition.of(read.after().get(StreamPartition.DEFAULT_PARTITION));
        if (upTo != null && start.walk() != null) {
            throw HttpSettings.permanent(
                    "stream " + read.stream() + ": a run goes through the list and has not come to its end; a"
                            + " part begins where that has ended. Run the pipeline to its end first");
        }
        return start;
    }

    static Wanted all(StreamRead read, CursorField cursor) {
        return new Wanted(read, cursor, null);
    }

    static Wanted part(StreamRead read, CursorField cursor, Position.Monotonic upTo) {
        return new Wanted(read, cursor, HighPosition.of(upTo));
    }
}
