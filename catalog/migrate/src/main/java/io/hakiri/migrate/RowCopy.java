package io.hakiri.migrate;

import io.hakiri.transfer.Owner;
import io.hakiri.transfer.RowKind;
import org.jspecify.annotations.Nullable;

/** Makes the rows of the target those of the source: lays down what is missing or otherwise, removes what is gone. */
final class RowCopy {
    private final End from;
    private final End to;
    private final Calls calls;
    private final MoveListener listener;

    RowCopy(End from, End to, Calls calls, MoveListener listener) {
        this.from = from;
        this.to = to;
        this.calls = calls;
        this.listener = listener;
    }

    /**
     * Copies the rows of one kind.
     *
     * @param after rows up to this key are the same already; {@code null} for none of them
     * @return how many were laid down
     */
    long copy(Owner owner, RowKind kind, @Nullable String after) {
        try (RowWriter writer = new RowWriter(to, owner, kind, calls, listener)) {
            RowPairs.walk(from, to, owner, kind, after, calls, (row, other) -> {
                if (row == null && other != null) {
                    writer.remove(other.key());
                } else if (row != null && !row.equals(other)) {
                    writer.lay(row);
                }
            });
            return writer.end();
        }
    }
}
