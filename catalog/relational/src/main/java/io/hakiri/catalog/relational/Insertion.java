package io.hakiri.catalog.relational;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What puts many rows into a table: the columns in the order of a row's values, and what becomes of a row that is there already.
 * A database is told each row, or all of them as one array per column.
 *
 * @param end {@code ON CONFLICT …}, or nothing
 */
public record Insertion(String table, List<Column> columns, String end) {
    public Insertion {
        columns = List.copyOf(columns);
    }

    /** What a column holds. */
    public enum Type {
        NUMBER,
        TEXT,
        BYTES
    }

    /** A column. */
    public record Column(String name, Type type) {}

    static Insertion into(String table) {
        return new Insertion(table, List.of(), "");
    }

    Insertion numbers(String... names) {
        return and(Type.NUMBER, names);
    }

    Insertion texts(String... names) {
        return and(Type.TEXT, names);
    }

    Insertion bytes(String... names) {
        return and(Type.BYTES, names);
    }

    private Insertion and(Type type, String... names) {
        List<Column> more = new ArrayList<>(columns);
        for (String name : names) {
            more.add(new Column(name, type));
        }
        return new Insertion(table, more, end);
    }

    /** Where there is a row with the same key, it takes over the other columns. */
    Insertion over(String... key) {
        return over(List.of(key), "");
    }

    /**
     * As above.
     *
     * @param more further assignments, or a condition
     */
    Insertion over(List<String> key, String more) {
        String taken = columns.stream()
                .map(Column::name)
                .filter(name -> !key.contains(name))
                .map(name -> name + " = excluded." + name)
                .collect(Collectors.joining(", "));
        return new Insertion(
                table, columns, " ON CONFLICT (" + String.join(", ", key) + ") DO UPDATE SET " + taken + more);
    }

    /** The same, where this holds of a row that is there. */
    Insertion with(String condition) {
        return new Insertion(table, columns, end + condition);
    }

    /** The same, and a row that is there stays as it is. */
    Insertion missing() {
        return new Insertion(table, columns, " ON CONFLICT DO NOTHING");
    }

    /** The same where no row with such a key can be there: the database need not look for it. */
    Insertion anew() {
        return new Insertion(table, columns, "");
    }

    /** These rows into this table. */
    Filled with(List<@Nullable Object[]> rows) {
        return new Filled(this, rows);
    }

    /**
     * Rows for one table.
     *
     * @param rows the values of each row, in the order of the columns
     */
    public record Filled(Insertion into, List<@Nullable Object[]> rows) {}

    /** The statement for one row, with a value for each column. */
    public String each() {
        return into() + "VALUES (" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")" + end;
    }

    /**
     * The statement for all rows, with an array for each column.
     *
     * @param array what the database calls an array of these
     */
    public String all(Function<Type, String> array) {
        return into() + "SELECT * FROM unnest("
                + columns.stream()
                        .map(column -> "CAST(? AS " + array.apply(column.type()) + ")")
                        .collect(Collectors.joining(", "))
                + ") rows" + end;
    }

    private String into() {
        return "INSERT INTO " + table + " ("
                + columns.stream().map(Column::name).collect(Collectors.joining(", ")) + ") ";
    }
}
