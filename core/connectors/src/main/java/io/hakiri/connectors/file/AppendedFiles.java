package io.hakiri.connectors.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Position;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Each file from where it stood. A file is a partition; its position is a byte offset. */
final class AppendedFiles implements Course {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<SourceFile> files;
    private final Map<String, Position> after;
    private final boolean reread;
    private int next;

    AppendedFiles(List<SourceFile> files, Map<String, Position> after, boolean reread) {
        this.files = files;
        this.after = after;
        this.reread = reread;
    }

    @Override
    public @Nullable Turn next() {
        if (next == files.size()) {
            return null;
        }
        SourceFile file = files.get(next++);
        FilePosition start = start(file);
        return new Turn(file, start, start.generation());
    }

    @Override
    public @Nullable Turn anew(Turn turn) {
        return reread ? new Turn(turn.file(), FilePosition.START, turn.from().generation() + 1) : null;
    }

    /** A file that is read anew has a position beyond all it had before: its generation goes first. */
    @Override
    public Map<String, Position> at(Turn turn, FilePosition position) {
        FilePosition whole = position.ofGeneration((int) turn.note());
        byte[] key = ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(whole.generation())
                .putLong(whole.offset())
                .array();
        return Map.of(
                turn.file().partition(), new Position.Monotonic(whole.toJson().toString(), Bytes.of(key)));
    }

    @Override
    public Map<String, Position> done(Turn turn, FilePosition position) {
        return Map.of();
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
}
