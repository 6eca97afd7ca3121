package io.hakiri.proof;

import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Transfer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through the rows of one kind in the order of their keys, page after page. */
final class RowWalk<T extends Row> {
    private final Transfer transfer;
    private final Owner owner;
    private final RowKind kind;
    private final Class<T> type;
    private List<Row> page = List.of();
    private int at;
    private boolean more = true;
    private @Nullable String after;

    /** @param after the key after which it begins; {@code null} for the first row */
    RowWalk(Transfer transfer, Owner owner, RowKind kind, Class<T> type, @Nullable String after) {
        this.transfer = transfer;
        this.owner = owner;
        this.kind = kind;
        this.type = type;
        this.after = after;
    }

    /** The row that {@link #next} goes past; {@code null} at the end. */
    @Nullable
    T peek() {
        while (at == page.size() && more) {
            Rows rows = transfer.rows(owner, kind, after, Transfer.MOST_ROWS);
            page = rows.rows();
            at = 0;
            more = rows.more() && !page.isEmpty();
            after = page.isEmpty() ? after : page.getLast().key();
        }
        return at == page.size() ? null : type.cast(page.get(at));
    }

    void next() {
        at++;
    }
}
