package io.hakiri.connectors.postgres;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that rows go to, and what has to be done to it before rows of a shape fit: make it, add columns, widen types. Nothing
 * is ever taken away, and a column of a type that is never made here keeps it.
 *
 * @param key columns that have one row per value; empty where every row is added
 * @param columns of rows of the shape, by name, with the type that they have once the changes are made
 * @param required of these, the ones that take no missing value
 * @param changes as SQL, in order
 */
record TargetTable(
        Names.Table table, List<String> key, Map<String, String> columns, Set<String> required, List<String> changes) {
    /** In every table: which object brought the row. */
    static final String OBJECT = "_hakiri_object";

    /** In every staged table: the order of the rows. */
    static final String ROW = "_hakiri_row";

    private static final String COLUMNS = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typname, a.atttypmod, a.attnotnull,
                   a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> ''
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""";

    /** Types that a text is read into without being changed. */
    private static final Set<String> NOT_AS_TEXT = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "float4",
            "float8",
            "date",
            "timestamp",
            "timestamptz",
            "money",
            "bpchar",
            "bit");

    /** A column that is there. */
    private record Existing(
            String name, String type, String typeName, boolean free, boolean required, boolean filled) {}

    /** Looks at the table as it is now. In a transaction that is open. */
    static TargetTable of(Session session, Names.Table table, Shape shape, List<String> key) throws SQLException {
        Map<String, Existing> existing = new LinkedHashMap<>();
        for (@Nullable String[] row : session.rows(COLUMNS, table.sql())) {
            String name = row[0] + "";
            existing.put(
                    name,
                    new Existing(
                            name,
                            row[1] + "",
                            row[2] + "",
                            "-1".equals(row[3]),
                            "t".equals(row[4]),
                            "t".equals(row[5])));
        }
        return new Planning(session, table, shape, key, existing).plan();
    }

    /** How a type of a stream is kept. */
    static String sqlType(Type type) {
        return switch (type) {
            case Type.Decimal(int precision, int scale) -> "numeric(" + precision + "," + scale + ")";
            case Type.Plain plain ->
                switch (plain) {
                    case BOOLEAN -> "boolean";
                    case INT64 -> "bigint";
                    case FLOAT64 -> "double precision";
                    case DATE -> "date";
                    case TIMESTAMP -> "timestamp with time zone";
                    case LOCAL_TIMESTAMP -> "timestamp without time zone";
                    case TEXT -> "text";
                    case JSON -> "json";
                };
        };
    }

    private static @Nullable Type ownType(String sql) {
        for (Type.Plain plain : Type.Plain.values()) {
            if (sqlType(plain).equals(sql)) {
                return plain;
            }
        }
        return sql.matches("numeric\\([0-9]{1,2},[0-9]{1,2}\\)") ? decimal(sql) : null;
    }

    private static @Nullable Type decimal(String sql) {
        int comma = sql.indexOf(',');
        int precision = Integer.parseInt(sql.substring("numeric(".length(), comma));
        int scale = Integer.parseInt(sql.substring(comma + 1, sql.length() - 1));
        return precision <= Type.Decimal.MAX_PRECISION && scale <= precision
                ? new Type.Decimal(precision, scale)
                : null;
    }

    /** Makes the table fit. */
    void change(Session session) throws SQLException {
        for (String change : changes) {
            session.execute(change);
        }
    }

    /** A table that takes rows of the shape until they are published. */
    String staging(String staged) {
        return "CREATE TABLE " + staged + " (" + Names.quoted(ROW) + " bigint GENERATED ALWAYS AS IDENTITY, "
                + columns.entrySet().stream()
                        .map(column -> Names.quoted(column.getKey()) + " " + column.getValue()
                                + (required.contains(column.getKey()) ? " NOT NULL" : ""))
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** Brings the rows of a staged table, each with the object's number; of rows with the same key the last. */
    String bringing(String staged, long object) {
        String names = Names.quoted(columns.keySet());
        String tag = Names.quoted(OBJECT);
        String into = "INSERT INTO " + table.sql() + " (" + names + ", " + tag + ") SELECT ";
        if (key.isEmpty()) {
            return into + names + ", " + object + " FROM " + staged + " ORDER BY " + Names.quoted(ROW);
        }
        String keys = Names.quoted(key);
        String set = columns.keySet().stream()
                .filter(name -> !key.contains(name))
                .map(name -> Names.quoted(name) + " = EXCLUDED." + Names.quoted(name) + ", ")
                .collect(Collectors.joining());
        return into + "DISTINCT ON (" + keys + ") " + names + ", " + object + " FROM " + staged + " ORDER BY " + keys
                + ", " + Names.quoted(ROW) + " DESC ON CONFLICT (" + keys + ") DO UPDATE SET " + set + tag
                + " = EXCLUDED." + tag;
    }

    /** Decides what is to be done. */
    private record Planning(
            Session session, Names.Table table, Shape shape, List<String> key, Map<String, Existing> existing) {
        TargetTable plan() throws SQLException {
            Map<String, String> columns = new LinkedHashMap<>();
            Set<String> required = new HashSet<>(key);
            List<String> changes = new ArrayList<>();
            for (Field field : shape.fields()) {
                String name = Names.fitting("field", field.name());
                if (name.equals(OBJECT) || name.equals(ROW)) {
                    throw incompatible("the field \"" + name + "\" has a name that the destination keeps for itself");
                }
                Existing column = existing.get(name);
                if (column == null) {
                    columns.put(name, sqlType(field.type()));
                    changes.add("ADD COLUMN " + Names.quoted(name) + " " + sqlType(field.type()));
                } else {
                    columns.put(name, fitted(column, field.type(), changes));
                    if (column.required) {
                        required.add(name);
                    }
                }
            }
            for (String name : key) {
                if (!columns.containsKey(name)) {
                    throw incompatible("the stream has no field \"" + name + "\", which is part of its primary key");
                }
            }
            if (existing.isEmpty()) {
                return new TargetTable(table, key, columns, required, making(columns));
            }
            if (!existing.containsKey(OBJECT)) {
                changes.add("ADD COLUMN " + Names.quoted(OBJECT) + " bigint");
            }
            checkOthers(columns.keySet());
            String alter = "ALTER TABLE " + table.sql() + " ";
            return new TargetTable(
                    table,
                    key,
                    columns,
                    required,
                    changes.stream().map(alter::concat).toList());
        }

        private List<String> making(Map<String, String> columns) {
            List<String> lines = new ArrayList<>();
            columns.forEach((name, type) -> lines.add(Names.quoted(name) + " " + type));
            lines.add(Names.quoted(OBJECT) + " bigint");
            if (!key.isEmpty()) {
                lines.add("PRIMARY KEY (" + Names.quoted(key) + ")");
            }
            return List.of(
                    "CREATE TABLE " + table.sql() + " (" + String.join(", ", lines) + ")",
                    // rows of one object lie together: a rewind finds them without reading the whole table
                    "CREATE INDEX ON " + table.sql() + " USING brin (" + Names.quoted(OBJECT) + ")");
        }

        /** The type of an existing column once values of this type fit. */
        private String fitted(Existing column, Type type, List<String> changes) throws SQLException {
            if (column.type.equals(sqlType(type))) {
                return column.type;
            }
            Type own = ownType(column.type);
            if (own == null) {
                if (takes(column, type)) {
                    return column.type;
                }
                throw incompatible(
                        "column \"" + column.name + "\" is " + column.type + ", which does not take every value of "
                                + type.word() + " as it is; make it " + sqlType(type));
            }
            if (own.holds(type) && !rounds(type, own)) {
                return column.type;
            }
            Type wider = Type.join(own, type);
            checkRounding(column, own, wider);
            if (rounds(type, wider)) {
                throw incompatible("column \"" + column.name + "\" is " + column.type
                        + ", which would round whole numbers; make it numeric or text");
            }
            changes.add("ALTER COLUMN " + Names.quoted(column.name) + " TYPE " + sqlType(wider)
                    + (wider == Type.Plain.TEXT ? " USING " + asText(column, own) : ""));
            return sqlType(wider);
        }

        private static boolean rounds(Type from, Type to) {
            return from == Type.Plain.INT64 && to == Type.Plain.FLOAT64;
        }

        /** Whole numbers become floats only where none of them is rounded. */
        private void checkRounding(Existing column, Type from, Type to) throws SQLException {
            String name = Names.quoted(column.name);
            if (rounds(from, to)
                    && session.row("SELECT 1 FROM " + table.sql() + " WHERE " + name + "::double precision::numeric <> "
                                    + name + "::numeric LIMIT 1")
                            != null) {
                throw incompatible("column \"" + column.name
                        + "\" is bigint with numbers that double precision would round;" + " make it numeric or text");
            }
        }

        /** As the same value looks when it comes as a text. */
        private static String asText(Existing column, Type own) {
            String name = Names.quoted(column.name);
            if (own == Type.Plain.TIMESTAMP) {
                return "(to_json(" + name + " AT TIME ZONE 'UTC') #>> '{}') || 'Z'";
            }
            return own == Type.Plain.LOCAL_TIMESTAMP ? "to_json(" + name + ") #>> '{}'" : name + "::text";
        }

        /** Whether a column that somebody else made takes every value unchanged, or refuses it. */
        private static boolean takes(Existing column, Type type) {
            String name = column.typeName;
            if (name.equals("varchar")) {
                return type == Type.Plain.TEXT;
            }
            if (!column.free) {
                return false;
            }
            return switch (type) {
                case Type.Decimal _ -> name.equals("numeric");
                case Type.Plain plain ->
                    switch (plain) {
                        case INT64 -> Set.of("int2", "int4", "numeric").contains(name);
                        case JSON -> name.equals("jsonb");
                        case TEXT -> !NOT_AS_TEXT.contains(name);
                        case BOOLEAN, FLOAT64, DATE, TIMESTAMP, LOCAL_TIMESTAMP -> false;
                    };
            };
        }

        private void checkOthers(Set<String> fields) {
            for (Existing column : existing.values()) {
                if (column.required && !column.filled && !fields.contains(column.name)) {
                    throw incompatible("column \"" + column.name
                            + "\" takes no missing value, has no default, and the stream has no such field");
                }
            }
        }

        private ConnectorException incompatible(String what) {
            return new ConnectorException(ErrorClass.SCHEMA_INCOMPATIBLE, "table " + table + ": " + what, null);
        }
    }
}
