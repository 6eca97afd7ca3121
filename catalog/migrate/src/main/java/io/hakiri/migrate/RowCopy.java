package io.hakiri.migrate;

import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Seal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of the target those of the source. While the source goes on only what stays as it is there is laid down, so that
 * it does not matter who does that, and how late; all else under the seal.
 */
final class RowCopy {
    private final End from;
    private final End to;
    private final Owner owner;
    private final Calls calls;
    private final MoveListener listener;

    /** Those that were seen to have ended, whose chunks stay as they are. */
    private final Set<String> endedBackfills = new HashSet<>();

    private long laid;

    RowCopy(Move move, Owner owner) {
        from = move.from();
        to = move.to();
        this.owner = owner;
        calls = move.calls();
        listener = move.listener();
    }

    /** How many rows were laid down in all. */
    long laid() {
        return laid;
    }

    /**
     * Lays down rows of one kind while the source goes on.
     *
     * @param after rows up to this key are the same already; {@code null} for none of them
     * @param keptFrom the source keeps none before this key any more; {@code null} where it keeps all
     * @return whether the target holds rows of that kind that the source does not hold, or holds otherwise
     */
    boolean copyWhatStays(RowKind kind, @Nullable String after, @Nullable String keptFrom) {
        try (RowWriter writer = new RowWriter(to, owner, kind, null, calls, listener)) {
            boolean[] otherwise = {false};
            RowPairs.walk(from, to, owner, kind, after, calls, (row, other) -> {
                if (row != null && !row.equals(other) && staysAsItIs(row)) {
                    writer.lay(row);
                }
                otherwise[0] |= other != null && !other.equals(row) && (keptFrom == null || isFrom(keptFrom, other));
            });
            laid += writer.end();
            return otherwise[0];
        }
    }

    private static boolean isFrom(String key, Row row) {
        return RowOrder.compare(row.key(), key) >= 0;
    }

    private boolean staysAsItIs(Row row) {
        if (row instanceof Row.BackfillRow && row.isFinal()) {
            endedBackfills.add(row.key());
        }
        return row.isFinal()
                && (!(row instanceof Row.ChunkRow chunk)
                        || endedBackfills.contains(chunk.backfill().value()));
    }

    /**
     * Lays down what is missing or otherwise of one kind, and removes what is gone.
     *
     * @param after as above
     */
    void copy(RowKind kind, @Nullable String after, Seal under) {
        try (RowWriter writer = new RowWriter(to, owner, kind, under, calls, listener)) {
            RowPairs.walk(from, to, owner, kind, after, calls, (row, other) -> {
                if (row == null && other != null) {
                    writer.remove(other.key());
                } else if (row != null && !row.equals(other)) {
                    writer.lay(row);
                }
            });
            laid += writer.end();
        }
    }

    /** All of every kind, as {@link #copy(RowKind, String, Seal)}. */
    void copyAll(Seal under) {
        for (RowKind kind : RowKind.of(owner)) {
            copy(kind, null, under);
        }
    }
}
