package io.hakiri.catalog.relational;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on the rows of one project. Statements have {@code ?} for their values and the words of {@link Dialect} where
 * databases differ. A fault of the database comes out as an exception of the backend's own, which its {@link Store} translates.
 *
 * <p>Values are texts, longs, integers, flags, bytes, instants, fences, run ids and enums ({@link Values}).
 */
public interface Sql {
    /** Makes a value of the current row. */
    @FunctionalInterface
    interface Mapping<T extends @Nullable Object> {
        T of(Row row);
    }

    /** The number of the project, in the rows that name it. */
    long project();

    /** What stands for the project in the column {@code pipeline} of tables that both have. */
    long ofProject();

    /** The backend's time: one instant for all of a transaction, in microseconds as they are stored. */
    Instant now();

    /** Changes rows; how many. */
    int change(String sql, @Nullable Object... values);

    /**
     * Puts rows into a table, in as few statements as the database allows; how many were put or changed.
     *
     * @param rows the values of each row, in the order of the columns
     */
    default int changeAll(Insertion insertion, List<@Nullable Object[]> rows) {
        return changeAll(List.of(new Insertion.Filled(insertion, rows)));
    }

    /** As above, for several tables in their order; a database that is far away is told all of it at once. */
    int changeAll(List<Insertion.Filled> tables);

    /** What was changed so far shall not stay: a write that changes nothing after it is taken back. */
    void takeBack();

    /** What the first row makes; {@code null} where there is none. */
    <T> @Nullable T one(String sql, Mapping<T> mapping, @Nullable Object... values);

    /** What each row makes. */
    <T> List<T> list(String sql, Mapping<T> mapping, @Nullable Object... values);

    /** The number in the first column of the first row; 0 where there is none. */
    default long number(String sql, @Nullable Object... values) {
        Long number = one(sql, row -> row.number(1), values);
        return number == null ? 0 : number;
    }

    /** Whether there is a row. */
    default boolean exists(String sql, @Nullable Object... values) {
        return one(sql, _ -> true, values) != null;
    }
}
