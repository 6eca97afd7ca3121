package io.hakiri.connectors.file;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.rows.RawColumn;
import io.hakiri.connectors.rows.RawRows;
import io.hakiri.connectors.rows.TupleKey;
import io.hakiri.connectors.rows.Typing;
import io.hakiri.schema.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks through all files, as one partition, for rows whose cursor field and tie-breakers are greater than the greatest that
 * was there when the last scan ended. Rows need not be sorted. A scan that is interrupted goes on in its file. A part is looked for in the
 * same way, with a greatest value that counts.
 */
final class RowsAfter implements SourceReader {
    /** So many hashes of records set aside fit into a position; beyond them a record may be set aside again. */
    private static final int MOST_ASIDE = 300;

    private static final int ASIDE_BYTES = 8;
    private static final int SHOWN_CHARACTERS = 100;

    private final List<SourceFile> files;
    private final OpenFile open;
    private final Typing typing;
    private final List<String> tuple;
    private final TupleKey key = new TupleKey();
    private final byte[] base;
    private final byte @Nullable [] most;
    private final long scans;
    private final Set<String> aside;
    private List<Type> types;
    private byte[] high;
    private List<String> shown;
    private long step;
    private boolean begun;
    private boolean ended;
    private int next;
    private FilePosition start = FilePosition.START;
    private @Nullable Records records;
    private long offset;
    private @Nullable ConnectorException failure;

    /** What is new. */
    static RowsAfter all(List<SourceFile> files, StreamRead read, CursorField cursor, OpenFile open) {
        return new RowsAfter(files, read, cursor, null, open);
    }

    /** What is not greater than a position. */
    static RowsAfter range(
            List<SourceFile> files, StreamRead read, CursorField cursor, ScanPosition upTo, OpenFile open) {
        ScanPosition after = ScanPosition.of(read.after().get(StreamPartition.DEFAULT_PARTITION));
        if (after.scan() != null) {
            throw FileSettings.permanent("stream " + read.stream() + ": a run looks through the files and has come to "
                    + after.scan().file() + "; a part begins where that has ended. Run the pipeline to its end first");
        }
        return new RowsAfter(files, read, cursor, upTo, open);
    }

    private RowsAfter(
            List<SourceFile> files, StreamRead read, CursorField cursor, @Nullable ScanPosition upTo, OpenFile open) {
        this.files = files;
        this.open = open;
        most = upTo == null ? null : upTo.key();
        tuple = cursor.tuple();
        Set<String> required = new HashSet<>(read.primaryKey());
        required.addAll(tuple);
        typing = new Typing(read.known(), required, read.setAsideBad());
        ScanPosition after = ScanPosition.of(read.after().get(StreamPartition.DEFAULT_PARTITION));
        types = after.types().isEmpty() && upTo != null ? upTo.types() : after.types();
        high = after.key();
        shown = after.high();
        aside = new HashSet<>(after.aside());
        ScanPosition.Scan scan = after.scan();
        base = scan == null ? high : scan.base();
        scans = scan == null ? after.scans() + 1 : after.scans();
        checkTypes();
        if (scan != null) {
            resume(scan);
        }
    }

    private void checkTypes() {
        if (!types.isEmpty() && types.size() != tuple.size()) {
            throw FileSettings.permanent("the position was made of " + types.size() + " fields, but now cursor and"
                    + " tie-breakers are " + tuple + "; `hakiri cursor rewind` the stream to begin anew");
        }
        for (int i = 0; i < types.size(); i++) {
            typing.hint(tuple.get(i), types.get(i));
        }
    }

