package io.hakiri.connectors.file;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.rows.RawRows;
import io.hakiri.connectors.rows.Typing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one file after the other; which ones, from where, and what their positions look like, is said by a course. */
final class FilesInTurn implements SourceReader {
    private final Course course;
    private final OpenFile open;
    private final Typing typing;
    private Course.@Nullable Turn turn;
    private @Nullable Begun begun;
    private FilePosition at = FilePosition.START;
    private @Nullable ConnectorException failure;

    FilesInTurn(Course course, StreamRead read, OpenFile open) {
        this.course = course;
        this.open = open;
        this.typing = new Typing(read.known(), Set.copyOf(read.primaryKey()), read.setAsideBad());
    }

    private record Begun(Course.Turn turn, Records records) {}

    @Override
    public @Nullable SourceBatch next() {
        if (failure != null) {
            throw failure;
        }
        while (true) {
            Begun now = begun == null ? begin() : begun;
            if (now == null) {
                return null;
            }
            try {
                RawRows raw = now.records.next();
                if (raw != null) {
                    return batch(now, raw);
                }
                begun = null;
                now.records.close();
            } catch (IOException e) {
                throw now.turn.file().translate(e);
            }
            Map<String, Position> done = course.done(now.turn, at);
            if (!done.isEmpty()) {
                return new SourceBatch(Typing.NO_ROWS, row -> "", List.of(), done, 0);
            }
        }
    }

    /** A file that could not be opened stays the next one. */
    private @Nullable Begun begin() {
        Course.Turn next = turn == null ? course.next() : turn;
        turn = next;
        if (next == null) {
            return null;
        }
        Begun now = open(next);
        begun = now;
        turn = null;
        at = now.turn.from();
        return now;
    }

    private Begun open(Course.Turn next) {
        try {
            return new Begun(next, open.at(next.file(), next.from()));
        } catch (FileChangedException e) {
            Course.Turn again = course.anew(next);
            if (again == null) {
                throw e.trouble();
            }
            return new Begun(again, open.at(again.file(), again.from()));
        }
    }

    private SourceBatch batch(Begun now, RawRows raw) {
        SourceFile file = now.turn.file();
        typing.checkRequired(file, raw);
        failure = raw.failure;
        if (failure != null && raw.rows == 0 && raw.rejected.isEmpty()) {
            throw failure;
        }
        Batch batch = typing.batch(raw, Map.of());
        int[] lines = raw.lines;
        String name = file.name();
        long before = at.offset();
        at = now.records.position();
        return new SourceBatch(
                batch, row -> name + ":" + lines[row], raw.rejected, course.at(now.turn, at), at.offset() - before);
    }

    @Override
    public OptionalLong bytesToRead() {
        return course.bytesToRead();
    }

    @Override
    public void close() {
        Begun now = begun;
        if (now != null) {
            OpenFile.close(now.turn.file(), now.records);
        }
    }
}
