package io.hakiri.connectors.http;

import io.hakiri.batch.Column;
import io.hakiri.batch.Conversion;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.rows.RawColumn;
import io.hakiri.connectors.rows.RawRows;
import io.hakiri.connectors.rows.TupleKey;
import io.hakiri.connectors.rows.Typing;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The greatest value of a cursor field, and which rows are beyond it. Of the rows that have just that value, those that were
 * taken are known by their tie-breakers, so that others with the same value are taken, whenever they come.
 */
final class HighWater {
    /** Rows of one value: as many hashes have room in a position. */
    static final int MOST_TIES = 300;

    private static final int MOST_ASIDE = 100;

    private final CursorField cursor;
    private final Typing typing;
    private final boolean ascending;
    private final TupleKey key = new TupleKey();
    private final MessageDigest sha256 = Walk.sha256();
    private final Set<Long> aside;
    private final HighPosition.@Nullable Mark most;
    private boolean over;
    private @Nullable Type type;
    private HighPosition.Mark base;
    private HighPosition.Mark high;
    private byte[] previous = new byte[0];

    /** @param ascending whether records come in the order of the field, so that each is compared with those before it */
    HighWater(HighPosition start, Wanted wanted, Typing typing, boolean ascending) {
        this.cursor = wanted.cursor();
        HighPosition upTo = wanted.upTo();
        this.most = upTo == null ? null : upTo.high();
        this.typing = typing;
        this.ascending = ascending;
        this.aside = new HashSet<>(start.aside());
        this.type = start.type() == null && upTo != null ? upTo.type() : start.type();
        this.high = start.high();
        this.base = start.walk() == null ? start.high() : start.walk().base();
        if (type != null) {
            typing.hint(cursor.field(), type);
        }
    }

    /** Fields that have a value in every row. */
    static Set<String> required(Wanted wanted) {
        Set<String> required = new HashSet<>(wanted.read().primaryKey());
        required.addAll(wanted.cursor().tuple());
        return required;
    }

    HighPosition.Mark base() {
        return base;
    }

    HighPosition position(long scans, long step, HighPosition.@Nullable Unfinished walk) {
        return new HighPosition(type, high, scans, step, aside, walk);
    }

    /** Begins a page whose records are all from the greatest value on. */
    void beginPage() {
        previous = high.key();
    }

    /** Leaves the rows that are beyond the base. Answers columns that are made already. */
    Map<Integer, Column> keep(Walk walk, RawRows raw) {
        if (raw.rows == 0) {
            return Map.of();
        }
        int index = Typing.indexOf(walk, raw, cursor.field(), "cursor field");
        RawColumn cells = raw.columns.get(index);
        Column column = typing.column(cells, raw.rows);
        checkType(walk, raw, column.type());
        BitSet dropped = new BitSet();
        Column[] tuple = {column};
        for (int row = 0; row < raw.rows; row++) {
            String trouble = key.set(tuple, row)
                    ? see(raw, cells, row, dropped)
                    : "the value of \"" + cursor.field() + "\" takes more than " + TupleKey.MOST_BYTES
                            + " bytes, which is more than a position can hold";
            if (trouble != null) {
                raw.failure = walk.broken(raw.lines[row], raw.offsets[row], trouble);
                raw.truncate(row);
                dropped.clear(row, Math.max(row, dropped.length()));
                break;
            }
        }
        if (dropped.isEmpty()) {
            return Map.of(index, column);
        }
        raw.drop(dropped);
        return Map.of();
    }

    /** Takes or drops one row; answers what is wrong with it. */
    private @Nullable String see(RawRows raw, RawColumn cells, int row, BitSet dropped) {
        if (ascending) {
            if (key.compareTo(previous) < 0) {
                return "\"" + cursor.field() + "\" is " + cells.text(row)
                        + ", which is less than what was asked for or came before;"
                        + " paging = \"since\" needs an API that gives the records from a value on (since_param), in"
                        + " ascending order of it";
            }
            previous = key.copy();
        }
        long hash = cursor.tieBreakers().isEmpty() ? 0 : hash(raw, row);
        if (isBehindMost(hash)) {
            over = ascending;
            dropped.set(row);
            return null;
        }
        int beyond = key.compareTo(base.key());
        if (beyond < 0
                || (beyond == 0
                        && (base.all()
                                || cursor.tieBreakers().isEmpty()
                                || base.seen().contains(hash)))) {
            dropped.set(row);
            return null;
        }
        int highest = key.compareTo(high.key());
        if (highest > 0) {
            high = new HighPosition.Mark(cells.text(row), key.copy(), false, new HashSet<>(Set.of(hash)));
        } else if (highest == 0) {
            Set<Long> seen = new HashSet<>(high.seen());
            seen.add(hash);
            if (seen.size() > MOST_TIES) {
                return "more than " + MOST_TIES + " records have the same \"" + cursor.field()
                        + "\"; expected fewer, to tell those that were read from others. Take a finer field, or none";
            }
            high = new HighPosition.Mark(high.text(), high.key(), high.all(), seen);
        }
        base = ascending ? high : base;
        return null;
    }

