package io.hakiri.connectors.file;

import io.hakiri.connector.CursorField;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Rows beyond a cursor. */
record RowsAfter(List<SourceFile> files, StreamRead read, CursorField cursor, OpenFile open) implements SourceReader {
    @Override
    public @Nullable SourceBatch next() {
        throw new UnsupportedOperationException();
    }

    @Override
    public OptionalLong bytesToRead() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {}
}
