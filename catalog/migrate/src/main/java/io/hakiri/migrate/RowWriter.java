package io.hakiri.migrate;

import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lays down rows of one kind at the target and removes others, a page at a time. One call is under way while the next page is read
 * and compared; never two, for what a backend keeps of the rows before needs them in their order.
 */
final class RowWriter implements AutoCloseable {
    private final End to;
    private final Owner owner;
    private final RowKind kind;
    private final @Nullable Seal under;
    private final Calls calls;
    private final MoveListener listener;
    private final int together;

    private List<Row> missing = new ArrayList<>();
    private List<String> gone = new ArrayList<>();
    private @Nullable Beside<Boolean> underWay;
    private long laid;

    /** @param under the seal of the owner at the source; {@code null} while that goes on, when nothing is removed */
    RowWriter(End to, Owner owner, RowKind kind, @Nullable Seal under, Calls calls, MoveListener listener) {
        this.to = to;
        this.owner = owner;
        this.kind = kind;
        this.under = under;
        this.calls = calls;
        this.listener = listener;
        together = RowOrder.together(kind);
    }

    /** One that the target has to have; in the order of their keys. */
    void lay(Row row) {
        missing.add(row);
        if (missing.size() >= together) {
            layMissing();
        }
    }

    /** One that the target must not have; in the order of their keys. */
    void remove(String key) {
        gone.add(key);
        if (gone.size() >= together) {
            removeGone();
        }
    }

    /** Brings what is left; how many rows were laid down in all, when they are. */
    long end() {
        layMissing();
        removeGone();
        awaitLast();
        return laid;
    }

    private void layMissing() {
        if (missing.isEmpty()) {
            return;
        }
        List<Row> rows = List.copyOf(missing);
        missing = new ArrayList<>();
        next(() -> {
            calls.done(owner + " at the target", () -> to.transfer().lay(owner, rows, under));
            listener.copied(owner, kind, rows);
        });
        laid += rows.size();
    }

    private void removeGone() {
        if (gone.isEmpty()) {
            return;
        }
        List<String> keys = List.copyOf(gone);
        gone = new ArrayList<>();
        Seal seal = Objects.requireNonNull(under, "nothing is removed while the source goes on");
        next(() -> calls.done(owner + " at the target", () -> to.transfer().remove(owner, kind, keys, seal)));
    }

    private void next(Runnable call) {
        awaitLast();
        if (Thread.currentThread().isInterrupted()) {
            throw MoveRefused.interrupted();
        }
        underWay = Beside.call(() -> {
            call.run();
            return true;
        });
    }

    private void awaitLast() {
        Beside<Boolean> last = underWay;
        underWay = null;
        if (last != null) {
            last.await();
        }
    }

    /** Nothing of it is under way afterwards; what was not ended is left as far as it came. */
    @Override
    public void close() {
        if (underWay != null) {
            underWay.awaitEnd();
        }
    }
}