    /** Behind the end of a part: greater, or equal and not among those that were there when the end was taken. */
    private boolean isBehindMost(long hash) {
        HighPosition.Mark end = most;
        if (end == null) {
            return false;
        }
        int behind = key.compareTo(end.key());
        return behind > 0
                || (behind == 0
                        && !end.all()
                        && !cursor.tieBreakers().isEmpty()
                        && !end.seen().contains(hash));
    }

    /** Whether a record behind the end of a part was seen, so that there are only such. */
    boolean isOver() {
        return over;
    }

    private long hash(RawRows raw, int row) {
        for (String field : cursor.tuple()) {
            for (RawColumn column : raw.columns) {
                if (column.name.equals(field) && !field.equals(cursor.field())) {
                    byte[] text = column.text(row).getBytes(StandardCharsets.UTF_8);
                    sha256.update(ByteBuffer.allocate(Integer.BYTES)
                            .putInt(text.length)
                            .array());
                    sha256.update(text);
                }
            }
        }
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }

    private void checkType(Walk walk, RawRows raw, Type found) {
        if (found == Type.Plain.JSON) {
            throw HttpSettings.permanent(walk.name() + ": \"" + cursor.field()
                    + "\" holds objects or arrays, which have no order; expected numbers, times or texts in a cursor");
        }
        Type before = type;
        if (before != null
                && !before.equals(found)
                && !(before instanceof Type.Decimal && found instanceof Type.Decimal)) {
            throw walk.broken(
                    raw.lines[0],
                    raw.offsets[0],
                    "in the records from here on, \"" + cursor.field() + "\" is " + found.word() + ", but it was "
                            + before.word()
                            + " before, and the two cannot be compared; `hakiri cursor rewind` the stream to"
                            + " begin anew with the new type");
        }
        typing.hint(cursor.field(), found);
        type = found;
    }

    /** Without those that an earlier scan set aside. They have no value to say which part they belong to: a part has none. */
    List<RejectedRow> newlyAside(List<RejectedRow> rejected) {
        if (most != null) {
            return List.of();
        }
        List<RejectedRow> fresh = new ArrayList<>();
        for (RejectedRow row : rejected) {
            long hash = ByteBuffer.wrap(sha256.digest(row.row().getBytes(StandardCharsets.UTF_8)))
                    .getLong();
            if (!aside.contains(hash)) {
                fresh.add(row);
                if (aside.size() < MOST_ASIDE) {
                    aside.add(hash);
                }
            }
        }
        return fresh;
    }

    /** Behind all rows with this value or a smaller one. */
    static HighPosition after(StreamRead read, HttpSettings settings, CursorField cursor, String value) {
        Shape known = read.known();
        Field field = known == null ? null : known.field(cursor.field());
        if (field == null) {
            throw HttpSettings.permanent("stream " + read.stream() + " was never read, or has no field "
                    + cursor.field() + ": there is nothing to go back from");
        }
        Type type = settings.types().getOrDefault(cursor.field(), field.type());
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        BitSet unfit = new BitSet();
        Column typed =
                Conversion.of(new Column.Texts(Type.Plain.TEXT, bytes, new int[] {bytes.length}, null), 1, type, unfit);
        TupleKey key = new TupleKey();
        if (!unfit.isEmpty() || !key.set(new Column[] {typed}, 0)) {
            throw HttpSettings.permanent("expected a value of \"" + cursor.field() + "\", which is " + type.word()
                    + ", found \"" + value + "\"");
        }
        return new HighPosition(type, new HighPosition.Mark(value, key.copy(), true, Set.of()), 0, 0, Set.of(), null)
                .ended();
    }
}
