package io.hakiri.connectors.postgres;

import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a stream while something happens after some batches. */
record Interrupted(TestDatabase database) {
    /** What happens. */
    @FunctionalInterface
    interface Event {
        void happens() throws SQLException;
    }

    /** A statement that gets its turn when the page that is being read ends: it stands in the queue for its lock already. */
    Event queued(String statement) {
        return () -> {
            Thread.ofVirtual().start(() -> database.sql(statement));
            while (database.rows("SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty()) {
                Thread.onSpinWait();
            }
        };
    }

    /** Only what passes may come of it. */
    TestDatabase.Read read(String stream, @Nullable Position after, int batches, Event event) throws SQLException {
        List<String> rows = new ArrayList<>();
        List<@Nullable Position> positions = new ArrayList<>();
        Position last = after;
        ConnectorException trouble = null;
        try (Source source = database.source();
                SourceReader reader = source.read(database.request(stream, after))) {
            for (int i = 0; ; i++) {
                if (i == batches) {
                    event.happens();
                }
                SourceBatch batch = reader.next();
                if (batch == null) {
                    break;
                }
                for (int row = 0; row < batch.rows().rows(); row++) {
                    rows.add(TestDatabase.row(batch.rows(), row));
                }
                for (Position position : batch.positions().values()) {
                    last = position;
                    positions.add(position);
                }
            }
        } catch (ConnectorException e) {
            if (e.kind() != ErrorClass.TRANSIENT) {
                throw e;
            }
            trouble = e;
        }
        return new TestDatabase.Read(List.of(), rows, List.of(), positions, last, trouble);
    }
}
