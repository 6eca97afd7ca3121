package io.hakiri.catalog.relational;

import io.hakiri.catalog.RunId;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the keys of transferred rows are in columns. */
final class KeyColumns {
    private static final long FIRST = -1;

    private KeyColumns() {}

    /** The values of a key, or what is before all of them. */
    static List<Object> after(RowKind kind, @Nullable String key) {
        return key == null ? first(kind) : of(kind, key);
    }

    /** The values of a key. */
    static List<Object> of(RowKind kind, String key) {
        return switch (kind) {
            case FENCE, AUDIT, PROJECT_AUDIT -> List.of(RowKeys.number(key));
            case RECEIPT -> {
                String[] parts = RowKeys.parts(key, 3);
                yield List.of(RowKeys.number(parts[0]), RowKeys.number(parts[1]), RowKeys.number(parts[2]));
            }
            case QUEUED -> List.of(Row.bytes(RunId.parse(key)));
            case BACKFILL, TOKEN -> List.of(key);
            case CHUNK -> {
                String[] parts = RowKeys.parts(key, 2);
                yield List.of(parts[0], RowKeys.number(parts[1]));
            }
            case KEY -> {
                String[] parts = RowKeys.parts(key, 2);
                yield List.of(parts[0], parts[1]);
            }
        };
    }

    private static List<Object> first(RowKind kind) {
        return switch (kind) {
            case FENCE, AUDIT, PROJECT_AUDIT -> List.of(FIRST);
            case RECEIPT -> List.of(FIRST, FIRST, FIRST);
            case QUEUED -> List.of(new byte[0]);
            case BACKFILL, TOKEN -> List.of("");
            case CHUNK -> List.of("", FIRST);
            case KEY -> List.of("", "");
        };
    }
}
