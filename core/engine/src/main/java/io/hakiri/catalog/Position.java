package io.hakiri.catalog;

/** How far a stream's partition has been ingested; its case is the cursor's kind. */
public sealed interface Position {
    /**
     * What the source needs to go on from here, at most 16 KiB of UTF-8 (C-22). The catalog keeps it byte for byte and does
     * not read it (C-23).
     */
    String value();

    /**
     * A position with an order: a timestamp, a sequence, a byte offset.
     *
     * @param orderKey bytes (1 B – 1 KiB) whose unsigned comparison compares positions; ends in a unique tie-breaker unless
     *     the stream is declared strictly increasing (C-9)
     */
    record Monotonic(String value, Bytes orderKey) implements Position {
        public Monotonic {
            Limits.text("position", value, Limits.POSITION_BYTES);
            Limits.between("order key bytes", orderKey.length(), 1, Limits.ORDER_KEY_BYTES);
        }
    }

    /** A vendor's page token: has no order, only a next. */
    record OpaqueToken(String value) implements Position {
        public OpaqueToken {
            Limits.text("position", value, Limits.POSITION_BYTES);
        }
    }

    /** The name of a state of the source, such as an LSN or an S3 version. */
    record SnapshotId(String value) implements Position {
        public SnapshotId {
            Limits.text("position", value, Limits.POSITION_BYTES);
        }
    }
}
