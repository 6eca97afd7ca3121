package io.hakiri.connectors.postgres;

import io.hakiri.connector.CursorField;
import io.hakiri.connectors.postgres.Relation.Selected;
import io.hakiri.connectors.postgres.Relation.Stored;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at a table or a query: which columns it has, and whether its rows can be told apart. */
final class Looking {
    private static final String TABLE = """
            SELECT c.oid, c.relkind, c.relhassubclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
              AND CASE WHEN ?::text IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname = ? END""";

    private static final String ALIKE = """
            SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE lower(c.relname) = lower(?) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1 LIMIT 5""";

    private static final String REQUIRED =
            "SELECT attname FROM pg_attribute WHERE attrelid = ? AND attnum > 0 AND attnotnull AND NOT attisdropped";

    private static final String TYPE = """
            SELECT typtype, typcategory = 'A' AND typlen = -1 AND typname NOT IN ('int2vector', 'oidvector')
            FROM pg_type WHERE oid = to_regtype(?)""";

    /** Columns of each index that makes them unique, the primary key first. */
    private static final String UNIQUE = """
            SELECT array_to_json(array_agg(a.attname ORDER BY k.place))
            FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
            WHERE i.indrelid = ? AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
              AND k.place <= i.indnkeyatts
            GROUP BY i.indexrelid, i.indisprimary ORDER BY i.indisprimary DESC""";

    private final Session session;
    private final SourceSettings settings;

    Looking(Session session, SourceSettings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** In a transaction that is open. */
    Relation at(String stream, CursorField cursor) throws SQLException {
        String query = settings.query();
        if (query != null) {
            String from = "(\n" + query + "\n) AS rows_of_query";
            return relation("the query of stream " + stream, from, null, cursor);
        }
        String text = settings.table();
        Names.Table table = Names.table(text == null ? stream : text);
        return relation("table " + table, table.sql(), stored(table), cursor);
    }

    private Stored stored(Names.Table table) throws SQLException {
        @Nullable String[] found = session.row(TABLE, table.name(), table.schema(), table.schema());
        if (found == null) {
            List<String> alike = new ArrayList<>();
            for (@Nullable String[] row : session.rows(ALIKE, table.name())) {
                alike.add(row[0] + "");
            }
            throw Names.permanent(
                    "there is no table " + table + " in " + settings.server().place()
                            + (alike.isEmpty() ? "" : "; there is " + String.join(", ", alike))
                            + "; set the option table, with the schema in front: names are taken as they stand, capitals too");
        }
        return new Stored(Long.parseLong(found[0] + ""), found[1] + "", "t".equals(found[2]));
    }

    private Relation relation(String shown, String from, @Nullable Stored table, CursorField cursor)
            throws SQLException {
        Set<String> required = new HashSet<>();
        if (table != null) {
            for (@Nullable String[] row : session.rows(REQUIRED, table.oid())) {
                required.add(row[0] + "");
            }
        }
        List<Selected> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int secondDigits = 0;
        try (Statement statement = session.connection().createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + from + " LIMIT 0")) {
            ResultSetMetaData columns = none.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String name = columns.getColumnLabel(i);
                if (!names.add(name)) {
                    throw Names.permanent(
                            shown + " has two columns \"" + name + "\"; give one of them another name: AS …");
                }
                fields.add(selected(columns, i, required.contains(name)));
                if (name.equals(cursor.field())) {
                    secondDigits = columns.getScale(i);
                }
            }
        }
        List<Selected> tuple = new ArrayList<>();
        for (String name : cursor.tuple()) {
            tuple.add(inTuple(shown, fields, name));
        }
        checkOrder(shown, tuple.getFirst());
        Relation relation = new Relation(shown, from, List.copyOf(fields), List.copyOf(tuple), table, secondDigits);
        checkUnique(relation, cursor);
        return relation;
    }

    private Selected selected(ResultSetMetaData columns, int i, boolean required) throws SQLException {
        String typeName = columns.getColumnTypeName(i);
        boolean array = false;
        boolean isEnum = false;
        @Nullable String[] kind = session.row(TYPE, typeName.startsWith("\"") ? typeName : Names.quoted(typeName));
        if (kind != null) {
            isEnum = "e".equals(kind[0]);
            array = "t".equals(kind[1]);
        }
        ColumnType type = ColumnType.of(typeName, columns.getPrecision(i), columns.getScale(i), array, isEnum);
        return new Selected(columns.getColumnLabel(i), typeName, type, array, required);
    }

    private static Selected inTuple(String shown, List<Selected> fields, String name) {
        for (int i = 0; i < fields.size(); i++) {
            Selected field = fields.get(i);
            if (field.name().equals(name)) {
                // rows that lack one are refused
                fields.set(i, field.withRequired(true));
                return field;
            }
        }
        throw Names.permanent(shown + " has no column \"" + name
                + "\", which is the cursor field or part of the primary key;" + " it has "
                + Names.shown(fields.stream().map(Selected::name).toList()));
    }

    private static void checkOrder(String shown, Selected cursor) {
        if (cursor.type().order() == ColumnType.Order.NONE) {
            throw Names.permanent("column \"" + cursor.name() + "\" of " + shown + " is " + cursor.typeName()
                    + ", which cannot say how far a stream has come; expected a number, a time or a text that grows");
        }
    }

    /** Rows that are equal in the whole tuple could not be told apart at the end of a page. */
    private void checkUnique(Relation relation, CursorField cursor) throws SQLException {
        Stored table = relation.table();
        if (table == null || !table.hasIndexes() || cursor.tieBreakers().isEmpty()) {
            return;
        }
        Set<String> tuple = new HashSet<>(cursor.tuple());
        List<List<String>> unique = new ArrayList<>();
        for (@Nullable String[] row : session.rows(UNIQUE, table.oid())) {
            unique.add(JsonList.of(row[0] + ""));
        }
        if (unique.stream().noneMatch(tuple::containsAll)) {
            throw Names.permanent("no unique index of " + relation.shown() + " says that no two rows have the same "
                    + Names.shown(cursor.tuple()) + ", so that a row could be lost between two pages; "
                    + (unique.isEmpty()
                            ? "it has no primary key: add one, or a unique index"
                            : "set primary_key to "
                                    + unique.getFirst().toString().toLowerCase(Locale.ROOT)
                                    + ", or add a unique index"));
        }
    }
}
