package io.hakiri.migrate;

import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Transfer;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of one kind at one end, one after another; the page after the current one is read meanwhile. */
final class RowReader {
    private final Transfer transfer;
    private final Owner owner;
    private final RowKind kind;
    private final Calls calls;

    private Iterator<Row> page = List.<Row>of().iterator();
    private @Nullable Beside<Rows> following;
    private @Nullable Row current;

    RowReader(Transfer transfer, Owner owner, RowKind kind, @Nullable String after, Calls calls) {
        this.transfer = transfer;
        this.owner = owner;
        this.kind = kind;
        this.calls = calls;
        following = ask(after);
        advance();
    }

    /** The row that the reading has come to; {@code null} behind the last one. */
    @Nullable
    Row current() {
        return current;
    }

    void advance() {
        while (!page.hasNext() && following != null) {
            Rows rows = following.await();
            page = rows.rows().iterator();
            following = rows.more() ? ask(rows.rows().getLast().key()) : null;
        }
        current = page.hasNext() ? page.next() : null;
    }

    /** All that are left. */
    void forEach(Consumer<Row> each) {
        for (Row row = current; row != null; row = current) {
            each.accept(row);
            advance();
        }
    }

    private Beside<Rows> ask(@Nullable String after) {
        return Beside.call(() -> calls.call(() -> transfer.rows(owner, kind, after, RowOrder.together(kind))));
    }
}
