package io.hakiri.transfer;

import java.util.List;

/**
 * Some of the rows of one kind, in the order of their keys.
 *
 * @param more whether there may be more after the last one; never where there are none
 */
public record Rows(List<Row> rows, boolean more) {
    /** None, and no more. */
    public static final Rows NONE = new Rows(List.of(), false);

    public Rows {
        rows = List.copyOf(rows);
    }
}
