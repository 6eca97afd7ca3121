package io.hakiri.migrate;

import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import org.jspecify.annotations.Nullable;

/** The rows of one kind at both ends, side by side in the order of their keys: what copying and comparing walk over. */
final class RowPairs {
    /** Is told of each key that either end has. */
    @FunctionalInterface
    interface Each {
        /** The rows of one key; {@code null} at the end that has none, which is one of them at most. */
        void pair(@Nullable Row source, @Nullable Row target);
    }

    private RowPairs() {}

    /** @param after the key behind which to begin; {@code null} at the start */
    static void walk(End from, End to, Owner owner, RowKind kind, @Nullable String after, Calls calls, Each each) {
        RowReader source = new RowReader(from.transfer(), owner, kind, after, calls);
        RowReader target = new RowReader(to.transfer(), owner, kind, after, calls);
        Row row = source.current();
        Row other = target.current();
        while (row != null || other != null) {
            int order = row == null ? 1 : other == null ? -1 : RowOrder.BY_KEY.compare(row, other);
            each.pair(order <= 0 ? row : null, order >= 0 ? other : null);
            if (order <= 0) {
                source.advance();
            }
            if (order >= 0) {
                target.advance();
            }
            row = source.current();
            other = target.current();
        }
    }
}
