package io.hakiri.connectors.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.batch.Batch;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one file after the other, each from where it stood. A file is a partition; its position is a byte offset. */
final class AppendedRows implements SourceReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<SourceFile> files;
    private final Map<String, Position> after;
    private final OpenFile open;
    private final Typing typing;
    private int next;
    private @Nullable Records records;
    private int generation;
    private long offset;
    private @Nullable ConnectorException failure;

    AppendedRows(List<SourceFile> files, StreamRead read, OpenFile open) {
        this.files = files;
        this.after = read.after();
        this.open = open;
        this.typing = new Typing(read.known(), Set.copyOf(read.primaryKey()), read.setAsideBad());
    }

    @Override
    public @Nullable SourceBatch next() {
        if (failure != null) {
            throw failure;
        }
        while (next < files.size()) {
            SourceFile file = files.get(next);
            try {
                Records reading = records == null ? begin(file) : records;
                RawRows raw = reading.next();
                if (raw != null) {
                    return batch(file, reading, raw);
                }
                next++;
                records = null;
                reading.close();
            } catch (IOException e) {
                throw file.translate(e);
            }
        }
        return null;
    }

    private Records begin(SourceFile file) {
        FilePosition start = start(file);
        Records begun;
        try {
            begun = open.at(file, start);
            generation = start.generation();
            offset = start.offset();
        } catch (FileChangedException e) {
            if (!open.settings().reread()) {
                throw e.trouble();
            }
            begun = open.at(file, FilePosition.START);
            generation = start.generation() + 1;
            offset = 0;
        }
        records = begun;
        return begun;
    }

    private SourceBatch batch(SourceFile file, Records reading, RawRows raw) {
        typing.checkRequired(file, raw);
        failure = raw.failure;
        if (failure != null && raw.rows == 0 && raw.rejected.isEmpty()) {
            throw failure;
        }
        Batch batch = typing.batch(raw, Map.of());
        int[] lines = raw.lines;
        String name = file.name();
        FilePosition position = reading.position().ofGeneration(generation);
        long bytes = position.offset() - offset;
        offset = position.offset();
        return new SourceBatch(
                batch,
                row -> name + ":" + lines[row],
                raw.rejected,
                Map.of(file.partition(), monotonic(position)),
                bytes);
    }

    /** A file that is read anew has a position beyond all it had before: its generation goes first. */
    private static Position monotonic(FilePosition position) {
        byte[] key = ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(position.generation())
                .putLong(position.offset())
                .array();
        return new Position.Monotonic(position.toJson().toString(), Bytes.of(key));
    }

    private FilePosition start(SourceFile file) {
        Position position = after.get(file.partition());
        if (position == null) {
            return FilePosition.START;
        }
        try {
            return FilePosition.ofJson(JSON.readTree(position.value()));
        } catch (JsonProcessingException e) {
            throw FileSettings.permanent(
                    file.name() + ": its position is none of a file; take it back with `hakiri cursor rewind`");
        }
    }

    @Override
    public OptionalLong bytesToRead() {
        return OpenFile.bytesToRead(files, file -> start(file).offset());
    }

    @Override
    public void close() {
        if (records != null) {
            OpenFile.close(files.get(next), records);
        }
    }
}
