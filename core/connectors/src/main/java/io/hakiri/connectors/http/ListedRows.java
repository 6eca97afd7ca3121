package io.hakiri.connectors.http;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.rows.RawRows;
import io.hakiri.connectors.rows.Typing;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a list that grows at its end: from where it stood, page by page. */
final class ListedRows implements SourceReader {
    private final Walk walk;
    private final Typing typing;
    private WalkPosition last;
    private @Nullable ConnectorException failure;

    ListedRows(Walk walk, WalkPosition start, HttpSettings settings, StreamRead read) {
        this.walk = walk;
        this.last = start;
        this.typing = new Typing(read.known(), new HashSet<>(read.primaryKey()), read.setAsideBad());
        settings.types().forEach(typing::hint);
    }

    static WalkPosition start(StreamRead read, HttpSettings settings) {
        Position position = read.after().get(StreamPartition.DEFAULT_PARTITION);
        if (position == null) {
            return WalkPosition.START;
        }
        WalkPosition stood = WalkPosition.ofJson(WalkPosition.document(position.value(), "records"));
        return stood.ended() && settings.restart() ? WalkPosition.START : stood;
    }

    @Override
    public @Nullable SourceBatch next() {
        if (failure != null) {
            throw failure;
        }
        RawRows raw = walk.next();
        if (raw == null) {
            return null;
        }
        typing.checkRequired(walk, raw);
        failure = raw.failure;
        if (failure != null && raw.rows == 0 && raw.rejected.isEmpty()) {
            throw failure;
        }
        Batch batch = typing.batch(raw, Map.of());
        WalkPosition position = walk.position();
        Map<String, Position> positions = position.equals(last)
                ? Map.of()
                : Map.of(
                        StreamPartition.DEFAULT_PARTITION,
                        new Position.OpaqueToken(position.toJson().toString()));
        last = position;
        int[] lines = raw.lines;
        String page = walk.name();
        return new SourceBatch(batch, row -> page + " record " + lines[row], raw.rejected, positions, walk.bytes());
    }

    @Override
    public OptionalLong bytesToRead() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        walk.close();
    }
}