    private void resume(ScanPosition.Scan scan) {
        begun = true;
        step = scan.step();
        start = scan.at();
        while (next < files.size() && !files.get(next).name().equals(scan.file())) {
            next++;
        }
        if (next == files.size()) {
            throw FileSettings.permanent(
                    scan.file() + ": is gone, and was only read in part (" + start.records()
                            + " records); expected it to be there until it is read. Put it back, or `hakiri cursor rewind` the stream");
        }
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
                start = FilePosition.START;
                reading.close();
            } catch (IOException e) {
                throw file.translate(e);
            }
        }
        if (!begun || ended) {
            return null;
        }
        ended = true;
        return new SourceBatch(Typing.NO_ROWS, row -> "", List.of(), positions(null), 0);
    }

    private Records begin(SourceFile file) {
        try {
            Records begunFile = open.at(file, start);
            records = begunFile;
            offset = start.offset();
            return begunFile;
        } catch (FileChangedException e) {
            throw FileSettings.permanent(file.name() + ": changed before the rows behind byte " + start.offset()
                    + " were read: expected it to stay as it is until it is read. `hakiri cursor rewind` the stream to look"
                    + " through it anew");
        }
    }

    private SourceBatch batch(SourceFile file, Records reading, RawRows raw) {
        typing.checkRequired(file, raw);
        failure = raw.failure;
        List<RejectedRow> rejected = newlyAside(raw.rejected);
        Map<Integer, Column> made = keepGreater(file, raw);
        if (failure != null && raw.rows == 0 && rejected.isEmpty()) {
            throw failure;
        }
        Batch batch = typing.batch(raw, made);
        int[] lines = raw.lines;
        String name = file.name();
        long bytes = raw.offset - offset;
        offset = raw.offset;
        if (batch.rows() == 0 && rejected.isEmpty()) {
            return new SourceBatch(batch, row -> "", List.of(), Map.of(), bytes); // says only how far it came
        }
        begun = true;
        step++;
        ScanPosition.Scan scan = new ScanPosition.Scan(base, step, name, reading.position());
        return new SourceBatch(batch, row -> name + ":" + lines[row], rejected, positions(scan), bytes);
    }

    /** Leaves the rows that are greater than the base, and remembers the greatest. Answers columns that are made already. */
    private Map<Integer, Column> keepGreater(SourceFile file, RawRows raw) {
        if (raw.rows == 0) {
            return Map.of();
        }
        Map<Integer, Column> made = new HashMap<>();
        Column[] columns = new Column[tuple.size()];
        for (int i = 0; i < columns.length; i++) {
            int index = Typing.indexOf(file, raw, tuple.get(i), "cursor field or its tie-breaker");
            columns[i] = typing.column(raw.columns.get(index), raw.rows);
            made.put(index, columns[i]);
        }
        checkTypes(file, raw, columns);
        BitSet dropped = new BitSet();
        int highest = -1;
        for (int row = 0; row < raw.rows; row++) {
            if (!key.set(columns, row)) {
                failure = file.broken(
                        raw.lines[row],
                        raw.offsets[row],
                        "the values of " + tuple + " take more than " + TupleKey.MOST_BYTES
                                + " bytes together, which is more than a position can hold");
                raw.truncate(row);
                break;
            }
            if (key.compareTo(base) <= 0 || (most != null && key.compareTo(most) > 0)) {
                dropped.set(row);
            } else if (key.compareTo(high) > 0) {
                high = key.copy();
                highest = row;
            }
        }
        if (highest >= 0) {
            show(raw, highest, made);
        }
        if (dropped.isEmpty()) {
            return made;
        }
        raw.drop(dropped);
        return Map.of();
    }

    private void show(RawRows raw, int row, Map<Integer, Column> made) {
        List<String> texts = new ArrayList<>();
        for (String field : tuple) {
            for (int index : made.keySet()) {
                RawColumn column = raw.columns.get(index);
                if (column.name.equals(field)) {
                    String text = column.text(row);
                    texts.add(text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text);
                }
            }
        }
        shown = texts;
    }

    private void checkTypes(SourceFile file, RawRows raw, Column[] columns) {
        List<Type> found = new ArrayList<>();
        for (Column column : columns) {
            found.add(column.type());
        }
        for (int i = 0; i < columns.length; i++) {
            if (found.get(i) == Type.Plain.JSON) {
                throw FileSettings.permanent(
                        file.name() + ": \"" + tuple.get(i)
                                + "\" holds objects or arrays, which have no order; expected numbers, times or texts in a cursor");
            }
            if (i < types.size() && !comparable(found.get(i), types.get(i))) {
                throw file.broken(
                        raw.lines[0],
                        raw.offsets[0],
                        "in the rows from here on, \"" + tuple.get(i) + "\" is "
                                + found.get(i).word() + ", but it was "
                                + types.get(i).word()
                                + " before, and the two cannot be compared; mend the values, or `hakiri cursor rewind` the stream"
                                + " to begin anew with the new type");
            }
            typing.hint(tuple.get(i), found.get(i));
        }
        types = found;
    }

    private static boolean comparable(Type one, Type other) {
        return one.equals(other) || (one instanceof Type.Decimal && other instanceof Type.Decimal);
    }

    /** Without those that an earlier scan set aside. They have no value to say which part they belong to: a part has none. */
    private List<RejectedRow> newlyAside(List<RejectedRow> rejected) {
        if (most != null) {
            return List.of();
        }
        List<RejectedRow> fresh = new ArrayList<>();
        for (RejectedRow row : rejected) {
            byte[] digest = Trace.sha256().digest((row.where() + "\n" + row.row()).getBytes(StandardCharsets.UTF_8));
            String hash = HexFormat.of().formatHex(digest, 0, ASIDE_BYTES);
            if (!aside.contains(hash)) {
                fresh.add(row);
                if (aside.size() < MOST_ASIDE) {
                    aside.add(hash);
                }
            }
        }
        return fresh;
    }

    private Map<String, Position> positions(ScanPosition.@Nullable Scan scan) {
        List<String> hashes = aside.stream().sorted().toList();
        return Map.of(
                StreamPartition.DEFAULT_PARTITION,
                new ScanPosition(types, high, shown, scans, hashes, scan).position());
    }

    @Override
    public OptionalLong bytesToRead() {
        int first = next;
        return OpenFile.bytesToRead(
                files.subList(first, files.size()), file -> file.equals(files.get(first)) ? start.offset() : 0);
    }

    @Override
    public void close() {
        if (records != null) {
            OpenFile.close(files.get(next), records);
        }
    }
}
