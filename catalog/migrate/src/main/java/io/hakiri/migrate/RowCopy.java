package io.hakiri.migrate;

import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
        List<Row> missing = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        AtomicLong laid = new AtomicLong();
        RowPairs.walk(from, to, owner, kind, after, calls, (row, other) -> {
            if (row == null && other != null) {
                gone.add(other.key());
            } else if (row != null && !row.equals(other)) {
                missing.add(row);
            }
            laid.addAndGet(flush(owner, kind, missing, gone, RowOrder.together(kind)));
        });
        return laid.get() + flush(owner, kind, missing, gone, 1);
    }

    private long flush(Owner owner, RowKind kind, List<Row> missing, List<String> gone, int least) {
        long laid = 0;
        if (missing.size() >= least) {
            List<Row> rows = List.copyOf(missing);
            calls.done(owner + " at the target", () -> to.transfer().lay(owner, rows));
            listener.copied(owner, kind, rows.size());
            laid = rows.size();
            missing.clear();
        }
        if (gone.size() >= least) {
            List<String> keys = List.copyOf(gone);
            calls.done(owner + " at the target", () -> to.transfer().remove(owner, kind, keys));
            gone.clear();
        }
        return laid;
    }
}
