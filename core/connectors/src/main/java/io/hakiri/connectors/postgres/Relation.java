package io.hakiri.connectors.postgres;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a stream is read from, a table or a query, as it was when it was looked at.
 *
 * @param shown for messages
 * @param from as it stands behind FROM
 * @param fields in order
 * @param tuple the cursor field, then its tie-breakers
 * @param table the table itself; {@code null} for a query
 * @param secondDigits behind the point of the cursor field's seconds, where it is a time
 */
record Relation(
        String shown,
        String from,
        List<Selected> fields,
        List<Selected> tuple,
        @Nullable Stored table,
        int secondDigits) {

    private static final String ARRAY = """
            CASE WHEN array_dims(%1$s) ~ '\\[(?!1:)' THEN to_json(%1$s::text) ELSE to_json(%1$s) END""";

    /**
     * A column.
     *
     * @param typeName as the database has it, for messages
     * @param array whether its values are arrays
     * @param required whether the database itself lets none of its values be missing
     */
    record Selected(String name, String typeName, ColumnType type, boolean array, boolean required) {
        /** The value as it is handed over. */
        String handedOver() {
            String column = Names.quoted(name);
            if (array) {
                return ARRAY.formatted(column);
            }
            // the driver would unpack bytes
            return typeName.equals("bytea") ? column + "::text" : column;
        }

        /** The value as it is compared. */
        String compared() {
            return type.order().compared(Names.quoted(name));
        }

        Selected withRequired(boolean now) {
            return new Selected(name, typeName, type, array, now);
        }
    }

    /**
     * A table as the database's catalog has it.
     *
     * @param kind as {@code pg_class.relkind}
     * @param inherited whether other tables add rows to it
     */
    record Stored(long oid, String kind, boolean inherited) {
        /** Whether an index of its own can say what is unique in it. */
        boolean hasIndexes() {
            return (kind.equals("r") && !inherited) || kind.equals("p") || kind.equals("m");
        }
    }

    List<ColumnType.Order> orders() {
        return tuple.stream().map(field -> field.type().order()).toList();
    }

    Selected cursor() {
        return tuple.getFirst();
    }

    /** The tuple for ORDER BY. */
    String ordered(String direction) {
        return tuple.stream().map(field -> field.compared() + direction).collect(Collectors.joining(", "));
    }

    /** The tuple as texts. */
    String tupleTexts() {
        return tuple.stream()
                .map(field -> field.type().order().byText()
                        ? Names.quoted(field.name()) + "::text"
                        : Names.quoted(field.name()))
                .collect(Collectors.joining(", "));
    }

    /** A comparison of the tuple, or of its first fields, with these values. */
    String compare(String operator, List<String> values) {
        String left =
                tuple.stream().limit(values.size()).map(Selected::compared).collect(Collectors.joining(", "));
        StringBuilder right = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            right.append(i == 0 ? "" : ", ").append(tuple.get(i).type().order().literal(values.get(i)));
        }
        return "(" + left + ") " + operator + " (" + right + ")";
    }
}
