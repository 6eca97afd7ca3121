package io.hakiri.connectors;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Cell;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Reads a stream part by part, as workers of a backfill do. */
public final class Parts {
    private Parts() {}

    /** The rows behind one position and not behind another, as texts. */
    public static List<String> part(Source source, StreamRead read, @Nullable Position after, Position.Monotonic upTo) {
        List<String> rows = new ArrayList<>();
        try (SourceReader reader = source.readRange(from(read, after), upTo)) {
            for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
                for (int row = 0; row < batch.rows().rows(); row++) {
                    rows.add(row(batch.rows(), row));
                }
            }
        }
        return rows;
    }

    /** The rows of parts that end at these values, each of which begins where the one before it ends. */
    public static List<List<String>> between(
            Source source, StreamRead read, @Nullable Position first, String... values) {
        List<List<String>> parts = new ArrayList<>();
        Position after = first;
        for (String value : values) {
            Position.Monotonic upTo = at(source, read, value);
            parts.add(part(source, read, after, upTo));
            after = upTo;
        }
        return parts;
    }

    public static Position.Monotonic at(Source source, StreamRead read, String value) {
        return (Position.Monotonic) source.positionAfter(read, value);
    }

    /** The same from another position. */
    public static StreamRead from(StreamRead read, @Nullable Position after) {
        return new StreamRead(
                read.stream(),
                read.cursor(),
                read.primaryKey(),
                after == null ? Map.of() : Map.of(StreamPartition.DEFAULT_PARTITION, after),
                read.known(),
                read.setAsideBad(),
                read.batchBytes());
    }

    private static String row(Batch batch, int row) {
        StringJoiner cells = new StringJoiner("|");
        batch.columns().forEach(column -> cells.add(String.valueOf(Cell.text(column, row))));
        return cells.toString();
    }
}
