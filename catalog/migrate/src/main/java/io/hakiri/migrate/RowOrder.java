package io.hakiri.migrate;

import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The order of rows, which is the same on every backend: that of the UTF-8 bytes of their keys. */
final class RowOrder {
    /** Audit events hold whole manifests, and what happened under a fence may be many moves: fewer of them at once. */
    private static final int FEW = 200;

    private static final int MANY = 1_000;

    static final Comparator<Row> BY_KEY = (one, other) -> compare(one.key(), other.key());

    private RowOrder() {}

    /** The order of two keys. */
    static int compare(String one, String other) {
        return one.equals(other)
                ? 0
                : Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** How many rows of a kind are read and laid down at once. */
    static int together(RowKind kind) {
        return switch (kind) {
            case AUDIT, PROJECT_AUDIT, KEY -> FEW;
            case FENCE, RECEIPT, QUEUED, BACKFILL, CHUNK, TOKEN -> MANY;
        };
    }
}
