package io.hakiri.connectors.file;

import io.hakiri.batch.Column;
import io.hakiri.batch.Conversion;
import io.hakiri.catalog.Position;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.rows.TupleKey;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The files of one pipeline's source. */
record LocalFiles(FileSettings settings, int chunkBytes) implements Source {
    @Override
    public SourceReader read(StreamRead read) {
        List<SourceFile> files = new FileList(settings).find();
        OpenFile open = new OpenFile(settings, (int) Math.min(chunkBytes, read.batchBytes()), read.setAsideBad());
        return new LookAhead(
                read.cursor() == null
                        ? new FilesInTurn(new AppendedFiles(files, read.after(), settings.reread()), read, open)
                        : RowsAfter.all(files, read, read.cursor(), open));
    }

    @Override
    public SourceReader readRange(StreamRead read, Position.Monotonic upTo) {
        CursorField cursor = read.cursor();
        if (cursor == null) {
            throw FileSettings.permanent(
                    "stream " + read.stream()
                            + " has no cursor field: how far it has come is a byte in each file, and parts are made by values of a field");
        }
        List<SourceFile> files = new FileList(settings).find();
        OpenFile open = new OpenFile(settings, (int) Math.min(chunkBytes, read.batchBytes()), read.setAsideBad());
        return new LookAhead(RowsAfter.range(files, read, cursor, ScanPosition.of(upTo), open));
    }

    @Override
    public Position positionAfter(StreamRead read, String value) {
        CursorField cursor = read.cursor();
        Shape known = read.known();
        if (cursor == null) {
            throw FileSettings.permanent(
                    "stream " + read.stream() + " has no cursor field: how far it has come is a byte in"
                            + " each file; take it back to its start, or to before a run");
        }
        if (known == null) {
            throw FileSettings.permanent(
                    "stream " + read.stream() + " was never read: there is nothing to go back from");
        }
        List<Type> types = new ArrayList<>();
        for (String name : cursor.tuple()) {
            Field field = known.field(name);
            if (field == null) {
                throw FileSettings.permanent("stream " + read.stream() + " has no field " + name);
            }
            types.add(field.type());
        }
        return ScanPosition.after(types, value, key(cursor, types, value)).position();
    }

    private static byte[] key(CursorField cursor, List<Type> types, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        BitSet unfit = new BitSet();
        Column text = new Column.Texts(Type.Plain.TEXT, bytes, new int[] {bytes.length}, null);
        Column typed = Conversion.of(text, 1, types.getFirst(), unfit);
        TupleKey key = new TupleKey();
        if (!unfit.isEmpty() || !key.setBehindAll(typed, types.size() > 1)) {
            throw FileSettings.permanent("expected a value of \"" + cursor.field() + "\", which is "
                    + types.getFirst().word() + ", found \"" + value + "\"");
        }
        return key.copy();
    }

    @Override
    public String shown(Position position) {
        return ShownPosition.of(position);
    }

    @Override
    public void close() {}
}
