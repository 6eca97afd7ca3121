package io.hakiri.connectors.rows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.RejectedRow;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of raw rows. A field is read as the type known of it, or else as the type it had in the first batch; a batch
 * with a value that does not fit has a wider type for that batch alone, so that one odd value does not change all that follows.
 */
public final class Typing {
    /** A batch without rows has no fields: nothing is known of them. */
    public static final Batch NO_ROWS = new Batch(new Shape(List.of()), List.of(), 0);

    private static final String REQUIRED = "cursor field or part of the primary key";

    private final Map<String, Type> hints = new HashMap<>();
    private final Set<String> required;
    private final boolean setAsideBad;

    /** @param required fields that have a value in every row */
    public Typing(@Nullable Shape known, Set<String> required, boolean setAsideBad) {
        if (known != null) {
            known.fields().forEach(field -> hints.put(field.name(), field.type()));
        }
        this.required = Set.copyOf(required);
        this.setAsideBad = setAsideBad;
    }

    /** Reads this field as this type, whatever was known. */
    public void hint(String field, Type type) {
        hints.put(field, type);
    }

    /** The typed column of one field. */
    public Column column(RawColumn column, int rows) {
        return ColumnReading.read(column, rows, hints.get(column.name));
    }

    /** Where the field stands; trouble where there is none of that name. */
    public static int indexOf(Origin origin, RawRows raw, String field, String role) {
        int index = find(raw, field);
        if (index >= 0) {
            return index;
        }
        throw new ConnectorException(
                ErrorClass.PERMANENT,
                origin.name() + ": has no field \"" + field + "\", which is the " + role + "; it has "
                        + raw.columns.stream().map(column -> column.name).toList(),
                null);
    }

    private static int find(RawRows raw, String field) {
        for (int i = 0; i < raw.columns.size(); i++) {
            if (raw.columns.get(i).name.equals(field)) {
                return i;
            }
        }
        return -1;
    }

    /** Takes rows out that lack a value they must have: aside, or by stopping before the first of them. */
    public void checkRequired(Origin origin, RawRows raw) {
        BitSet bad = new BitSet();
        for (String field : required) {
            BitSet missing = missing(origin, raw, field);
            int first = missing.nextSetBit(0);
            if (first >= 0 && !setAsideBad) {
                raw.failure = origin.broken(
                        raw.lines[first],
                        raw.offsets[first],
                        "the field \"" + field
                                + "\" has no value; expected one in every row, because it is the cursor field or part"
                                + " of the primary key");
                raw.truncate(first);
            } else {
                missing.stream()
                        .filter(row -> !bad.get(row))
                        .forEach(row -> raw.rejected.add(new RejectedRow(
                                origin.where(raw.lines[row]),
                                "the field \"" + field + "\" has no value",
                                json(raw, row))));
                bad.or(missing);
            }
        }
        if (!bad.isEmpty()) {
            raw.drop(bad);
        }
    }

    /** The rows without a value in this field. */
    private BitSet missing(Origin origin, RawRows raw, String field) {
        BitSet missing = new BitSet();
        int index = origin.hasHeader() ? indexOf(origin, raw, field, REQUIRED) : find(raw, field);
        if (index < 0) {
            missing.set(0, raw.rows);
        } else if (mayBeMissing(raw.columns.get(index), raw.rows)) {
            BitSet nulls = column(raw.columns.get(index), raw.rows).nulls();
            return nulls == null ? missing : nulls;
        }
        return missing;
    }

    private static boolean mayBeMissing(RawColumn column, int rows) {
        for (int row = 0; row < rows; row++) {
            if (column.kind(row) == RawColumn.NULL || column.starts[row] == column.end(row)) {
                return true;
            }
        }
        return false;
    }

    /** The batch of these rows; columns that were made before are taken as they are. */
    public Batch batch(RawRows raw, Map<Integer, Column> made) {
        if (raw.rows == 0) {
            return NO_ROWS;
        }
        List<Field> fields = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < raw.columns.size(); i++) {
            RawColumn from = raw.columns.get(i);
            Column ready = made.get(i);
            Column column = ready == null ? column(from, raw.rows) : ready;
            hints.putIfAbsent(from.name, column.type());
            fields.add(new Field(from.name, column.type(), !required.contains(from.name)));
            columns.add(column);
        }
        return new Batch(new Shape(fields), columns, raw.rows);
    }

    private static String json(RawRows raw, int row) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (RawColumn column : raw.columns) {
            json.put(column.name, column.kind(row) == RawColumn.NULL ? null : column.text(row));
        }
        return json.toString();
    }
}
